"""Other people's sites on loopback, each an origin of its own, and what every test does on a page of theirs."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

PAGES = Path(__file__).parent / "pages"
DEMO = Path(__file__).parents[2] / "docs" / "guide" / "demo"
IN_THE_DEMO = "http://127.0.0.1:7860"
SNIPPET = '<script src="CHAT/embed.js" defer></script>'
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
OPEN_TREE = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) { return attach.call(this, {...options, mode: 'open'}); };
"""
"""A closed tree is closed to tests too. One test leaves it closed."""
TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript"}


class Site:
    """Serves `pages/` and the demonstration page with the chat's address put in, and pages made by a test."""

    def __init__(self, host: str) -> None:
        self.chat = ""
        self.made: dict[str, str] = {}
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.partition("?")[0].lstrip("/")
                text = site.text(name)
                self.send_response(404 if text is None else 200)
                self.send_header("Content-Type", TYPES.get(Path(name).suffix, TYPES[".html"]))
                self.end_headers()
                self.wfile.write((text or "").encode())

            def log_message(self, *_: object) -> None:
                """Nothing on the terminal."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://{host}:{self.server.server_port}"

    def text(self, name: str) -> str | None:
        if name in self.made:
            return self.made[name].replace("CHAT", self.chat)
        for folder in (PAGES, DEMO):
            if name and (folder / name).is_file():
                text = (folder / name).read_text(encoding="utf-8")
                return text.replace("CHAT", self.chat).replace(IN_THE_DEMO, self.chat)
        return None

    def page(self, snippet: str, *, html: str = 'lang="en"', body: str = "<p>A page.</p>") -> str:
        """The address of a page with this in its head."""
        name = f"made-{len(self.made)}.html"
        self.made[name] = (
            f"<!doctype html><html {html}><head><meta charset=utf-8><title>A page</title>"
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<link rel="icon" href="data:,">{snippet}</head><body>{body}</body></html>'
        )
        return f"{self.origin}/{name}"


@contextmanager
def site(host: str) -> Iterator[Site]:
    """`localhost` is another site than 127.0.0.1 to a browser, not only another origin."""
    serving = Site(host)
    thread = threading.Thread(target=serving.server.serve_forever)
    thread.start()
    yield serving
    serving.server.shutdown()
    thread.join(20)
    serving.server.server_close()


def launcher(page: Page) -> Locator:
    return page.locator(".launcher")


def frame(page: Page) -> FrameLocator:
    return page.frame_locator("yuwen-widget iframe")


def box(page: Page) -> Locator:
    return frame(page).locator("#box textarea")


def open_widget(page: Page) -> None:
    launcher(page).click()
    expect(page.locator("yuwen-widget [data-state=ready]")).to_be_visible()
    expect(box(page)).to_be_visible()


def focused(page: Page) -> str:
    """Where the focus is in the page: the widget's part by its class, else the page's by its id or name."""
    return str(
        page.evaluate(
            """() => { let at = document.activeElement; if (at.shadowRoot) at = at.shadowRoot.activeElement;
            return at === null ? 'nothing' : at.className || at.id || at.tagName.toLowerCase(); }"""
        )
    )


def rectangle(locator: Locator) -> tuple[float, float, float, float]:
    # an animation that is under way moves it
    locator.evaluate("part => Promise.all(part.getAnimations().map(animation => animation.finished))")
    found = locator.bounding_box()
    assert found is not None
    return found["x"], found["y"], found["width"], found["height"]
