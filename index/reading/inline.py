"""The plain text of Markdown's inline tokens and of raw HTML; it knows nothing of blocks.

What comes out is text, not HTML: a page that shows it escapes it, as it does every text.
"""

import re
from html import unescape

from markdown_it.token import Token

from index.reading.joining import Setting, glue

# Comments and scripts go with what they hold; an unclosed one goes up to the end, as in a browser. Each
# alternative always matches once begun, so hostile input takes linear time.
_HTML = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<dropped>script|style|template|iframe)\b.*?(?:</(?P=dropped)\s*>|\Z)"
    r"|<(?P<block>/?(?:address|article|blockquote|br|div|dd|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|ol|p|pre"
    r"|section|table|td|th|tr|ul)\b)[^>]*(?:>|\Z)"
    r"|<[a-z/!?][^>]*(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_LINE_BREAK = re.compile(r"<br\b", re.IGNORECASE)


def strip_html(html: str) -> str:
    """The text of a piece of HTML; a line break where a block tag stood, entities decoded."""
    text = _HTML.sub(lambda tag: "\n" if tag["block"] else "", html)
    return unescape(text)


def inline_text(token: Token, setting: Setting) -> str:
    """The text of an inline or image token: marks dropped, links' and pictures' text kept, lines joined."""
    pieces: list[str] = []
    broken = False
    for child in token.children or []:
        piece = _piece(child, setting)
        if child.type == "softbreak":
            broken = True
        elif piece:
            pieces.append(_space_between(pieces, piece, setting) + piece if broken else piece)
            broken = False
    return "".join(pieces)


def _piece(child: Token, setting: Setting) -> str:
    if child.type == "image":
        return inline_text(child, setting)
    if child.type == "hardbreak" or (child.type == "html_inline" and _LINE_BREAK.match(child.content)):
        return "\n"
    return child.content if child.type in ("text", "text_special", "code_inline") else ""


def _space_between(pieces: list[str], piece: str, setting: Setting) -> str:
    """What stands for a soft line break; a hyphen stays, for Markdown breaks no words."""
    left, right = "".join(pieces).rstrip(), piece.lstrip()
    if not left or not right or left.endswith("-"):
        return ""
    return glue(left, right, setting).space
