"""Agents' photos, each under a name made of its contents: no path says whose it is, and browsers keep it for ever."""

import re
from typing import Final

from quart import Blueprint, Response, abort

from web.frames import PHOTOS
from web.reception import Reception

_NAME: Final = re.compile(r"[0-9a-f]{32}\.(png|jpg|gif|webp)")
_TYPES: Final = {"png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}


def blueprint(reception: Reception) -> Blueprint:
    """`/agents/…`."""
    pages = Blueprint("photos", __name__)

    @pages.get(f"{PHOTOS}<name>")
    async def photo(name: str) -> Response:
        named = _NAME.fullmatch(name)
        picture = await reception.desk.faces.picture(name) if named else None
        if named is None or picture is None:
            abort(404)
        response = Response(picture, content_type=_TYPES[named[1]])
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response

    return pages
