"""The letter that brings a conversation: as plain text, and as simple HTML.

Rule: what people wrote is only ever text here. Heads are one line each, made by the standard library, which refuses
      line breaks; the HTML is escaped, and each paragraph finds its own direction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from bridge.desk import Told
from bridge.letters import Letter
from bridge.mailing.account import Account
from bridge.mailing.dates import name_day, name_time
from bridge.mailing.words import choose_language, direction, say
from bridge.model import Message, Moment, Side

# Bodies in 7 bits: every server takes them unchanged.
_POLICY: Final = SMTP.clone(cte_type="7bit")
_BODY: Final = "font: 15px/1.5 system-ui, sans-serif; max-width: 40em; margin: 1em auto; padding: 0 1em"
_FAINT: Final = "color: #5d6661; font-size: 13px"


@dataclass(frozen=True, slots=True)
class _Line:
    """Something said: who, when, what; `head` is the first two in one."""

    speaker: str
    day: str
    time: str
    head: str
    words: str


def write(letter: Letter, told: Told, account: Account) -> EmailMessage:
    """The letter, ready to be sent; the same conversation has the same Message-ID."""
    language = choose_language(letter.topic.language)
    zone = told.department.hours.timezone if told.department.hours else "UTC"
    day = name_day(_local(told.conversation.opened_at, zone).date(), language)
    department = _one_line(told.department.name(language))
    subject = say("subject", language, department=department, day=day)
    lines = [_line(each, told, zone, language) for each in told.messages]
    notes = [say("zone", language, zone=zone)]
    notes += [] if told.is_whole else [say("cut", language)]

    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(account.sender, account.name)
    message["To"] = _address(letter.recipient)
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.fromtimestamp(letter.created_at // 1000, tz=UTC))
    message["Message-ID"] = f"<{letter.cid}@{account.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(_text(subject, lines, notes)))
    message.add_alternative("\n".join(_html(subject, lines, notes, language)), subtype="html")
    message["Content-Language"] = language
    return message


def _text(subject: str, lines: list[_Line], notes: list[str]) -> Iterator[str]:
    yield subject
    for day, said in groupby(lines, key=lambda line: line.day):
        yield f"\n— {day} —"
        for line in said:
            yield f"\n{line.head}\n{line.words}"
    yield "\n--"
    yield from notes


def _html(subject: str, lines: list[_Line], notes: list[str], language: str) -> Iterator[str]:
    yield f'<!doctype html>\n<html lang="{language}" dir="{direction(language)}">'
    yield f'<head><meta charset="utf-8"><title>{escape(subject)}</title></head>\n<body style="{_BODY}">'
    yield f'<h1 dir="auto" style="font-size: 19px">{escape(subject)}</h1>'
    for day, said in groupby(lines, key=lambda line: line.day):
        yield f'<h2 style="{_FAINT}">{escape(day)}</h2>'
        for line in said:
            words = escape(line.words).replace("\n", "<br>")
            yield f'<p style="margin-bottom: 0"><b><bdi>{escape(line.speaker)}</bdi></b>'
            yield f'<span style="{_FAINT}">{line.time}</span></p>\n<div dir="auto">{words}</div>'
    yield "".join(f'<p style="{_FAINT}">{escape(note)}</p>' for note in notes)
    yield "</body>\n</html>"


def _line(message: Message, told: Told, zone: str, language: str) -> _Line:
    at = _local(message.at, zone)
    if message.side is Side.VISITOR:
        speaker = told.visitor_name or say("visitor", language)
    else:
        speaker = message.name or told.department.name(language)
    name, time = _one_line(speaker), name_time(at, language)
    head = say("head", language, name=name, time=time)
    return _Line(name, name_day(at.date(), language), time, head, message.text)


def _address(address: str, name: str = "") -> Address:
    """Its domain as the DNS has it, so that only a name before the “@” may ask the server for SMTPUTF8 (RFC 6531)."""
    local, _, domain = address.rpartition("@")
    return Address(_one_line(name), local, domain.encode("idna").decode())


def _local(at: Moment, zone: str) -> datetime:
    return datetime.fromtimestamp(at / 1000, tz=ZoneInfo(zone))


def _one_line(words: str) -> str:
    """Fit for a head: the standard library would decode what looks like an encoded word (RFC 2047), with its breaks."""
    return " ".join(words.replace("=?", "= ?").split())
