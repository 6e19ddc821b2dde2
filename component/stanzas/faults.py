"""Error stanzas (RFC 6120 §8.3): what went wrong, and the answers by which we refuse."""

from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from component.stanzas.markup import CLIENT, STANZAS, escape, tag

_ERROR: Final = tag(CLIENT, "error")
_TEXT: Final = tag(STANZAS, "text")
_PREFIX: Final = f"{{{STANZAS}}}"


@dataclass(frozen=True, slots=True)
class Fault:
    """`condition` is the defined one (`item-not-found` …), `kind` is `auth`, `cancel`, `continue`, `modify` or
    `wait`.
    """

    condition: str
    kind: str = "cancel"
    text: str = ""

    def __str__(self) -> str:
        return f"{self.condition} ({self.text})" if self.text else self.condition


def parse_fault(stanza: Element) -> Fault:
    """What an error stanza says; one that says nothing is `undefined-condition`."""
    error = stanza.find(_ERROR)
    if error is None:
        return Fault("undefined-condition")
    conditions = [each.tag[len(_PREFIX) :] for each in error if each.tag.startswith(_PREFIX) and each.tag != _TEXT]
    return Fault(
        condition=conditions[0] if conditions else "undefined-condition",
        kind=error.get("type", "cancel"),
        text=(error.findtext(_TEXT) or "").strip(),
    )


def build_fault(stanza: Element, fault: Fault) -> str | None:
    """The error that answers this stanza; `None` for what must not be answered (an error, a result, or nobody)."""
    kind, sender, to = stanza.get("type"), stanza.get("from"), stanza.get("to")
    if kind in ("error", "result") or not sender or not to:
        return None
    name = stanza.tag.rpartition("}")[2]
    number = f" id='{escape(stanza.get('id', ''))}'" if stanza.get("id") else ""
    words = f"<text xmlns='{STANZAS}' xml:lang='en'>{escape(fault.text)}</text>" if fault.text else ""
    return (
        f"<{name} from='{escape(to)}' to='{escape(sender)}' type='error'{number}>"
        f"<error type='{fault.kind}'><{fault.condition} xmlns='{STANZAS}'/>{words}</error></{name}>"
    )
