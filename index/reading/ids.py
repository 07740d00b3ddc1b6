"""What an article may be called; it knows nothing of where ids come from. An id goes into addresses and file names."""

import re

from index.errors import ArticleError

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_ID = re.compile(f"[A-Za-z0-9{_CJK}][A-Za-z0-9._{_CJK}-]{{0,119}}")


def check_id(article_id: str, name: str = "") -> str:
    """`article_id` itself; raises ArticleError naming the file `name` when it is not safe."""
    if _ID.fullmatch(article_id):
        return article_id
    raise ArticleError(
        f"{name or 'article'}: the id {article_id!r} cannot be used in an address. Expected letters, digits, Chinese "
        "characters, '.', '_' and '-', the first one a letter or digit, 120 at most; rename the file."
    )
