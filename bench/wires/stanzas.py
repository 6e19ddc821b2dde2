"""XML as it comes in pieces, and stanzas as they come out of it.

Only what a measurement looks at is kept of a stanza; expat does the rest. Nothing is kept of what lies between.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape as escape_text
from xml.sax.saxutils import quoteattr

_ROOT = 1


@dataclass(slots=True)
class Stanza:
    """One element below the root. `parts` are the attributes of what is inside, `texts` its words, both by the name of
    the element, the first of each name; `codes` are status codes of group chats (XEP-0045 §15.6).
    """

    name: str
    attributes: dict[str, str]
    parts: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    @property
    def sender(self) -> str:
        return self.attributes.get("from", "")

    @property
    def kind(self) -> str:
        return self.attributes.get("type", "")


class StanzaReader:
    """Tells `opened` the root's attributes, and `heard` each stanza. With `is_framed`, each stanza comes without a root
    round it (RFC 7395).
    """

    def __init__(
        self,
        heard: Callable[[Stanza], None],
        opened: Callable[[dict[str, str]], None] = lambda _: None,
        *,
        is_framed: bool = False,
    ) -> None:
        self._heard = heard
        self._opened = opened
        self._depth = 0
        self._stanza: Stanza | None = None
        self._words: list[str] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        if hasattr(self._parser, "SetReparseDeferralEnabled"):
            # COMPAT expat from 2.6 on: a tag that comes in two pieces would be put off until more has come.
            self._parser.SetReparseDeferralEnabled(False)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._words.append
        if is_framed:
            self._parser.Parse(b"<framed>")

    def feed(self, data: bytes) -> None:
        """Raises `ExpatError` for what is not XML."""
        self._parser.Parse(data)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._words.clear()
        self._depth += 1
        if self._depth == _ROOT:
            self._opened(attributes)
        elif self._stanza is None:
            self._stanza = Stanza(name, attributes)
        else:
            self._stanza.parts.setdefault(name, attributes)
            if name == "status" and "code" in attributes:
                self._stanza.codes.add(attributes["code"])

    def _end(self, name: str) -> None:
        self._depth -= 1
        stanza = self._stanza
        if stanza is None:
            return
        if self._depth > _ROOT:
            if self._words:
                stanza.texts.setdefault(name, "".join(self._words))
                self._words.clear()
        else:
            self._stanza = None
            self._heard(stanza)


def build_groupchat(words: str, *, room: str, number: str, sender: str = "", namespace: str = "") -> str:
    """A line for a room, with no more than a modern client adds to it."""
    origin = _head(sender, namespace)
    return (
        f"<message{origin} to={quoteattr(room)} type='groupchat' id={quoteattr(number)}>"
        f"<body>{escape_text(words)}</body><origin-id xmlns='urn:xmpp:sid:0' id={quoteattr(number)}/></message>"
    )


def build_join(*, occupant: str, sender: str = "", namespace: str = "") -> str:
    """Into a room, without its history. `occupant` is the room's address with the nick."""
    origin = _head(sender, namespace)
    return (
        f"<presence{origin} to={quoteattr(occupant)}><x xmlns='http://jabber.org/protocol/muc'>"
        "<history maxstanzas='0'/></x></presence>"
    )


def build_unlock(*, room: str, number: str) -> str:
    """A new room as the server likes it (XEP-0045 §10.1.2)."""
    return (
        f"<iq type='set' to={quoteattr(room)} id={quoteattr(number)}><query xmlns='http://jabber.org/protocol/muc#owner'>"
        "<x xmlns='jabber:x:data' type='submit'/></query></iq>"
    )


def _head(sender: str, namespace: str) -> str:
    given = {"from": sender, "xmlns": namespace}
    return "".join(f" {name}={quoteattr(value)}" for name, value in given.items() if value)
