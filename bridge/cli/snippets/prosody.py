"""What belongs into Prosody's configuration (0.12 and later)."""

from textwrap import dedent

from bridge.cli.snippets.filling import LOOPBACK, department_addresses, secret_of
from config import Settings


def build_prosody(settings: Settings) -> str:
    """The component, what it needs of the group chat service, and the settings that a busy site wants."""
    xmpp = settings.xmpp
    admins = ", ".join(f'"{address}"' for address in department_addresses(settings))
    interface = "127.0.0.1" if xmpp.server.host in LOOPBACK else xmpp.server.host
    return dedent(f"""\
        -- Parlour on Prosody: into /etc/prosody/prosody.cfg.lua, then restart Prosody (a reload opens no new ports).

        -- 1. Above the first VirtualHost: where components may connect.
        --    This port has no encryption: keep it on this host or in a private network.
        component_ports = {{ {xmpp.server.port} }}
        component_interfaces = {{ "{interface}" }}

        -- 2. Also there: defaults of Prosody that are meant for small servers. Each is optional.
        network_settings = {{ nagle = false }}             -- answers arrive at once instead of up to 40 ms later;
                                                         -- costs some more, smaller packets
        gc = {{ mode = "incremental", threshold = 200 }}   -- several times the messages a second;
                                                         -- costs memory: about twice as much with hundreds of rooms

        -- 3. Your group chat service. It is there already: only compare.
        Component "{xmpp.muc}" "muc"
            modules_enabled = {{ "muc_mam" }}              -- the archive: without it, what agents say while Parlour
                                                         -- is away is lost
            muc_room_cache_size = 100000                 -- each visitor has a room; beyond 100 (the default) rooms are
                                                         -- put away and fetched for every message; costs
                                                         -- tens of kB of memory for each room in use
            -- Only with more than 1,000 rooms in use, for which each message would load its room's whole archive:
            -- muc_log_cleanup_date_cache_size = 100000
            -- storage_archive_item_limit_cache_size = 100000
            -- Only if restrict_room_creation is set here: Parlour has to be allowed to make rooms.
            -- admins = {{ {admins} }}

        -- 4. Parlour.
        Component "{xmpp.domain}"
            component_secret = "{secret_of(settings)}"
        """)
