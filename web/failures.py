"""How an HTTP request is told that it failed: a page for people, JSON for programs. What is told stands in `errors`."""

import math
from http import HTTPStatus
from typing import Final

from quart import Quart, Response, has_request_context, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from web.errors import REFUSALS, answer_to
from web.words import asked_tongue

_FOR_PROGRAMS: Final = ("/visitor/", "/presence/", "/healthz", "/readyz", "/metrics", "/widget/", "/widget.js")
_KNOWN: Final = frozenset({400, 403, 404, 405, 413, 429, 500, 503})


def install(app: Quart) -> None:
    """Answer every failure of this application."""

    @app.errorhandler(HTTPException)
    async def http_failed(error: HTTPException) -> Response:
        status = error.code or 500
        response = await _tell(status, HTTPStatus(status).phrase.lower().replace(" ", "_"), error.description or "")
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    async def refused(error: Exception) -> Response:
        answer = answer_to(error)
        response = await _tell(answer.status, answer.code, str(error))
        after = getattr(error, "after", None) or answer.after
        if after:
            response.headers["Retry-After"] = str(math.ceil(after))
        return response

    for kind in REFUSALS:
        app.register_error_handler(kind, refused)


async def _tell(status: int, code: str, text: str) -> Response:
    if not has_request_context() or _is_program():
        response = jsonify(error={"code": code, "text": text})
    else:
        response = Response(await _page(status), content_type="text/html; charset=utf-8")
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


async def _page(status: int) -> str:
    known = status if status in _KNOWN else 400 if status < 500 else 500
    tongue = asked_tongue()
    return await render_template(
        "error.html",
        status=status,
        title=tongue.words[f"error_{known}"],
        text=tongue.words[f"error_text_{known}"],
        tongue=tongue,
    )


def _is_program() -> bool:
    best = request.accept_mimetypes.best_match(["application/json", "text/html"])
    return best != "text/html" or request.path.startswith(_FOR_PROGRAMS)
