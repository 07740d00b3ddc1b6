"""Chunks → parts with roles: which are paragraphs, which stand by themselves, and which go on over a blank line.

It knows nothing of articles; a display (title, heading or unmarked caption) stays one until its place is known.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Literal

from index.reading.dating import is_masthead, read_folio
from index.reading.joining import Setting, is_han
from index.reading.layout import MAX_DISPLAY, NEARLY, WIDEST, lay_out
from index.reading.marks import begins_caption, is_byline, is_caption, is_credit, is_jump, is_label, is_source, tail
from index.reading.measuring import ends_sentence
from index.reading.page import Chunk, Line
from index.reading.reflow import reflow

Kind = Literal["body", "display", "caption", "source", "byline", "folio"]

LARGER = 1.12
"""Sizes of the running text from which print is a title's or heading's."""
_DISPLAY_LINES = 8
"""Lines of the longest title in larger print."""
_FILLED = 0.7
"""Share of a full line from which a line may be one that goes on; the rest is a word that did not fit."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A chunk whose kind is known."""

    kind: Kind
    lines: tuple[Line, ...]
    full: float
    indented: bool = False
    scale: float = 0.0
    """The size of its print in sizes of the running text; 0 where sizes are not known."""

    @property
    def unfinished(self) -> bool:
        """Whether it is a paragraph that must go on: its last line is no short one and ends no sentence."""
        last = self.lines[-1]
        return self.kind == "body" and last.width >= _FILLED * self.full and not ends_sentence(last.text)


def outline(text: str, setting: Setting) -> list[Strip]:
    """The strips of a page in order; a paragraph that a blank line or a caption interrupts is one strip."""
    return outline_chunks(lay_out(text, _stands_by_words), setting)


def outline_chunks(chunks: Sequence[Chunk], setting: Setting) -> list[Strip]:
    """The same from the chunks that a layout has kept together."""
    strips: list[Strip] = []
    title_due, in_text = True, False
    for chunk, after in zip_longest(chunks, chunks[1:]):
        below_title = not in_text and not title_due
        for strip in _split_tail(chunk, _kind(chunk, after, title_due, below_title, setting), setting):
            strips.append(strip)
            ended = in_text and strip.kind in ("source", "byline")
            title_due = ended or (title_due and strip.kind not in ("body", "display"))
            in_text = strip.kind == "body" or (in_text and strip.kind not in ("source", "byline", "display"))
    return _continue_paragraphs(_credit_captions(strips))


def _stands_by_words(line: str, short: bool) -> bool:
    """Whether the words of a line make it one that stands by itself; those of a full line may go on in the next."""
    return begins_caption(line) or (short and (is_label(line) or _marked_kind(line) not in (None, "caption")))


def _kind(chunk: Chunk, after: Chunk | None, title_due: bool, below_title: bool, setting: Setting) -> Kind:
    """What the chunk is; `title_due`: an article begins here, and nothing that could be its title has come.

    `below_title`: its title has come, and no text yet.
    """
    text = reflow(chunk.lines, "paragraph", setting).text
    marked = _marked_kind(text)
    if marked is not None:
        return marked
    if chunk.scale:
        return _kind_by_print(chunk, text, title_due)
    if tail(text) or chunk.row:
        return "body"
    if below_title and after is not None and len(chunk.lines) <= MAX_DISPLAY and not ends_sentence(text):
        by = _marked_kind(reflow(after.lines, "byline", setting).text) == "byline"
        if by:
            return "display"
    if after is not None and not title_due and after.lines[0].text[0].islower():
        return "body"
    before_paragraph = after is not None and after.indented
    return "display" if _is_display(chunk, text, title_due, before_paragraph) else "body"


def _kind_by_print(chunk: Chunk, text: str, title_due: bool) -> Kind:
    """What the chunk is where the sizes of print are known; a column's name may be as small as the text."""
    if title_due and is_masthead(text):
        return "folio"
    larger = chunk.scale >= LARGER and len(chunk.lines) <= _DISPLAY_LINES
    return "display" if larger or is_label(text) else "body"


def _marked_kind(text: str) -> Kind | None:
    """What the set phrases in `text` make it."""
    if read_folio(text) or is_jump(text):
        return "folio"
    if is_source(text):
        return "source"
    if is_byline(text):
        return "byline"
    return "caption" if is_caption(text) else None


