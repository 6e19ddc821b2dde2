"""What agents are told, and what they say."""

from dataclasses import replace
from typing import Any

import pytest

from bridge.directory import Department
from bridge.hours import Hours
from bridge.model import JID, MINUTES, ConversationId, Moment, State
from bridge.outgoing import Announce, Conclude, Inform, ShowState, Word
from component import offers, words
from component.words import languages, say

OFFER = Announce(
    conversation=ConversationId(7),
    state=State.WAITING,
    visitor_name="Vera",
    words="Where is\nmy parcel? " + "x" * 500,
    page_url="https://shop.example.org/cart",
    page_title="Cart",
    room=JID("vera-x7f3ka@conference.example.org"),
    agent_name="Ann",
)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("language", sorted(languages()))
def test_every_line_can_be_read_alone(state: State, language: str) -> None:
    """
    COMPAT Profanity, Pidgin show a correction as a new line: each says mark, number and name, in few lines.
    """
    offer = Announce(**{**{name: getattr(OFFER, name) for name in OFFER.__slots__}, "state": state})
    for line in (
        offers.lobby_line(offer, language=language, address="support@livechat.example.org"),
        offers.direct_line(offer, language=language),
        offers.subject(ShowState(state, ConversationId(7), "Vera", "Ann"), language=language),
    ):
        assert line.startswith(words.mark(state))
        assert "#7 Vera" in line
        assert len(line) < 400
        assert line.count("\n") <= 1


def test_an_offer_brings_the_way_in() -> None:
    """
    The 1:1 message has the room's link, the first words and the page; the lobby has the number to take it by.
    """
    direct = offers.direct_line(OFFER, language="en")
    assert "xmpp:vera-x7f3ka@conference.example.org?join" in direct
    assert "“Where is my parcel? xxx" in direct
    assert "Cart (https://shop.example.org/cart)" in direct
    assert "take 7" in offers.lobby_line(OFFER, language="en", address="support@livechat.example.org")
    taken = Announce(
        **{**{name: getattr(OFFER, name) for name in OFFER.__slots__}, "state": State.ACTIVE, "mine": True}
    )
    assert "yours: xmpp:vera-x7f3ka" in offers.direct_line(taken, language="en")


@pytest.mark.parametrize("language", sorted(languages()))
def test_who_waits_for_too_long_stands_out_in_red(language: str) -> None:
    """
    Everywhere; and the lobby's line begins with the nicks of those it calls, which makes their clients ring.
    """
    offer = Announce(
        **{**{name: getattr(OFFER, name) for name in OFFER.__slots__}, "reminders": 2, "called": ("ann", "bob")}
    )
    assert offers.direct_line(offer, language=language).startswith("🔴 #7 Vera")
    lobby = offers.lobby_line(offer, language=language, address="support@livechat.example.org")
    assert lobby.startswith("ann, bob: 🔴 #7 Vera")
    overdue = ShowState(State.WAITING, ConversationId(7), "Vera", is_overdue=True)
    assert offers.subject(overdue, language=language).startswith("🔴 #7 Vera")
    assert offers.title("Vera", State.WAITING, is_marked=True, is_overdue=True) == "🔴 Vera"


def test_a_language_without_a_phrase_says_it_in_english() -> None:
    """
    Nobody is left without an answer.
    """
    assert say("not_understood", "mn") == say("not_understood", "en")


@pytest.mark.parametrize("language", sorted(languages()))
def test_what_was_not_noticed_brings_words_and_the_way_in(language: str) -> None:
    """
    The state and the visitor first, then the words, shortened, and the room's link.
    """
    room = JID("vera-x7f3ka@conference.example.org")
    word = Inform(Word.WROTE, ConversationId(7), "Vera", room, note="Which day?\n" + "x" * 500)
    line = offers.word_line(word, language=language)
    assert line.startswith("🟢 #7 Vera ")
    assert "Which day? xxx" in line
    assert "xmpp:vera-x7f3ka@conference.example.org?join" in line
    assert len(line) < 250
    assert "\n" not in line


def test_marks_are_a_choice() -> None:
    """
    Without `state_marks` a room is called by its visitor's name alone.
    """
    assert offers.title("Vera", State.ACTIVE, is_marked=True) == "🟢 Vera"
    assert offers.title("Vera", State.ACTIVE, is_marked=False) == "Vera"


@pytest.mark.parametrize("language", sorted(languages()))
@pytest.mark.parametrize("why", [{"by": "Ann"}, {"is_silent": True}, {}], ids=["by", "silent", "bare"])
def test_the_last_line_says_that_it_is_over(why: dict[str, Any], language: str) -> None:
    """
    Since when and by whom, and until when something can be added; in the department's language and time.
    """
    noon = Moment(1_795_780_800_000)
    end = Conclude(ConversationId(7), "Vera", noon, open_until=Moment(noon + 10 * MINUTES), **why)
    line = offers.end_line(end, department=_support(language))
    assert line.startswith("⚫ #7 Vera: ")
    assert "12:00 UTC" in line
    assert "12:10 UTC" in line
    assert ("Ann" in line) == ("by" in why)
    local = offers.end_line(replace(end, open_until=None), department=_support(language, timezone="Asia/Tehran"))
    assert "15:30" in local
    assert "15:40" not in local
    assert "UTC" not in local


def _support(language: str, *, timezone: str | None = None) -> Department:
    hours = Hours(timezone, ((),) * 7) if timezone else None
    address, lobby = JID("support@livechat.example.org"), JID("support-lobby@conference.example.org")
    return Department("support", {}, address, lobby, {}, language=language, hours=hours)
