"""`create_app(desk, settings)`: the whole web front as one ASGI application; launching it is the caller's.

It only puts the parts together: own routes first, Gradio mounted under `/chat/<language>`, the doors
around everything.
"""

import gradio as gr
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.web import assets, embedding
from bot.web.api.openapi import openapi_routes
from bot.web.api.routes import api_routes
from bot.web.articles.pages import article_routes
from bot.web.articles.passages import passage_routes
from bot.web.chat import bundled
from bot.web.chat.blocks import build_chat
from bot.web.chat.look import theme
from bot.web.chat.page import ROOT, ChatPage
from bot.web.citing.references import reference_routes
from bot.web.gates.closing import ClosedToQuestions, Closing
from bot.web.gates.crowding import NotTooMany
from bot.web.gates.doors import Doors
from bot.web.gates.limiting import RateLimit
from bot.web.gates.patience import PatientBodies
from bot.web.languages import interface
from bot.web.observing.counting import CountingDesk
from bot.web.observing.health import health_routes
from bot.web.observing.metrics import Metrics
from bot.web.observing.scraping import metrics_routes
from bot.web.observing.tracing import Traced
from bot.web.protocol import AnswerDesk
from bot.web.settings import WebSettings
from bot.web.templates import language_of, page

CONVERSATIONS = 2_000
"""Kept in memory, about 65 kB each; of more the one that was silent longest is forgotten."""


def create_app(
    desk: AnswerDesk,
    settings: WebSettings | None = None,
    metrics: Metrics | None = None,
    closing: Closing | None = None,
) -> ASGIApp:
    """The application: chat, article pages, JSON API and nothing else.

    One process only: conversations live in its memory. What happens is counted in `metrics`; once `closing` has
    begun no question is taken any more.

    Raises:
        YuwenError: the interface's strings are incomplete, or Gradio is not the version this was made for.
    """
    settings, metrics, closing = settings or WebSettings(), metrics or Metrics(), closing or Closing()
    desk = CountingDesk(desk, metrics, settings.log_questions)
    chat = build_chat(desk, settings)
    metrics.watch(desk, waiting=lambda: len(chat._queue))
    chat.state_session_capacity = CONVERSATIONS
    chat_page = ChatPage(desk, settings, chat)
    agents = _agents(desk, settings)
    app = FastAPI(
        openapi_url=None,  # with it go /docs and /redoc, which load from a CDN
        lifespan=agents.router.lifespan_context if agents else None,
        routes=[
            Route("/", chat_page.show),
            Route(f"{ROOT}/{{language}}/config", chat_page.config),
            Route(f"{ROOT}/{{language}}/assets/{{name}}", bundled.serve),
            *article_routes(desk, settings),
            *api_routes(desk, settings),
            *passage_routes(desk, settings),
            *reference_routes(desk, settings),
            *openapi_routes(settings),
            *health_routes(desk, lambda: closing.begun),
            *metrics_routes(metrics, settings.metrics_token),
            *assets.routes,
            *(agents.routes if agents else ()),
            *embedding.routes,
        ],
        # Present even when empty: without it Gradio answers every origin with credentials.
        middleware=[
            Middleware(
                CORSMiddleware,
                allow_origins=list(settings.allow_origins),
                allow_methods=["GET", "POST"],
                allow_headers=["Content-Type"],
            ),
            Middleware(ClosedToQuestions, closing=closing),
            Middleware(PatientBodies),
            Middleware(NotTooMany),
            *([Middleware(RateLimit, limit=settings.rate_limit)] if settings.rate_limit else ()),
            Middleware(GZipMiddleware),  # the page carries 28 kB of configuration; event streams are left alone
        ],
        exception_handlers={HTTPException: _refused, 404: _refused, 500: _failed},
    )
    gr.mount_gradio_app(
        app,
        chat,
        path=f"{ROOT}/{{language}}",  # one for all: what it says goes by the language of the address
        theme=theme(),
        footer_links=[],
        run_history=False,
        show_error=False,  # its default shows the text of any exception to the visitor
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
        max_file_size="1kb",
    )
    return Traced(Doors(app, settings), metrics)


def _agents(desk: AnswerDesk, settings: WebSettings) -> Starlette | None:
    """The MCP server where it is wanted; its SDK is an extra that need not be there."""
    if not settings.mcp:
        return None
    from bot.web.api.agents import agents_app

    return agents_app(desk, settings)


async def _refused(request: Request, error: Exception) -> Response:
    status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (404, "Not found")
    return _explained(request, status, detail, "withdrawn" if status == 410 else "not_found")


async def _failed(request: Request, error: Exception) -> Response:
    return _explained(request, 500, "Something went wrong on our side.", "broken")


def _explained(request: Request, status: int, detail: str, string: str) -> Response:
    """JSON for programs, a page in their language for people."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": detail}, status)
    strings = interface()[language_of(request)]
    return page(request, "missing.html", status, title=strings[string], hint=strings[f"{string}_hint"])
