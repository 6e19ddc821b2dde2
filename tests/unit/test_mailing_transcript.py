"""How the letter reads that brings a conversation, and that nobody can put anything else into it."""

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge import text
from bridge.desk import Told
from bridge.directory import Department
from bridge.errors import Refused
from bridge.hours import Hours
from bridge.letters import Letter, LetterId, Transcript
from bridge.mailing.account import Account, Security
from bridge.mailing.transcript import write
from bridge.model import JID, MINUTES, NO_PAGE, Conversation, ConversationId, Message, Moment, RoomId, Side, State
from tests.servers.mail import text_of

AT = Moment(1_795_788_180_000)  # 2026-11-27 14:03 UTC
ACCOUNT = Account("smtp.test", 587, Security.STARTTLS, "support@example.org", "livechat.example.org", name="Support")
SUPPORT = Department(
    "support", {"en": "Support", "fa": "پشتیبانی"}, JID("support@livechat.example.org"), JID("lobby@rooms.test"), {}
)
WARSAW = replace(SUPPORT, hours=Hours("Europe/Warsaw", week=((),) * 7))


def letter(language: str = "en", recipient: str = "vera@example.org") -> Letter:
    topic = Transcript(ConversationId(7), 9, language)
    return Letter(LetterId(1), "livechat.example.org", "support", JID("ann@x"), recipient, "t1", topic, AT, AT)


def said(seq: int, words: str, *, side: Side = Side.VISITOR, name: str = "", after: int = 0) -> Message:
    return Message(RoomId(1), ConversationId(7), seq, seq, side, Moment(AT + after), text=words, name=name)


def told(*messages: Message, name: str = "Vera", department: Department = SUPPORT, is_whole: bool = True) -> Told:
    conversation = Conversation(ConversationId(7), RoomId(1), "support", State.CLOSED, NO_PAGE, AT)
    return Told(conversation, department, name, messages, is_whole)


TALK = (
    said(1, "Where is\nmy parcel?"),
    said(3, "On its way <to you> & yours", side=Side.AGENT, name="Ann", after=2 * MINUTES),
)


def arrived(message: EmailMessage) -> EmailMessage:
    """As a mailbox reads it."""
    return email.message_from_bytes(message.as_bytes(), policy=email.policy.default)


def test_a_letter_reads_like_the_conversation() -> None:
    """
    Who said what when, by the department's clocks, below the day.
    """
    read = arrived(write(letter(), told(*TALK, department=WARSAW), ACCOUNT))
    assert text_of(read) == (
        "Your conversation with Support, 27 November 2026\n\n— 27 November 2026 —\n\n"
        "Vera, 15:03\nWhere is\nmy parcel?\n\nAnn, 15:05\nOn its way <to you> & yours\n\n"
        "--\nTimes are those of Europe/Warsaw.\n"
    )
    assert "On its way &lt;to you&gt; &amp; yours</div>" in text_of(read, "html")
    assert "Where is<br>my parcel?" in text_of(read, "html")


def test_its_head_says_what_it_is() -> None:
    """
    From whom, to whom, when it was ordered, that nobody wrote it by hand; its id is ours, and the same each time.
    """
    read = arrived(write(letter(), told(*TALK), ACCOUNT))
    assert read["From"] == "Support <support@example.org>"
    assert read["To"] == "vera@example.org"
    assert read["Subject"] == "Your conversation with Support, 27 November 2026"
    assert read["Date"] == "Fri, 27 Nov 2026 14:03:00 +0000"
    assert read["Message-ID"] == "<t1@livechat.example.org>"
    assert (read["Auto-Submitted"], read["Content-Language"]) == ("auto-generated", "en")
    assert write(letter(), told(*TALK), ACCOUNT)["Message-ID"] == read["Message-ID"]


