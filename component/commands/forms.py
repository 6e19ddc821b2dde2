"""The same commands by form (XEP-0050), for clients that have a menu for them.

             list ──▶ only what this agent may          execute ──▶ a form, if there is something to fill in
                                                       complete ──▶ Order ──▶ what came of it, as a note

Rule 1: nothing is remembered between the two steps: the form names everything again, and is looked at anew.
Rule 2: what came of it is told as a message, too, where it is long: COMPAT Profanity does not show the note.
"""

import secrets
from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element

from bridge.desk import Listed
from bridge.directory import Agent, Department, Directory
from bridge.errors import Refused
from bridge.model import JID
from component.commands.command import About, Command, Kind, Order, Parameter
from component.commands.naming import entry
from component.commands.reading import list_choices
from component.commands.speech import tell
from component.commands.table import commands_of, find_command, is_known
from component.link import Link
from component.stanzas.adhoc import Field, Request, build_cancel, build_commands, build_end, build_form, parse_request
from component.stanzas.faults import Fault, build_fault
from component.stanzas.markup import COMMANDS as COMMANDS_NODE
from component.stanzas.markup import DATA, DISCO_INFO, DISCO_ITEMS, bare, tag
from component.stanzas.queries import build_info, build_query
from component.words import explain, mark, say

_ITEMS: Final = tag(DISCO_ITEMS, "query")
_INFO: Final = tag(DISCO_INFO, "query")
_CONVERSATION: Final = "conversation"
_KINDS: Final = {
    Kind.CHOICE: "list-single",
    Kind.WORD: "text-single",
    Kind.LINE: "text-single",
    Kind.TEXT: "text-multi",
}
_STRANGER: Final = Fault("forbidden", "auth", "These commands are for agents.")
_UNKNOWN: Final = Fault("item-not-found", "cancel", "There is no such command.")


def is_about_commands(directory: Directory, stanza: Element) -> bool:
    """Whether an iq asks for our commands, or wants one carried out."""
    if len(stanza) != 1:
        return False
    if stanza.get("type") == "set":
        return parse_request(stanza[0]) is not None
    node = stanza[0].get("node", "")
    is_one = stanza[0].tag == _INFO and is_known(directory, node)
    return stanza[0].tag in (_ITEMS, _INFO) and (node == COMMANDS_NODE or is_one)


async def answer(link: Link, stanza: Element) -> None:
    """Answer such an iq; one that nobody may ask, with an error."""
    payload = await _payload(link, stanza)
    if isinstance(payload, Fault):
        refusal = build_fault(stanza, payload)
        if refusal is not None:
            link.send(refusal)
        return
    sender, to = stanza.get("to", ""), stanza.get("from", "")
    link.send(build_query(payload, kind="result", sender=sender, to=to, number=stanza.get("id", "")))


async def _payload(link: Link, stanza: Element) -> str | Fault:
    asker, address = JID(bare(stanza.get("from", ""))), stanza.get("to", "")
    department = _department(link, bare(address), asker)
    agent = link.directory.agent(department.key, asker) if department else None
    if department is None or agent is None:
        return _STRANGER
    request = parse_request(stanza[0])
    if request is not None:
        return await _carry_out(link, department, agent, request)
    if stanza[0].tag == _ITEMS:
        return build_commands(address, ((each.key, _name(each, agent)) for each in _commands(link, agent)))
    command = find_command(link.directory, agent, stanza[0].get("node", ""))
    if command is None:
        return build_info([("automation", "command-list", department.name(agent.language))], [COMMANDS_NODE])
    return build_info([("automation", "command-node", _name(command, agent))], [COMMANDS_NODE, DATA])


async def _carry_out(link: Link, department: Department, agent: Agent, request: Request) -> str | Fault:
    command = find_command(link.directory, agent, request.node)
    if command is None:
        return _UNKNOWN
    request = Request(request.node, request.action, request.session or secrets.token_hex(8), request.values)
    if request.action == "cancel":
        return build_cancel(request)
    order = Order(link, department, agent)
    try:
        command.check_is_for(agent)
        if request.values is None and (command.parameters or command.about is not About.DESK):
            return await _form(order, command, request)
        return await _run(order, command, request)
    except Refused as refusal:
        return build_end(request, explain(refusal, agent.language), is_error=True)


