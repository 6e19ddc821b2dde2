"""What belongs into ejabberd's configuration."""

from textwrap import dedent

from bridge.cli.snippets.filling import LOOPBACK, secret_of
from config import Settings


def build_ejabberd(settings: Settings) -> str:
    """The component's listener, the rights that ejabberd does not give by itself, and the archive."""
    xmpp = settings.xmpp
    address = "127.0.0.1" if xmpp.server.host in LOOPBACK else xmpp.server.host
    return dedent(f"""\
        # Parlour on ejabberd: merge these keys into /etc/ejabberd/ejabberd.yml (each section is there already),
        # then: ejabberdctl reload_config

        listen:
          # This port has no encryption: keep it on this host or in a private network.
          - port: {xmpp.server.port}
            ip: "{address}"
            module: ejabberd_service
            access: all
            hosts:
              {xmpp.domain}:
                password: "{secret_of(settings)}"

        acl:
          parlour:
            server: {xmpp.domain}

        access_rules:
          parlour_rooms:               # ejabberd lets only local accounts make rooms
            - allow: local
            - allow: parlour
          parlour_upload:              # and only local accounts upload files
            - allow: local
            - allow: parlour

        modules:
          mod_muc:
            host: {xmpp.muc}
            access_create: parlour_rooms
            access_persistent: parlour_rooms
            access_mam: parlour_rooms
            max_user_conferences: 5000   # rooms that one address may be in; 100 is the default
            default_room_options:
              mam: true                  # the archive: without it, what agents say while Parlour is away is lost
          mod_mam: {{}}
          mod_http_upload:
            access: parlour_upload       # leave the other lines of this module as they are

        # Optional: by default a client may send 3 kB a second, which an agent in many rooms can meet.
        # shaper:
        #   agents: {{rate: 50000, burst_size: 200000}}
        # shaper_rules:
        #   c2s_shaper: {{none: admin, agents: all}}
        """)