@pytest.mark.parametrize("language", ["fa", "fa-IR", "FA-AF"])
def test_a_persian_letter_is_persian_and_begins_at_the_right(language: str) -> None:
    """
    Words, department, day and digits; whoever writes in English in it is read from the left all the same.
    """
    read = arrived(write(letter(language), told(*TALK, name="وِرا"), ACCOUNT))
    assert read["Subject"] == "گفتگوی شما با پشتیبانی، ۶ آذر ۱۴۰۵"
    assert "\nوِرا، ۱۴:۰۳\n" in text_of(read)
    html = text_of(read, "html")
    assert '<html lang="fa" dir="rtl">' in html
    assert '<div dir="auto">Where is' in html


def test_a_conversation_over_midnight_has_two_days() -> None:
    """
    Each once; and one that is cut says so.
    """
    read = arrived(write(letter(), told(*TALK, said(4, "Here", after=600 * MINUTES), is_whole=False), ACCOUNT))
    body = text_of(read)
    assert body.count("— 27 November 2026 —") == body.count("— 28 November 2026 —") == 1
    assert body.index("— 28 November 2026 —") > body.index("Ann, 14:05")
    assert "The beginning is left out" in body


def test_whoever_has_no_name_is_the_visitor() -> None:
    """
    In the language of the letter; other languages than ours read English.
    """
    assert "\nVisitor, 14:03\n" in text_of(write(letter("de"), told(*TALK, name=""), ACCOUNT))
    assert "\nبازدیدکننده" in text_of(write(letter("fa"), told(*TALK, name=""), ACCOUNT))


class _Tags(HTMLParser):
    """What a page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags = set[str]()
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"style", "dir", "lang", "charset"}

    def handle_data(self, data: str) -> None:
        self.words += data


HOSTILE = st.text(max_size=60) | st.sampled_from(
    [
        "a\r\nBcc: eve@evil.test",
        "<script>alert(1)</script>",
        "\u202egnp.exe",
        "=?utf-8?q?=0ABcc:_eve?=",
        "=??Q?=0A",
        "x" * 90,
    ]
)


@given(name=HOSTILE, words=HOSTILE, department=HOSTILE, language=st.sampled_from(["en", "fa"]))
def test_hostile_words_stay_words(name: str, words: str, department: str, language: str) -> None:
    """
    Whatever people are called and write: the heads are ours, there are two bodies, the HTML has our tags alone, and
    what was said can be read in both.
    """
    spoken, place = text.legal(words), replace(SUPPORT, names={"": text.legal(department)})
    talk = told(said(1, spoken), said(2, "Yes", side=Side.AGENT, name=text.clean_name(name)), department=place)
    message = write(letter(language), talk, replace(ACCOUNT, name=text.legal(department)))
    read = arrived(message)
    assert [each.lower() for each in read] == [each.lower() for each in message]
    assert read["To"] == "vera@example.org"
    assert [each.addr_spec for each in read["From"].addresses] == ["support@example.org"]
    assert [part.get_content_type() for part in read.walk()][1:] == ["text/plain", "text/html"]
    assert spoken.splitlines() == [] or spoken.splitlines()[0] in text_of(read).splitlines()
    page = _Tags(text_of(read, "html"))
    assert page.tags <= {"html", "head", "meta", "title", "body", "h1", "h2", "p", "b", "bdi", "span", "div", "br"}
    assert "".join(spoken.split()) in "".join(page.words.split())


@given(address=st.emails() | st.from_regex(r"[^@]{1,80}@[^@]{1,80}", fullmatch=True) | st.text(max_size=80))
def test_an_address_is_refused_or_can_be_written_to(address: str) -> None:
    """
    What the desk takes for an address stands in the head as that one address.
    """
    try:
        recipient = text.clean_email(address)
    except Refused:
        return
    if recipient:
        head = arrived(write(letter(recipient=recipient), told(*TALK), ACCOUNT))["To"]
        assert [each.username for each in head.addresses] == [recipient.partition("@")[0]]
