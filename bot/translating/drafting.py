"""An article → the draft of its edition in another language, text by text, each audited.

What does not pass is tried once more with what was wrong, and stays in the original language where it does not pass
then: marked, never silently wrong. It knows nothing of files.
"""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from bot.model.client import Client, Cut
from bot.model.endpoint import ModelError
from bot.model.sentences import without_thoughts
from bot.model.sources import instructs
from bot.translating.auditing import LONGEST, Auditor, weight
from bot.translating.prompt import again, messages
from index.article import Article
from index.names import Names
from index.reading.blocks import Draft, assemble
from index.reading.drafts import TO_WRITE
from index.reading.markdown import to_markdown
from index.reading.normal import clean_block

MOST = 6_000
"""Weight of a text that is sent: it, its translation and the rules fit into a window of 8,192 tokens."""
THOUGHTS = 1_000
"""Tokens beside those of the translation, for models that think aloud."""
_TRIES = 2
_MARKUP = re.compile(r"^(?:#{1,6}|[-*•>])\s+|\*\*|__|`")

Progress = Callable[[], None]
"""Called after each text."""


@dataclass(frozen=True, slots=True)
class Translated:
    """What became of one text: itself where `left` says why it was left as it was."""

    where: str
    """ "title", "block 3" …, as a person counts."""
    kind: str
    text: str
    again: bool = False
    left: str = ""
    to_check: tuple[str, ...] = ()
    """Words written as names that nothing confirms."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft, and what became of each text of it: of the fields of its head first, then of the blocks."""

    edition: Article
    texts: tuple[Translated, ...]

    def markdown(self) -> str:
        """The file, with a comment above each block that a person has to translate or to look at."""
        head = len(self.texts) - len(self.edition.blocks)
        told: dict[int, list[str]] = {}
        for number, one in enumerate(self.texts):
            if one.left:
                told.setdefault(max(0, number - head), []).append(f"{TO_WRITE} ({one.where}): {one.left}")
        for number, one in enumerate(self.texts):
            if one.to_check:
                told.setdefault(max(0, number - head), []).append(f"to check: {', '.join(one.to_check)}")
        return to_markdown(self.edition, {number: "; ".join(lines) for number, lines in told.items()})


def texts_of(original: Article) -> list[tuple[str, str, str]]:
    """(where, kind, text) of all that is translated, in the order of `Drafted.texts`."""
    fields = [(name, name, getattr(original, name)) for name in ("title", "subtitle", "section")]
    blocks = [(f"block {n}", block.kind, original.block_text(block)) for n, block in enumerate(original.blocks, 1)]
    return [*(field for field in fields if field[2]), *blocks]


def draft(original: Article, language: str, client: Client, names: Names, progress: Progress) -> Drafted:
    """The draft of an edition. Raises ModelError where the model fails, or nothing that it wrote passes."""
    translator = _Translator(original, language, client, names)
    done: list[Translated] = []
    for where, kind, text in texts_of(original):
        done.append(translator.translate(where, kind, text))
        progress()
    if all(one.left for one in done):
        raise ModelError(f"{original.id}: nothing that the model wrote passed the checks. The title: {done[0].left}")
    return Drafted(_edition(original, language, done), tuple(done))


def _edition(original: Article, language: str, done: Sequence[Translated]) -> Article:
    """The same article in another language. Its address and its misprints are the original's own."""
    fields = {one.where: one.text for one in done[: len(done) - len(original.blocks)]}
    translated = [one.text for one in done[len(fields) :]]
    text, blocks = assemble(
        Draft(block.kind, text, block.level) for block, text in zip(original.blocks, translated, strict=True)
    )
    return replace(
        original,
        id=edition_id(original.id, language),
        title=fields["title"],
        subtitle=fields.get("subtitle", ""),
        section=fields.get("section", ""),
        text=text,
        blocks=blocks,
        lang=language,
        url=None,
        translation_of=original.id,
        inferred=tuple(name for name in original.inferred if name not in ("url", "corrections", "lang")),
        corrections=(),
        extra=MappingProxyType({"draft": True}),
    )


def edition_id(original: str, language: str) -> str:
    return f"{original}.{language}"


class _Translator:
    """Translates the texts of one article."""

    def __init__(self, original: Article, language: str, client: Client, names: Names) -> None:
        self._original, self._language, self._client, self._names = original, language, client, names
        self._auditor = Auditor(original, language, names)

    def translate(self, where: str, kind: str, text: str) -> Translated:
        """Asked, audited, and asked once more. Raises ModelError where the model fails."""
        if not any(sign.isalpha() for sign in text):
            return Translated(where, kind, text)
        if instructs(text):
            return Translated(where, kind, text, left="it speaks to a language model, so it is not sent to one")
        if weight(text) > MOST:
            return Translated(where, kind, text, left="it is too long to be sent; divide the paragraph")
        told, why = messages(text, kind, self._original.title, self._language, self._names), ""
        for attempt in range(_TRIES):
            said, whole = self._said(told, weight(text))
            said = _tidied(said, text)
            why = (self._auditor.fault(text, said) or "") if whole else "it breaks off"
            if not why:
                return Translated(where, kind, said, attempt > 0, to_check=tuple(self._auditor.to_check(said)))
            told += again(said, why)
        return Translated(where, kind, text, True, why)

    def _said(self, told: list[dict[str, str]], length: int) -> tuple[str, bool]:
        """What the model says, and whether it came to its end. Raises ModelError where it fails or is silent."""
        patience = self._client.endpoint.patience_s
        said, until, whole = "", time.monotonic() + patience, True
        stream = self._client.stream(told, length + THOUGHTS)
        try:
            for piece in stream:
                said += piece
                if piece:
                    until = time.monotonic() + patience
                elif time.monotonic() > until:
                    raise ModelError(f"the model said nothing for {patience:g} s; --llm-patience gives it longer")
                if len(without_thoughts(said)) > 2 * LONGEST * length + 200:
                    whole = False  # it does not come to an end
                    break
        except Cut:
            whole = False
        finally:
            stream.close()  # type: ignore[attr-defined]
        return without_thoughts(said), whole


def _tidied(said: str, text: str) -> str:
    """What a model said as a block: without the Markdown and the wide angle brackets that the text has not itself."""
    if not _MARKUP.search(text):
        said = _MARKUP.sub("", said.strip())
    if "<" in text or ">" in text:
        said = said.replace("＜", "<").replace("＞", ">")
    return clean_block(said)
