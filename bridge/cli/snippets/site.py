"""What the website's developer needs: the script tag, and the lines of a strict content security policy."""

from textwrap import dedent

from bridge.cli.snippets.filling import host_of
from config import Settings


def build_site(settings: Settings, channel: str) -> str:
    """The tag for a channel's pages. The channel must exist."""
    url = settings.public_url
    socket = f"{'wss' if url.startswith('https:') else 'ws'}://{host_of(settings)}"
    origins = ", ".join(settings.channels[channel].origins) or "any website"
    return dedent(f"""\
        <!-- Parlour: before </body>, on every page that should have the chat ({origins}). -->
        <script async src="{url}/widget.js" data-channel="{channel}"></script>

        <!-- Only if your pages have a Content-Security-Policy, add to it:
             script-src  {url}
             connect-src {url} {socket}
             img-src     {url}
        -->
        """)
