"""Ad-hoc commands (XEP-0050) and the forms that they are filled in with (XEP-0004)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from component.stanzas.markup import COMMANDS, DATA, DISCO_ITEMS, escape, tag

_COMMAND: Final = tag(COMMANDS, "command")
_FORM: Final = tag(DATA, "x")
_FIELD: Final = tag(DATA, "field")
_VALUE: Final = tag(DATA, "value")


@dataclass(frozen=True, slots=True)
class Request:
    """What a client wants done with a command. `action` is `execute` unless it says something else; `values` are those
    of a submitted form, `None` without one; several values of a field are its lines.
    """

    node: str
    action: str
    session: str
    values: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """Of a form: `kind` is one of XEP-0004's field types, `options` are pairs of value and label."""

    name: str
    kind: str
    label: str
    is_required: bool = False
    value: str = ""
    options: Sequence[tuple[str, str]] = ()


def parse_request(payload: Element) -> Request | None:
    """The only child of an iq of type set; `None` if it is no command. COMPAT Gajim sends titles, types and labels
    along with its values, COMPAT Profanity and Converse leave fixed fields out.
    """
    if payload.tag != _COMMAND:
        return None
    form = payload.find(_FORM)
    is_filled_in = form is not None and form.get("type") == "submit"
    return Request(
        node=payload.get("node", ""),
        action=payload.get("action") or "execute",
        session=payload.get("sessionid", ""),
        values=_values(form) if form is not None and is_filled_in else None,
    )


def build_form(request: Request, *, title: str, instructions: str, fields: Iterable[Field]) -> str:
    """The command as far as it is: a form to be filled in, after which it can be completed."""
    rows = "".join(_field(each) for each in fields)
    form = (
        f"<x xmlns='{DATA}' type='form'><title>{escape(title)}</title>"
        f"<instructions>{escape(instructions)}</instructions>{rows}</x>"
    )
    return _command(request, "executing", f"<actions execute='complete'><complete/></actions>{form}")


def build_end(request: Request, note: str, *, is_error: bool = False) -> str:
    """The command is over, and this is what came of it."""
    kind = "error" if is_error else "info"
    return _command(request, "completed", f"<note type='{kind}'>{escape(note)}</note>")


def build_cancel(request: Request) -> str:
    """It was given up."""
    return _command(request, "canceled", "")


def build_commands(address: str, commands: Iterable[tuple[str, str]]) -> str:
    """The list of an address's commands (XEP-0050 §3.1): pairs of node and name."""
    rows = "".join(
        f"<item jid='{escape(address)}' node='{escape(node)}' name='{escape(name)}'/>" for node, name in commands
    )
    return f"<query xmlns='{DISCO_ITEMS}' node='{COMMANDS}'>{rows}</query>"


def _command(request: Request, status: str, content: str) -> str:
    named = f"node='{escape(request.node)}' sessionid='{escape(request.session)}'"
    return f"<command xmlns='{COMMANDS}' {named} status='{status}'>{content}</command>"


def _field(field: Field) -> str:
    options = "".join(
        f"<option label='{escape(label)}'><value>{escape(value)}</value></option>" for value, label in field.options
    )
    value = f"<value>{escape(field.value)}</value>" if field.value else ""
    required = "<required/>" if field.is_required else ""
    named = f"var='{escape(field.name)}' type='{field.kind}' label='{escape(field.label)}'"
    return f"<field {named}>{required}{value}{options}</field>"


def _values(form: Element) -> dict[str, str]:
    return {
        field.get("var", ""): "\n".join(each.text or "" for each in field.findall(_VALUE)).strip()
        for field in form.findall(_FIELD)
        if field.get("var")
    }