async def _form(order: Order, command: Command, request: Request) -> str:
    fields = [
        *await _conversation_field(order, command),
        *(_field(order, command, each) for each in command.parameters),
    ]
    known = entry(command, order.language)
    return build_form(request, title=known.words[0], instructions=known.title, fields=fields)


async def _run(order: Order, command: Command, request: Request) -> str:
    values = request.values or {}
    number = values.get(_CONVERSATION, "")
    filled = Order(
        order.link,
        order.department,
        order.agent,
        number=int(number) if number.isdecimal() and len(number) <= len(str(2**53)) else None,
        arguments=_arguments(order, command, values),
    )
    words = await command.run(filled)
    if "\n" in words:
        tell(order.link, order.department, order.agent.jid, words)
    return build_end(request, words or say("done", order.language))


def _arguments(order: Order, command: Command, values: Mapping[str, str]) -> dict[str, str]:
    """What was filled in, looked at as if it had been said. Raises `Refused`."""
    arguments = {}
    for parameter in command.parameters:
        value = values.get(parameter.name, "")
        if value and parameter.kind is Kind.CHOICE:
            choices = parameter.choices(order)
            if all(value != each.value for each in choices):
                shown = list_choices(choices)
                raise Refused(say("unknown_choice", order.language, given=value[:40], choices=shown))
        if not value and parameter.is_required:
            known = entry(command, order.language)
            raise Refused(say("lacks_text", order.language, word=known.words[0], usage=known.usage))
        if value:
            arguments[parameter.name] = value
    return arguments


async def _conversation_field(order: Order, command: Command) -> list[Field]:
    """The conversations for which it can be done; the first is chosen already; none where there are only guests."""
    if command.about is About.DESK:
        return []
    listed = await order.link.desk.list_for(order.wish, command.reach, with_closed=command.is_for_closed)
    if not listed and command.is_for_guests and command.parameters[0].choices(order):
        return []
    if not listed:
        raise Refused(say("no_conversation", order.language))
    options = [(str(each.conversation.id), _label(order, each)) for each in listed]
    label = say("conversation", order.language)
    return [Field(_CONVERSATION, "list-single", label, is_required=True, value=options[0][0], options=options)]


def _label(order: Order, listed: Listed) -> str:
    """State, number, name, who has it; and whose it is, where that is not the department that was asked."""
    conversation, language = listed.conversation, order.language
    state = say(f"state_{conversation.state.value}", language, agent=conversation.agent_name)
    sign = mark(conversation.state, is_overdue=conversation.is_overdue)
    label = f"{sign} #{conversation.id} {listed.visitor_name} · {state}"
    department = order.link.directory.department(conversation.department)
    return label if department.key == order.department.key else f"{label} · {department.name(language)}"


def _field(order: Order, command: Command, parameter: Parameter) -> Field:
    options = [(each.value, each.label) for each in parameter.choices(order)]
    label = say(parameter.label, order.language) if parameter.label else entry(command, order.language).usage
    kind = _KINDS[Kind.CHOICE if options else parameter.kind]
    return Field(parameter.name, kind, label, is_required=parameter.is_required, options=options)


def _commands(link: Link, agent: Agent) -> list[Command]:
    return [each for each in commands_of(link.directory, agent) if each.is_for(agent)]


def _name(command: Command, agent: Agent) -> str:
    known = entry(command, agent.language)
    return f"{known.words[0]} – {known.title}"


def _department(link: Link, address: str, asker: JID) -> Department | None:
    """The one that was asked; at the component's own address, the agent's first."""
    if address != link.shard:
        return link.directory.by_address(address)
    return next(iter(link.directory.departments_of(asker)), None)
