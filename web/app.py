"""The web side put together. Nothing happens at import; an application belongs to one desk.

browser ──▶ TrustedProxies ──▶ Sockets ──▶ Quart ─┬─ sse ──▶ VisitorConnection ──▶ desk
                                  └───────────────┼────────────▲
                                                  └─ widget, pages, health
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, cast

from quart import Quart

from bridge.bus import Bus
from bridge.desk import Desk
from web import agent_page, failures, headers, health, pages, photos, sse, widget_files
from web.frames import FRAME_LIMIT
from web.options import Options
from web.proxies import TrustedProxies
from web.reception import receive
from web.socket import Sockets


def build(
    desk: Desk,
    bus: Bus,
    options: Options,
    readiness: Callable[[], Mapping[str, bool]],
    numbers: Mapping[str, Callable[[], float]] | None = None,
) -> Quart:
    """The application before this desk. `readiness` names parts and whether they work, `numbers` go to monitoring."""
    app = Quart(__name__)
    app.config["MAX_CONTENT_LENGTH"] = FRAME_LIMIT
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 300
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    reception = receive(desk, bus, options)
    app.extensions["parlour"] = reception
    for each in (sse, widget_files, photos, pages, agent_page):
        app.register_blueprint(each.blueprint(reception))
    app.register_blueprint(health.blueprint(reception, readiness))
    headers.install(app, reception)
    failures.install(app)
    for name, look in (numbers or {}).items():
        reception.metrics.watch(name, name.replace("_", " "), look)

    @app.while_serving
    async def sweep() -> AsyncGenerator[None, None]:
        sweeping = asyncio.create_task(reception.connections.sweep_forever(), name="sweep")
        yield
        sweeping.cancel()

    proxied = TrustedProxies(Sockets(cast(Any, app.asgi_app), reception), options.trusted_proxies)
    app.asgi_app = cast(Any, proxied)  # type: ignore[method-assign]
    return app
