"""A web server before Parlour, which holds the certificate: nginx and Caddy."""

from textwrap import dedent

from bridge.cli.snippets.filling import host_of
from config import Settings


def build_nginx(settings: Settings) -> str:
    """A server block with WebSockets and event streams let through, and the visitor's address told truly."""
    host = host_of(settings).partition(":")[0]
    return dedent(f"""\
        # Parlour behind nginx: into /etc/nginx/conf.d/parlour.conf, then: nginx -t && systemctl reload nginx

        map $http_upgrade $parlour_connection {{
            default upgrade;
            ""      "";
        }}

        server {{
            listen 443 ssl;
            listen [::]:443 ssl;
            server_name {host};
            ssl_certificate     /etc/letsencrypt/live/{host}/fullchain.pem;
            ssl_certificate_key /etc/letsencrypt/live/{host}/privkey.pem;

            location / {{
                proxy_pass http://{settings.http.listen};
                proxy_http_version 1.1;
                proxy_set_header Host $http_host;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $parlour_connection;
                # What nginx saw itself, not what the visitor claims.
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_buffering off;         # event streams, where a network blocks WebSockets
                proxy_read_timeout 120s;     # longer than the widget's pings are apart
            }}
        }}

        # Parlour believes these headers from: {_trusted(settings)}
        # If nginx runs elsewhere, add its address: parlour config set http.trusted_proxies '[…]'
        """)


def build_caddy(settings: Settings) -> str:
    """A site block; Caddy fetches the certificate, lets WebSockets through and sets the headers by itself."""
    return dedent(f"""\
        # Parlour behind Caddy: into /etc/caddy/Caddyfile, then: systemctl reload caddy

        {host_of(settings)} {{
            reverse_proxy {settings.http.listen} {{
                flush_interval -1            # event streams, where a network blocks WebSockets
                stream_close_delay 5m        # a reload of Caddy does not cut every conversation at once
            }}
        }}

        # Parlour believes the proxy's headers from: {_trusted(settings)}
        # If Caddy runs elsewhere, add its address: parlour config set http.trusted_proxies '[…]'
        """)


def _trusted(settings: Settings) -> str:
    return ", ".join(str(network) for network in settings.http.trusted_proxies) or "nobody"
