"""A real server on loopback with a scripted desk, and a real Chromium that reports what it should not see."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from starlette.types import ASGIApp

from bot.web.app import create_app
from bot.web.settings import WebSettings
from browser.hosting import OPEN_TREE, Site, site
from browser.scripted_desk import ScriptedDesk

expect.set_options(timeout=20_000)  # a loaded machine is slow, not wrong

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective + ' ' + e.blockedURI));
"""


@pytest.fixture(scope="session")
def desk() -> ScriptedDesk:
    return ScriptedDesk()


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The origin of an application, served by uvicorn in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    running.should_exit = True
    thread.join(20)


@pytest.fixture(scope="session")
def server(desk: ScriptedDesk) -> Iterator[str]:
    with serving(create_app(desk, WebSettings(max_question=200))) as origin:
        yield origin


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is absent: install Debian's chromium to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context_options() -> dict[str, object]:
    """Overridden by parametrization where a test needs a phone, a language or no JavaScript."""
    return {}


@pytest.fixture
def context(chromium: Browser, server: str, context_options: dict[str, object]) -> Iterator[BrowserContext]:
    options: dict[str, object] = {"locale": "zh-CN", "viewport": {"width": 1280, "height": 800}}
    context = chromium.new_context(base_url=server, **(options | context_options))  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, server: str) -> Iterator[Page]:
    """A page that fails its test for a request to anyone else, a policy violation or a script error."""
    page, strange, errors = context.new_page(), [], []
    page.add_init_script(WATCH)
    page.on("request", lambda request: _own(request.url, server) or strange.append(request.url))
    page.on("response", lambda reply: errors.append(f"{reply.status} {reply.url}") if reply.status >= 400 else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    violations = page.evaluate("window.violations || []")
    assert strange == []
    assert violations == []
    assert errors == []


@pytest.fixture(scope="session")
def press() -> Iterator[Site]:
    """The site that may frame the chat, on which the chat is embedded."""
    with site("localhost") as press, serving(_framed_by(press)) as press.chat:
        yield press


@pytest.fixture(scope="session")
def stranger(press: Site) -> Iterator[Site]:
    """A site that nobody listed."""
    with site("localhost") as stranger:
        stranger.chat = press.chat
        yield stranger


@pytest.fixture
def abroad(chromium: Browser, context_options: dict[str, object]) -> Iterator[BrowserContext]:
    options: dict[str, object] = {"locale": "en-GB", "viewport": {"width": 1280, "height": 800}}
    context = chromium.new_context(**(options | context_options))  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    context.add_init_script(OPEN_TREE)
    context.add_init_script(WATCH)
    yield context
    context.close()


@pytest.fixture
def host(abroad: BrowserContext) -> Iterator[Page]:
    """A page on which neither the widget nor the chat in it may raise an error or offend a policy."""
    page, errors = abroad.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    assert [frame.evaluate("window.violations") for frame in page.frames] == [[]] * len(page.frames)
    assert errors == []


@pytest.fixture
def troubled_host(abroad: BrowserContext) -> Page:
    """A page of which the browser rightly reports that something was refused."""
    return abroad.new_page()


def _framed_by(site: Site) -> ASGIApp:
    return create_app(ScriptedDesk(), WebSettings(allow_origins=(site.origin,)))


def _own(url: str, server: str) -> bool:
    return urlsplit(url).scheme in {"data", "blob"} or url.startswith(server + "/")
