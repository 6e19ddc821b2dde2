"""Ad-hoc commands and forms as clients send them."""

from xml.etree.ElementTree import fromstring

from component.stanzas.adhoc import Field, Request, build_end, build_form, parse_request

COMMANDS = "http://jabber.org/protocol/commands"


def test_a_command_without_a_form_is_to_be_executed() -> None:
    """
    The action may be left out (XEP-0050 §3.4); another payload is no command.
    """
    request = parse_request(fromstring(f"<command xmlns='{COMMANDS}' node='take'/>"))
    assert request == Request(node="take", action="execute", session="", values=None)
    assert parse_request(fromstring("<query xmlns='jabber:iq:version'/>")) is None


def test_a_form_is_read_whatever_else_a_client_sends_along() -> None:
    """
    COMPAT Gajim echoes title, labels, options and required; lines of a text come one by one.
    """
    form = (
        "<x xmlns='jabber:x:data' type='submit'><title>transfer</title><field type='fixed'><value>Hello</value></field>"
        "<field var='target' type='list-single' label='To whom'><required/><value>bob@x</value>"
        "<option label='Bob'><value>bob@x</value></option></field>"
        "<field var='note' type='text-multi'><value>one</value><value>two</value></field><field var='empty'/></x>"
    )
    sent = f"<command xmlns='{COMMANDS}' node='transfer' action='complete' sessionid='s1'>{form}</command>"
    request = parse_request(fromstring(sent))
    assert request is not None
    assert (request.action, request.session) == ("complete", "s1")
    assert request.values == {"target": "bob@x", "note": "one\ntwo", "empty": ""}


def test_a_cancelled_form_fills_nothing_in() -> None:
    """
    Only `submit` counts (XEP-0004 §3.1).
    """
    form = "<x xmlns='jabber:x:data' type='cancel'/>"
    request = parse_request(fromstring(f"<command xmlns='{COMMANDS}' node='take' action='cancel'>{form}</command>"))
    assert request is not None
    assert (request.action, request.values) == ("cancel", None)


def test_words_of_people_are_escaped() -> None:
    """
    In labels, options and notes.
    """
    request = Request("take", "execute", "s1")
    field = Field("conversation", "list-single", "<one>", options=[("1", "Vera & <Omid>")])
    form = fromstring(build_form(request, title="take", instructions="'", fields=[field]))
    assert [each.get("label") for each in form.iter("{jabber:x:data}option")] == ["Vera & <Omid>"]
    end = fromstring(build_end(request, "<done>", is_error=True))
    assert (end.get("status"), end[0].get("type"), end[0].text) == ("completed", "error", "<done>")
