"""Where the metrics are read: at `/metrics` by who brings the token, or on a port of their own."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest, start_http_server
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.web.observing.metrics import Metrics
from index.errors import YuwenError


def metrics_routes(metrics: Metrics, token: str) -> list[BaseRoute]:
    """None at all without a token."""
    expected = f"Bearer {token}".encode()

    def read(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, expected):
            return PlainTextResponse("Bring the token.", 401, {"WWW-Authenticate": "Bearer"})
        headers = {"Cache-Control": "no-store"}
        return Response(generate_latest(metrics.registry), headers=headers, media_type=CONTENT_TYPE_LATEST)

    return [Route("/metrics", read)] if token else []


@contextmanager
def metrics_served(metrics: Metrics, host: str, port: int | None) -> Iterator[None]:
    """Within, the metrics can be read at http://host:port/; nothing where no port is given.

    Raises YuwenError where that cannot be.
    """
    if port is None:
        yield
        return
    try:
        server, thread = start_http_server(port, host, metrics.registry)
    except OSError as error:
        raise YuwenError(
            f"cannot serve the metrics on {host}:{port}: {error.strerror}. Choose another --metrics-port."
        ) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
