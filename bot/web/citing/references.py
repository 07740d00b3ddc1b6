"""`/api/references/<article>?format=ris&v=…&s=…&o=…`: a file for reference managers, needing no script.

It knows nothing of the pages that link to it.
"""

import re
from urllib.parse import quote as percent

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.web.articles.cited import cited, cited_original
from bot.web.articles.present import present
from bot.web.citing.formats import FORMATS
from bot.web.citing.reference import reference_of
from bot.web.languages import interface
from bot.web.origin import origin_of
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings
from bot.web.templates import language_of
from index.article import Article


def reference_routes(desk: AnswerDesk, settings: WebSettings) -> list[BaseRoute]:
    def reference(request: Request) -> Response:
        article, query = present(desk, request.path_params["article_id"]), request.query_params
        form = FORMATS.get(request.query_params.get("format", ""))
        if form is None:
            raise HTTPException(422, f"`format` is not one of {', '.join(FORMATS)}.")
        found = reference_of(
            cited(desk, article, query), cited_original(desk, article, query), origin_of(request, settings)
        )
        headers = {
            "Content-Disposition": _attachment(found.article, form.suffix),
            "Cache-Control": "no-store",  # the link inside can be by the address the visitor asked by
            "Vary": "Accept-Language",
        }
        text = form.write(found, interface()[language_of(request)])
        return Response(text.encode(), media_type=form.media_type, headers=headers)

    return [Route("/api/references/{article_id}", reference)]


def _attachment(article: Article, suffix: str) -> str:
    """The article's id as a file name: plain for old programs, whole for the others."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", article.id)
    return f"attachment; filename=\"{plain}.{suffix}\"; filename*=UTF-8''{percent(article.id, safe='')}.{suffix}"
