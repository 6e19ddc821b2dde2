"""Every header that keeps visitors and pages safe, in one place.

             path                       may be read by                 may be embedded by
             /widget.js, /widget/…      every page                     every page (it is made for that)
             /presence/…, /agents/…     every page                     every page
             /visitor/…                 pages of a channel's origins   nobody
             everything else            ourselves                      ourselves

Rule: our own pages run without any inline script or style, so the policy allows none; `/agent` alone has inline styles.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from quart import Quart, Response, request

from web import agent_page
from web.frames import PHOTOS
from web.origins import may_ask, normal_origin
from web.reception import Reception

_YEAR: Final = 365 * 86_400  # seconds
_OPEN_TO_ALL: Final = ("/widget.js", "/widget/", "/presence/", PHOTOS)
_VISITOR: Final = "/visitor/"


def content_policy(public_url: str, others: Mapping[str, str] | None = None) -> str:
    """The CSP of our own pages, with other rules in place of the usual ones."""
    # COMPAT Safari before 15.4: 'self' did not cover the socket
    origin = normal_origin(public_url)
    sockets = origin.replace("http", "ws", 1)
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "media-src": "'self' data: blob:",
        "font-src": "'self'",
        "connect-src": f"'self' {sockets}",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
        **(others or {}),
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def install(app: Quart, reception: Reception) -> None:
    """Put the headers on every answer, and answer CORS preflights."""
    public_url = reception.options.public_url
    client = reception.options.agent_client
    policy = content_policy(public_url)
    agents = content_policy(public_url, agent_page.policy(client)) if client else policy
    is_secure = urlsplit(public_url).scheme == "https"

    @app.after_request
    async def protect(response: Response) -> Response:
        headers = response.headers
        headers["X-Content-Type-Options"] = "nosniff"
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        if is_secure:
            headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
        if response.mimetype == "text/html":
            headers["Content-Security-Policy"] = agents if request.path == agent_page.PATH else policy
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if request.path.startswith(_OPEN_TO_ALL):
            headers["Access-Control-Allow-Origin"] = "*"
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        elif request.path.startswith(_VISITOR):
            _let_origin_read(response, reception)
        else:
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    @app.route("/visitor/stream", methods=["OPTIONS"])
    @app.route("/visitor/frames", methods=["OPTIONS"])
    async def preflight() -> Response:
        is_allowed = may_ask(reception.desk.directory, request.headers.get("Origin", ""), public_url)
        return Response(status=204 if is_allowed else 403)


def _let_origin_read(response: Response, reception: Reception) -> None:
    """Without credentials: the token travels in a header that a page must know, never in a cookie."""
    headers, origin = response.headers, request.headers.get("Origin", "")
    headers["Vary"] = "Origin"
    if not normal_origin(origin) or not may_ask(reception.desk.directory, origin, reception.options.public_url):
        return
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = "Retry-After"
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = "POST"
        headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Parlour-Stream"
        headers["Access-Control-Max-Age"] = "600"
