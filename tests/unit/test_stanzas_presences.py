"""What we send as presence."""

from xml.etree.ElementTree import fromstring

from component.stanzas.presences import build_presence, parse_presence

NICK = "{http://jabber.org/protocol/nick}nick"


def test_a_request_to_see_somebody_says_who_asks() -> None:
    """
    With the department's name (XEP-0172), made safe; an answer says nothing more than itself.
    """
    asked = fromstring(build_presence(sender="a@b", to="c@d", kind="subscribe", nick="Sales & <Care>"))
    assert (asked.get("type"), asked.get("from"), asked.get("to")) == ("subscribe", "a@b", "c@d")
    assert asked.findtext(NICK) == "Sales & <Care>"
    answer = fromstring(build_presence(sender="a@b", to="c@d", kind="subscribed"))
    assert list(answer) == []
    seen = parse_presence(answer)
    assert seen is not None
    assert (seen.kind, seen.sender, seen.show) == ("subscribed", "a@b", "")
