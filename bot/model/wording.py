"""The answer in a model's words: asked, audited sentence by sentence as they come, cited.

Every wait has an end: for the first sentence that may be shown, and for each one after it. It ends where the
visitor leaves, too. What comes out says why there is nothing, where there is nothing. It knows nothing of HTTP.
"""

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from bot.answer import Citation
from bot.choosing import choose, chosen
from bot.editions import Place
from bot.finding import Found
from bot.leaving import has_left
from bot.model.auditing import Auditor, Passed
from bot.model.client import Client, Cut
from bot.model.endpoint import ModelError
from bot.model.keyed import key_of
from bot.model.prompt import beginning, messages
from bot.model.sentences import Said, Sentences
from bot.model.sources import Source, sources_of
from bot.model.supporting import Supporter
from bot.writing import Written, cite
from index.search import Index
from index.words import fold, is_unspaced

MOST_SHOWN = 12
"""Sentences of one answer."""
Why = Literal["failed", "slow", "nothing passed", "left"]
"""Why there is no answer in the model's words."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """A question to be answered, with what was found for it."""

    question: str
    language: str
    found: Sequence[Found]
    earlier: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Worded:
    """What came of a model: `written` is None where nothing may be shown, `why` then says so."""

    written: Written | None
    checks: dict[str, Any]
    why: Why | None = None
    raw: str = ""
    """All that the model said, for an evaluation; never shown."""


@dataclass
class _Sheet:
    """An answer as it grows: what is shown, and the citations in the order of their markers."""

    index: Index
    task: Task
    text: str = ""
    citations: list[Citation] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)
    _shown: set[str] = field(default_factory=set)

    def add(self, said: Said, passed: Passed) -> str:
        """The sentence with its markers, as it goes on from what is shown already; "" where it is there already."""
        if (plain := fold(passed.text)) in self._shown:
            return ""
        self._shown.add(plain)
        markers = "".join(f"[{n}]" for n in dict.fromkeys(self._number(source) for source in passed.sources))
        piece = f"{self._joint(said)}{'- ' if said.item else ''}{passed.text}{markers}"
        self.text += piece
        self.quoted += passed.quoted
        return piece

    def __len__(self) -> int:
        return len(self._shown)

    def _joint(self, said: Said) -> str:
        if not self.text:
            return ""
        if said.begins:
            return "\n"
        return "" if said.text[:1] in "“「『《" or is_unspaced(said.text[:1]) else " "

    def _number(self, source: Source) -> int:
        """The marker of a source; its citation is the quote that would answer without a model."""
        if source.n not in self._numbers:
            found = next(one for one in self.task.found if source.hit in one.hits)
            choices = [c for c in choose(self.index, found.ranked, found.asked) if _is_in(c.place, source)]
            quote = choices[:1] or [chosen(source.candidates[0])]
            cited = cite(self.index, quote, self.task.language, found.asked)[0]
            place = (cited.quote.article.id, cited.quote.start)
            same = [c.n for c in self.citations if (c.quote.article.id, c.quote.start) == place]
            self._numbers[source.n] = same[0] if same else len(self.citations) + 1
            if not same:
                self.citations.append(replace(cited, n=len(self.citations) + 1))
        return self._numbers[source.n]


class Wording:
    """Answers over one index in the words of one model; safe to share between threads."""

    def __init__(self, index: Index, client: Client) -> None:
        self._index, self._client = index, client
        self._supporter = Supporter(index)
        client.read_ahead(beginning())

    def word(self, task: Task) -> Generator[str, None, Worded]:
        """Pieces of checked text as they come, then what came of it."""
        sources = sources_of(self._index, task.found)
        if not sources:
            return Worded(None, {}, "nothing passed")
        sheet = _Sheet(self._index, task)
        key = key_of(self._index, task.found)
        auditor = Auditor(sources, task.language, self._index.names, self._supporter, key)
        raw: list[str] = []
        why: Why | None = None
        try:
            for said in self._sentences(task, sources, sheet, raw):
                passed = auditor.passed(said)
                if passed and (piece := sheet.add(said, passed)):
                    yield piece
                if len(sheet) >= MOST_SHOWN:
                    break
        except _Over as over:
            why = over.why
        except ModelError:
            why = "failed"
        checks = {
            "quotes_verbatim": True,
            "facts_supported": True,
            "withheld": auditor.withheld.total(),
            "reasons": dict(auditor.withheld),
            "marks_taken_off": auditor.unmarked,
        }
        if not sheet.text:
            return Worded(None, checks, why or "nothing passed", "".join(raw))
        written = Written(sheet.text, tuple(sheet.citations), tuple(sheet.quoted))
        return Worded(written, checks | ({"cut_short": why} if why else {}), None, "".join(raw))

    def _sentences(self, task: Task, sources: Sequence[Source], sheet: _Sheet, raw: list[str]) -> Iterator[Said]:
        """What the model says, sentence by sentence. Raises _Over where waiting comes to its end."""
        patience = self._client.endpoint.patience_s
        sentences = Sentences(task.language)
        told = messages(task.question, task.language, sources, self._index.names, task.earlier)
        shown, until = 0, time.monotonic() + patience
        stream = self._client.stream(told)
        try:
            for piece in stream:
                if has_left():
                    raise _Over("left")
                raw.append(piece)
                yield from sentences.add(piece)
                if len(sheet) > shown:
                    shown, until = len(sheet), time.monotonic() + patience
                if time.monotonic() > until:
                    self._client.breaker.failed()
                    raise _Over("slow")
            yield from sentences.end()
        except Cut as error:
            log.warning("the language model was cut short: %s", error)
            if not shown:
                raise
            raise _Over("failed") from error
        finally:
            stream.close()  # type: ignore[attr-defined]


class _Over(Exception):
    """Waiting came to its end."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def _is_in(place: Place, source: Source) -> bool:
    """Whether a sentence chosen is one of the source's passage, in whatever edition."""
    original = place.article.translation_of or place.article.id
    if (original, place.block) != source.hit.paragraph:
        return False
    passage = source.hit.passage
    return place.article.id != source.article.id or passage.start <= place.sentence.start < passage.end
