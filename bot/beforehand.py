"""What the desk does before anybody asks: it draws the questions to begin with, so that the first visitor of each
language finds them.

`python -m index build` finds `draw_questions` by its entry point. It knows nothing of how questions are drawn.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.bot import Bot
from bot.reader.reader import Reader
from bot.web.languages import interface
from index.command import progress_bar
from index.encoder import Encoder
from index.folder import Folder
from index.search import Index

MOST_SPOKEN = ("zh", "en")
"""Languages of which what can be asked next is drawn ahead too."""


def draw_ahead(bot: Bot) -> Iterator[None]:
    """What visitors will be offered, so that none waits for it: that takes seconds, and may be left at any step."""
    for language in MOST_SPOKEN:
        yield from bot.draw_ahead(language)
    for language in interface():
        bot.examples(language)
        yield


def draw_questions(folder: Path, encoder: Encoder) -> None:
    """Keeps them in the index in `folder`, for every language of the page; nothing where this version has some.

    Raises IndexStoreError or EncoderError where either cannot be read.
    """
    with closing(Folder(folder)) as store:
        if store.verdicts(store.version()):
            return
        bot, languages = Bot(Index(store, encoder), reader=Reader.beside(encoder)), list(interface())
        with progress_bar("questions to begin with") as progress:
            for done, language in enumerate(languages, 1):
                bot.examples(language)
                progress(done, len(languages))
