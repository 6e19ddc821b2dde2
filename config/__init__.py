"""What can be set, and how it is read: a leaf that knows nothing of the rest.

`load` gives settings that are complete and frozen, or says in `ConfigError.findings` why it cannot.
"""

from config.addresses import Endpoint
from config.canned import Canned
from config.channels import Channel, Visitors
from config.departments import Agent, Department, Timers
from config.durations import parse_duration
from config.findings import ConfigError, Finding, SettingError, Severity
from config.groups import Group, Permission
from config.loader import Loaded, find_file, load, parse, read
from config.mail import Mail
from config.people import agents_of, permissions_of
from config.reference import build_json_schema
from config.schema import HTTP, XMPP, Log, Rooms, Settings, Store
from config.secret_files import database_file, token_key
from config.texts import Text

__all__ = [
    "HTTP",
    "XMPP",
    "Agent",
    "Canned",
    "Channel",
    "ConfigError",
    "Department",
    "Endpoint",
    "Finding",
    "Group",
    "Loaded",
    "Log",
    "Mail",
    "Permission",
    "Rooms",
    "SettingError",
    "Settings",
    "Severity",
    "Store",
    "Text",
    "Timers",
    "Visitors",
    "agents_of",
    "build_json_schema",
    "database_file",
    "find_file",
    "load",
    "parse",
    "parse_duration",
    "permissions_of",
    "read",
    "token_key",
]
