"""The page on the web: settings, index, bot, web app, serve. Wiring only.

What takes seconds to import is imported once the settings are known to be right.
"""

import socket
import sys
import threading
from contextlib import nullcontext

from pydantic import ValidationError
from pydantic_settings import CliApp

from index.command import progress_bar, run
from index.errors import YuwenError
from settings import Settings, faults


def main() -> int:
    try:
        settings = CliApp.run(Settings)
    except ValidationError as error:
        for fault in faults(error):
            print(f"error: {fault}", file=sys.stderr)
        return 2
    except ValueError as error:  # yuwen.toml is no TOML, or no text in UTF-8
        print(f"error: yuwen.toml: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    return run(lambda: serve(settings))


def serve(settings: Settings) -> None:
    """Builds or refreshes the index, then serves until stopped."""
    import uvicorn

    from bot import Bot
    from bot.model.connecting import connected
    from bot.reader.reader import Reader
    from bot.web.app import create_app
    from bot.web.settings import WebSettings
    from index.building import build_folder
    from index.encoder import load_encoder
    from index.search import Index
    from index.watching import watching

    listening = listen(settings.host, settings.port)
    web = WebSettings(
        max_question=settings.max_question,
        public_url=settings.public_url,
        allow_origins=tuple(settings.allow_origin),
        feedback=settings.feedback if settings.votes else None,
        rate_limit=settings.rate_limit,
        mcp=settings.mcp,
    )
    encoder = load_encoder(settings.model)
    if settings.rebuild or not settings.index.exists():
        with progress_bar("building the index") as progress:
            built, errors = build_folder(settings.articles, settings.index, encoder, progress=progress)
        for error in errors:
            print(f"left out: {' '.join(str(error).split())}", file=sys.stderr)
        print(f"{settings.index}: version {built.version}, {built.articles} articles")
    with connected(settings.llm, settings.llm_model, settings.llm_patience) as client:
        desk = Bot(Index.open(settings.index, encoder), settings.caution, client, Reader.beside(encoder))
        config = uvicorn.Config(
            create_app(desk, web),
            lifespan="on",  # a fault while starting is said, where "auto" would serve a chat that never answers
            log_level="warning",
            proxy_headers=bool(settings.trusted_proxy),  # uvicorn believes this machine unless told whom to believe
            forwarded_allow_ips=settings.trusted_proxy,
        )
        server = uvicorn.Server(config)
        # Questions to begin and go on with take seconds to draw; neither the start nor a visitor waits for them.
        threading.Thread(target=desk.draw_ahead, args=(("zh", "en"),), daemon=True).start()
        print(f"渝问 · Yuwen: http://{settings.host}:{listening.getsockname()[1]}", flush=True)
        watched = watching(settings.articles, settings.index, encoder, lambda line: print(line, flush=True))
        with watched if settings.watch and settings.rebuild else nullcontext():
            server.run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket of this address, taken before minutes go into the index. Raises YuwenError where that cannot be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise YuwenError(
            f"cannot listen on {host}:{port}: {error.strerror}. Choose another --host or --port."
        ) from error
    return listening


if __name__ == "__main__":
    sys.exit(main())
