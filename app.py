"""The page on the web: settings, index, web app, serve; the bot is opened meanwhile. Wiring only.

What takes seconds to import is imported once the settings are known to be right.
"""

import gc
import socket
import sys
from typing import TYPE_CHECKING

from pydantic import ValidationError
from pydantic_settings import CliApp

from index.command import progress_bar, run
from index.errors import YuwenError
from settings import Settings, faults

if TYPE_CHECKING:
    from bot.web.settings import WebSettings
    from index.encoder import Encoder


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
    """Builds the index if there is none, then serves until stopped; what answers is opened meanwhile."""
    import uvicorn

    from bot.late import LateDesk
    from bot.web.gates.closing import Closing
    from bot.web.gates.ending import EndingServer
    from bot.web.gates.patience import CONNECTIONS, PatientProtocol
    from bot.web.observing import journal
    from bot.web.observing.metrics import Metrics
    from bot.web.observing.scraping import metrics_served
    from index.place import opened
    from opening import Opening

    gc.disable()  # what is imported stays; looking through it again and again is a fifth of a start
    listening = listen(settings.host, settings.port)
    web = web_settings(settings)
    journal.begin(settings.log_format, settings.log_questions)
    encoder = None if settings.store or settings.index.exists() else build(settings)
    desk, metrics, closing = LateDesk(opened(settings.place)), Metrics(), Closing()

    from bot.web.app import create_app  # brings Gradio: the longest part of a start

    with metrics_served(metrics, settings.metrics_host, settings.metrics_port):
        config = uvicorn.Config(
            create_app(desk, web, metrics, closing),
            http=PatientProtocol,
            limit_concurrency=CONNECTIONS,
            log_config=None,
            lifespan="on",  # a fault while starting is said, where "auto" would serve a chat that never answers
            log_level="warning",
            proxy_headers=bool(settings.trusted_proxy),  # uvicorn believes this machine unless told whom to believe
            forwarded_allow_ips=settings.trusted_proxy,
        )
        gc.freeze()
        gc.enable()
        server = EndingServer(config, closing, metrics.unfinished, settings.grace)
        print(f"渝问 · Yuwen: http://{settings.host}:{listening.getsockname()[1]}", flush=True)
        with Opening(settings, desk, encoder, failed=server.end):
            server.run(sockets=[listening])


def web_settings(settings: Settings) -> "WebSettings":
    from bot.web.settings import WebSettings

    return WebSettings(
        max_question=settings.max_question,
        public_url=settings.public_url,
        allow_origins=tuple(settings.allow_origin),
        feedback=settings.feedback if settings.votes else None,
        rate_limit=settings.rate_limit,
        mcp=settings.mcp,
        metrics_token=settings.metrics_token.get_secret_value(),
        log_questions=settings.log_questions,
    )


def build(settings: Settings) -> "Encoder":
    """The first index, with a bar, before anything is served; the encoder is not loaded twice."""
    from index.building import build_folder
    from index.encoder import load_encoder

    encoder = load_encoder(settings.model)
    with progress_bar("building the index") as progress:
        built, errors = build_folder(settings.articles, settings.index, encoder, progress=progress)
    for error in errors:
        print(f"left out: {' '.join(str(error).split())}", file=sys.stderr)
    print(f"{settings.index}: version {built.version}, {built.articles} articles")
    return encoder


def listen(host: str, port: int) -> socket.socket:
    """A socket of this address, taken before minutes go into the index; who comes early waits. Raises YuwenError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen()
    except OSError as error:
        raise YuwenError(
            f"cannot listen on {host}:{port}: {error.strerror}. Choose another --host or --port."
        ) from error
    return listening


if __name__ == "__main__":
    sys.exit(main())
