"""What is done while the page is served already: the model loaded, the index refreshed, the desk opened, the folder
followed. In a thread of its own, wired together like `app.py`.
"""

import gc
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import nullcontext, suppress
from types import TracebackType

from bot.late import LateDesk
from index.encoder import Encoder
from index.errors import IndexStoreError
from settings import Settings

REFRESH_FIRST_S = 3.0
"""What changed while nobody served is taken up before the first answer if it takes no longer; else meanwhile."""
LEAVING_S = 10.0
"""How long the end waits for what is being done."""
LOOK_S = 0.5


class Opening:
    """Opens `desk` within the block; `failed` is called where that cannot be, and the block's end raises why."""

    def __init__(self, settings: Settings, desk: LateDesk, encoder: Encoder | None, failed: Callable[[], None]) -> None:
        """`encoder` is given where the index was built just now: nothing is refreshed then."""
        self._settings, self._desk, self._failed = settings, desk, failed
        self._encoder, self._built = encoder, encoder is not None
        self._ended = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="opening", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join(LEAVING_S)
        if self._error and error is None:
            raise self._error

    def _run(self) -> None:
        try:
            self._open_and_follow()
        except BaseException as error:
            self._error = error
            self._failed()

    def _open_and_follow(self) -> None:
        from bot.beforehand import draw_ahead
        from bot.bot import Bot
        from bot.model.connecting import connected
        from bot.reader.reader import Reader
        from index.encoder import load_encoder
        from index.search import Index
        from index.watching import watching

        settings = self._settings
        encoder = self._encoder or load_encoder(settings.model)
        refreshed = self._refreshed(encoder)
        self._wait(refreshed, REFRESH_FIRST_S)
        with connected(settings.llm, settings.llm_model, settings.llm_patience) as client:
            reader = Reader.beside(encoder)
            self._desk.store.check_encoder(encoder.name, encoder.dimension)
            bot = self._desk.open(lambda: Bot(Index(self._desk.store, encoder), settings.caution, client, reader))
            gc.collect()
            gc.freeze()  # what is there now stays, and no answer waits while it is looked through
            self._wait(refreshed)
            with suppress(IndexStoreError):  # a store may be away for a while; then they are drawn when asked for
                for _ in draw_ahead(bot):
                    if self._ended.is_set():
                        break
            watched = watching(settings.articles, settings.index, encoder, lambda line: print(line, flush=True))
            with watched if settings.watch and settings.builds else nullcontext():
                self._ended.wait()

    def _refreshed(self, encoder: Encoder) -> "Future[None]":
        """Done when the index holds what the folder of articles holds."""
        done: Future[None] = Future()
        if self._built or not self._settings.builds:
            done.set_result(None)
        else:
            threading.Thread(target=self._refresh, args=(encoder, done), name="refreshing", daemon=True).start()
        return done

    def _refresh(self, encoder: Encoder, done: "Future[None]") -> None:
        from index.building import build_folder

        try:
            built, errors = build_folder(self._settings.articles, self._settings.index, encoder)
        except BaseException as failure:
            done.set_exception(failure)
            return
        for error in errors:
            print(f"left out: {' '.join(str(error).split())}", file=sys.stderr)
        print(f"{self._settings.index}: version {built.version}, {built.articles} articles", flush=True)
        done.set_result(None)

    def _wait(self, refreshed: "Future[None]", seconds: float = float("inf")) -> None:
        """Until it is refreshed, these seconds are over, or the end has come. Raises what went wrong with it."""
        while seconds > 0 and not self._ended.is_set():
            try:
                return refreshed.result(timeout=min(LOOK_S, seconds))
            except NotYet:
                seconds -= LOOK_S
        return None
