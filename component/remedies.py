"""The very lines that cure what the doctor finds, for the server it found. Where the server is not known, for both."""

from textwrap import dedent, indent
from typing import Final

from component.capability import EJABBERD, PROSODY
from config import Settings

PROSODY_FILE: Final = "/etc/prosody/prosody.cfg.lua"
EJABBERD_FILE: Final = "/etc/ejabberd/ejabberd.yml"


def component_lines(settings: Settings, flavour: str = "") -> str:
    """How the server comes to know of us."""
    xmpp = settings.xmpp
    prosody = f"""\
        component_ports = {{ {xmpp.server.port} }}   -- above the first VirtualHost
        Component "{xmpp.domain}"
            component_secret = "the secret in parlour.yaml"
        """
    ejabberd = f"""\
        listen:
          - port: {xmpp.server.port}
            ip: "127.0.0.1"
            module: ejabberd_service
            access: all
            hosts:
              {xmpp.domain}: {{password: "the secret in parlour.yaml"}}
        """
    return _for(flavour, prosody, ejabberd)


def service_lines(settings: Settings, flavour: str = "") -> str:
    """A group chat service with an archive."""
    prosody = f"""\
        Component "{settings.xmpp.muc}" "muc"
            modules_enabled = {{ "muc_mam" }}
        """
    ejabberd = f"""\
        modules:
          mod_mam: {{}}
          mod_muc:
            host: {settings.xmpp.muc}
            default_room_options: {{mam: true}}
        """
    return _for(flavour, prosody, ejabberd)


def creation_lines(settings: Settings, flavour: str = "") -> str:
    """The right to make rooms."""
    addresses = ", ".join(f'"{key}@{settings.xmpp.domain}"' for key in settings.departments)
    prosody = f"""\
        Component "{settings.xmpp.muc}" "muc"
            admins = {{ {addresses} }}   -- since restrict_room_creation is set
        """
    ejabberd = f"""\
        acl:
          parlour: {{server: {settings.xmpp.domain}}}
        access_rules:
          parlour_rooms:
            - allow: local
            - allow: parlour
        modules:
          mod_muc:
            access_create: parlour_rooms
            access_persistent: parlour_rooms
            access_mam: parlour_rooms
        """
    return _for(flavour, prosody, ejabberd)


def many_rooms_lines() -> str:
    """The limit of rooms for one address (ejabberd)."""
    return _for(EJABBERD, "", "modules:\n  mod_muc:\n    max_user_conferences: 5000\n")


def upload_lines(settings: Settings, flavour: str = "") -> str:
    """An upload service that we may use."""
    host = settings.xmpp.muc.partition(".")[2]
    prosody = f'Component "upload.{host}" "http_file_share"\n'
    ejabberd = f"""\
        acl:
          parlour: {{server: {settings.xmpp.domain}}}
        access_rules:
          parlour_upload:
            - allow: local
            - allow: parlour
        modules:
          mod_http_upload: {{access: parlour_upload}}   # beside what stands there already
        """
    return _for(flavour, prosody, ejabberd)


def federation_lines(settings: Settings, host: str, flavour: str = "") -> str:
    """How agents of another server are reached."""
    xmpp = settings.xmpp
    prosody = """\
        modules_enabled = { "dialback" }   -- beside what stands there already
        -- and no "s2s" in modules_disabled
        """
    ejabberd = """\
        listen:
          - port: 5269
            ip: "::"
            module: ejabberd_s2s_in
        modules:
          mod_s2s_dialback: {}   # beside what stands there already
        """
    found = f"Port 5269 open on both servers; {host} found in DNS here, {xmpp.domain} and {xmpp.muc} there.\n"
    return found + _for(flavour, prosody, ejabberd)


def busy_prosody_lines(settings: Settings) -> str:
    """Prosody's defaults for small servers."""
    lines = f"""\
        network_settings = {{ nagle = false }}            -- answers at once instead of up to 40 ms later
        gc = {{ mode = "incremental", threshold = 200 }}  -- several times the messages a second, for more memory
        Component "{settings.xmpp.muc}" "muc"
            muc_room_cache_size = 100000                -- 100 is the default; each visitor has a room
            muc_log_cleanup_date_cache_size = 100000    -- this and the next with more than 1,000 rooms in use
            storage_archive_item_limit_cache_size = 100000
        """
    return _for(PROSODY, lines, "")


def busy_ejabberd_lines() -> str:
    """Debian's limit of what one client may send."""
    lines = """\
        shaper:
          agents: {rate: 50000, burst_size: 200000}   # bytes a second; 3000 by default
        shaper_rules:
          c2s_shaper: {none: admin, agents: all}
        """
    return _for(EJABBERD, "", lines)


def durable_ejabberd_lines() -> str:
    """Storage that survives a killed ejabberd."""
    lines = """\
        sql_type: pgsql            # or sqlite, with sql_database: /var/lib/ejabberd/ejabberd.sqlite
        modules:
          mod_muc: {db_type: sql}  # beside what stands there already; not default_db, which moves the accounts, too
          mod_mam: {db_type: sql}  # then restart ejabberd
        """
    return _for(EJABBERD, "", lines)


def _for(flavour: str, prosody: str, ejabberd: str) -> str:
    parts = []
    if flavour != EJABBERD and prosody:
        parts.append(f"{PROSODY_FILE}, then restart Prosody:\n{indent(dedent(prosody).rstrip(), '  ')}")
    if flavour != PROSODY and ejabberd:
        reload = "then `ejabberdctl reload_config`"
        parts.append(f"{EJABBERD_FILE}, {reload}:\n{indent(dedent(ejabberd).rstrip(), '  ')}")
    return "\n".join(parts)
