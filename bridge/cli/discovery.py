"""What an XMPP server on this host says about itself in its own configuration: its domain and its group chat service.

Only read to fill in a new `parlour.yaml`; where nothing is found, the host's own name has to do.
"""

import re
import socket
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_HOST = re.compile(r'^\s*VirtualHost\s*\(?\s*"([^"]+)"', re.MULTILINE)
_MUC = re.compile(r'^\s*Component\s*\(?\s*"([^"]+)"\)?\s*\(?\s*"muc"', re.MULTILINE)
_EXAMPLES = ("localhost", "example.com", "example.org")


@dataclass(frozen=True, slots=True)
class Server:
    """An XMPP server's domain and its group chat service."""

    domain: str
    muc: str
    found_in: str = ""


def find_server(root: Path = Path("/")) -> Server:
    """The server of this host, as well as it can be known; `root` is where `etc` stands."""
    return _find_prosody(root / "etc/prosody") or _find_ejabberd(root / "etc/ejabberd/ejabberd.yml") or _guess()


def _find_prosody(directory: Path) -> Server | None:
    files = [directory / "prosody.cfg.lua", *sorted(directory.glob("conf.d/*.cfg.lua"))]
    text = "\n".join(_read(file) for file in files)
    hosts = [host for host in _HOST.findall(text) if host not in _EXAMPLES]
    if not hosts:
        return None
    services: list[str] = _MUC.findall(text)
    own = [service for service in services if service.endswith(hosts[0])]
    return Server(hosts[0], next(iter(own or services), f"conference.{hosts[0]}"), str(directory))


def _find_ejabberd(file: Path) -> Server | None:
    try:
        settings = YAML(typ="safe").load(_read(file))
    except YAMLError:
        return None
    hosts = settings.get("hosts") if isinstance(settings, dict) else None
    names = [str(host) for host in hosts or [] if str(host) not in _EXAMPLES]
    return Server(names[0], f"conference.{names[0]}", str(file)) if names else None


def _guess() -> Server:
    """The domain of this host's full name; `example.org` where it has none."""
    name = socket.getfqdn().removesuffix(".")
    parent = name.partition(".")[2]
    domain = parent if "." in parent else name if "." in name and parent != "localdomain" else "example.org"
    return Server(domain, f"conference.{domain}")


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