def _is_display(chunk: Chunk, text: str, title_due: bool, before_paragraph: bool) -> bool:
    """Whether the chunk is no running text but a title, heading or caption."""
    lines = chunk.lines
    too_much = len(lines) > MAX_DISPLAY or any(line.width > WIDEST for line in lines)
    if too_much or (chunk.indented and len(lines) > 1):
        return False
    if ends_sentence(text):
        exclaims = len(lines) == 1 and not re.search(r"[，。；]", text) and re.search(r"[？！?!…][”’」』]?$", text)
        return title_due and bool(exclaims)
    if title_due or (before_paragraph and not re.search(r"[。！？]|[.!?] ", text)):
        return True
    filled = NEARLY if len(lines) == 1 else _FILLED
    runs_on = all(line.width >= filled * chunk.full for line in lines)
    return not (runs_on and (re.search(r"[，。；]|、.*、|[,.;] ", text) or text[0].islower()))


def _split_tail(chunk: Chunk, kind: Kind, setting: Setting) -> list[Strip]:
    """The chunk as a strip, and the source or byline that ends its last line as another."""
    whole = Strip(kind, chunk.lines, chunk.full, chunk.indented, chunk.scale)
    ending = tail(reflow(chunk.lines, "paragraph", setting).text) if kind == "body" else ""
    if not ending:
        return [whole]
    body, rest = _cut(chunk.lines, len("".join(ending.split())))
    tail_kind: Kind = "byline" if is_byline(ending) else "source"
    return [Strip("body", body, chunk.full, chunk.indented, chunk.scale), Strip(tail_kind, rest, chunk.full)]


def _cut(lines: Sequence[Line], count: int) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines in two, the last `count` visible characters in the second; a line may be cut."""
    rest: list[Line] = []
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        visible = [place for place, char in enumerate(line.text) if not char.isspace()]
        if len(visible) > count:
            if count:
                place = visible[-count]
                rest.insert(0, Line(line.number, line.text[place:]))
                line = Line(line.number, line.text[:place].rstrip(), line.indent, line.width)
            return (*lines[:index], line), tuple(rest)
        count -= len(visible)
        rest.insert(0, line)
    return (), tuple(rest)


def _credit_captions(strips: Sequence[Strip]) -> list[Strip]:
    """The strips with each caption and the photographer's line right below it made one."""
    done: list[Strip] = []
    for strip in strips:
        below = done and done[-1].kind == "caption" and strip.lines[0].number == done[-1].lines[-1].number + 1
        if below and strip.kind == "caption" and is_credit(strip.lines[0].text):
            done[-1] = replace(done[-1], lines=(*done[-1].lines, *strip.lines))
        else:
            done.append(strip)
    return done


def _continue_paragraphs(strips: Sequence[Strip]) -> list[Strip]:
    """The strips with every unfinished paragraph and what carries it on made one."""
    done: list[Strip] = []
    waiting = list(strips)
    while waiting:
        strip = waiting.pop(0)
        if not strip.unfinished:
            done.append(strip)
            continue
        place = _continuation(strip, waiting)
        if place is None:
            done.append(strip)
            continue
        between, after = waiting[:place], waiting[place]
        one = Strip("body", (*strip.lines, *after.lines), after.full, strip.indented, strip.scale)
        captions = [replace(each, kind="caption") if each.kind == "display" else each for each in between]
        waiting = [*captions, one, *waiting[place + 1 :]]
    return done


def _continuation(strip: Strip, after: Sequence[Strip]) -> int | None:
    """Where in `after` the unfinished paragraph goes on: at once, or behind captions that interrupt it."""
    for place, candidate in enumerate(after):
        if candidate.indented:
            return None
        if candidate.kind == "body" or (place == 0 and _goes_on(strip, candidate)):
            return place
        if candidate.kind not in ("caption", "display", "folio"):
            return None
    return None


def _goes_on(strip: Strip, candidate: Strip) -> bool:
    """Whether a strip without a full stop is a piece of a paragraph between two column breaks."""
    line = candidate.lines[0]
    full = line.width >= _FILLED * candidate.full
    same_script = is_han(strip.lines[-1].text[-1]) == is_han(line.text[0])
    return candidate.kind == "display" and full and same_script
