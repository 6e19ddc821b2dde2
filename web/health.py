"""What monitoring asks (is it alive, may visitors be sent here, what has it done), and pages (is anybody there).

`/metrics` says nothing about people, but is better not passed on by a proxy.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from quart import Blueprint, Response, jsonify

from bridge.errors import ParlourError
from web.metrics import CONTENT_TYPE
from web.reception import Reception

Readiness = Callable[[], Mapping[str, bool]]

_PATIENCE: Final = 2.0  # seconds for the store to answer


def blueprint(reception: Reception, readiness: Readiness) -> Blueprint:
    """`readiness` names the parts beside the store, and whether each is as it should be."""
    pages = Blueprint("health", __name__)
    reception.metrics.watch_all("parlour_part_ready", "Whether a part does its work.", "part", readiness)

    @pages.get("/healthz")
    async def healthz() -> Response:
        return _fresh(jsonify(alive=True))

    @pages.get("/readyz")
    async def readyz() -> Response:
        parts = {"store": await _store_answers(reception), **readiness()}
        response = jsonify(ready=all(parts.values()), parts=parts)
        response.status_code = 200 if all(parts.values()) else 503
        return _fresh(response)

    @pages.get("/metrics")
    async def metrics() -> Response:
        return _fresh(Response(reception.metrics.exposition(), content_type=CONTENT_TYPE))

    @pages.get("/presence/<channel>.json")
    async def presence(channel: str) -> Response:
        department = reception.channel(channel).department
        is_open = await reception.desk.is_open(department)
        opens_at = None if is_open else reception.desk.opens_at(department)
        response = jsonify(channel=channel, here=is_open, **({} if opens_at is None else {"opens": opens_at}))
        response.headers["Cache-Control"] = "public, max-age=15"
        return response

    return pages


async def _store_answers(reception: Reception) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            await reception.desk.reach_store()
    except (ParlourError, TimeoutError):
        return False
    return True


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
