"""What the desk says to agents, in their languages. One table; a language that lacks a phrase says it in English.

Rule: a line must be understood alone, without the one it corrects, and begins with the state: many clients show
      eighteen characters.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from bridge.model import State

_MARKS: Final[Mapping[State, str]] = {State.WAITING: "🟠", State.ACTIVE: "🟢", State.CLOSED: "⚫"}
_OVERDUE: Final = "🔴"

_PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "waiting": "{mark} #{number} {name} is waiting: “{words}”",
        "waiting_bare": "{mark} #{number} {name} is waiting",
        "still_waiting": "{mark} #{number} {name} is still waiting: “{words}”",
        "still_waiting_bare": "{mark} #{number} {name} is still waiting",
        "offered_on": "{mark} #{number} {name}: others are asked now; “take {number}” still works",
        "active": "{mark} #{number} {name}: {agent} answers",
        "mine": "{mark} #{number} {name} is yours: {link}",
        "closed": "{mark} #{number} {name}: over",
        "page": "on {page}",
        "how_lobby": "Answer “take {number}” here or to {address}, or react 👍.",
        "how_direct": "Answer “take {number}”, react 👍, or write to {name} in {link}",
        "subject_waiting": "{mark} #{number} {name} · waiting",
        "subject_active": "{mark} #{number} {name} · {agent}",
        "subject_closed": "{mark} #{number} {name} · over",
        "welcome": (
            "Welcome to {department}. Whoever is in the lobby {link} is on duty; away or not available means off duty. "
            "Let me see when you are available (your client asks), and I know of all your devices. "
            "When a visitor writes, I tell you here and there. Answer “take” and I let you into their room; "
            "what you write there reaches the visitor. !help in that room lists what else you can do."
        ),
        "help_room": (
            "What you write here reaches the visitor, with corrections, retractions, replies and reactions. "
            "Lines that begin with ! do not:\n"
            "!take – the conversation is mine\n!decline – let others answer\n"
            "!close – it is over\n!info – who the visitor is\n!note … – for colleagues only\n!help – this list"
        ),
        "help_desk": (
            "take – the visitor who waits longest\ntake 7 – number 7\n👍 on an offer – that one\n"
            "decline – let others answer what you are offered\ndecline 7 – number 7\nhelp – this list"
        ),
        "card": "#{number} {name} · {speaks}",
        "card_page": "began to write on {page}",
        "card_referrer": "came there from {referrer}",
        "card_began": "began {ago} ago",
        "card_first": "here for the first time",
        "card_earlier": "earlier conversations: {count}, the last ended {ago} ago",
        "days": "{count} d",
        "hours": "{count} h",
        "minutes": "{count} min",
        "unknown_command": "“{word}” is no command, and was not sent to the visitor. !help lists what there is.",
        "slash": (
            "“{word}” was not sent to the visitor, since it looks like a command of your client. "
            "Commands here begin with an exclamation mark: !help"
        ),
        "encrypted": (
            "Your message could not be read here and did not reach the visitor: it was encrypted with {by}. "
            "Please switch encryption off in this chat and send it again."
        ),
        "not_sent": "This did not reach the visitor: {reason}",
        "corrected_note": "A line that was not for the visitor stays so, also when it is corrected. Write it anew.",
        "not_understood": "I only know a few words. help lists them.",
        "not_an_agent": "This address is for the agents of {department}.",
    },
    "fa": {
        "waiting": "{mark} #{number} {name} منتظر است: «{words}»",
        "waiting_bare": "{mark} #{number} {name} منتظر است",
        "still_waiting": "{mark} #{number} {name} هنوز منتظر است: «{words}»",
        "still_waiting_bare": "{mark} #{number} {name} هنوز منتظر است",
        "offered_on": "{mark} #{number} {name}: از دیگران پرسیده می‌شود؛ «بردار {number}» هنوز کار می‌کند",
        "active": "{mark} #{number} {name}: {agent} پاسخ می‌دهد",
        "mine": "{mark} #{number} {name} با شماست: {link}",
        "closed": "{mark} #{number} {name}: پایان یافت",
        "page": "در {page}",
        "how_lobby": "اینجا یا به {address} بنویسید «بردار {number}»، یا 👍 بزنید.",
        "how_direct": "بنویسید «بردار {number}»، یا 👍 بزنید، یا در {link} برای {name} بنویسید",
        "subject_waiting": "{mark} #{number} {name} · منتظر",
        "subject_active": "{mark} #{number} {name} · {agent}",
        "subject_closed": "{mark} #{number} {name} · پایان",
        "welcome": (
            "به {department} خوش آمدید. هر که در اتاق {link} باشد سر کار است؛ «دور» یا «در دسترس نیست» یعنی نیست. "
            "بگذارید ببینم کی در دسترسید (برنامه‌تان می‌پرسد) تا همهٔ دستگاه‌های شما را بشناسم. "
            "وقتی بازدیدکننده‌ای بنویسد، اینجا و آنجا خبر می‌دهم. بنویسید «بردار» تا شما را به اتاق او راه دهم؛ "
            "آنچه آنجا بنویسید به او می‌رسد. !help در آن اتاق بقیه را می‌گوید."
        ),
        "help_room": (
            "آنچه اینجا بنویسید به بازدیدکننده می‌رسد، با ویرایش، حذف، پاسخ و واکنش. خطی که با ! آغاز شود نمی‌رسد:\n"
            "!take – گفتگو با من است\n!decline – دیگران پاسخ دهند\n"
            "!close – پایان گفتگو\n!info – بازدیدکننده کیست\n!note … – فقط برای همکاران\n!help – این فهرست"
        ),
        "help_desk": (
            "بردار – کسی که بیش از همه منتظر است\nبردار ۷ – شمارهٔ ۷\n👍 روی یک پیشنهاد – همان\n"
            "رد – دیگران به آنچه به شما پیشنهاد شده پاسخ دهند\nرد ۷ – شمارهٔ ۷\nراهنما – این فهرست"
        ),
        "card": "#{number} {name} · {speaks}",
        "card_page": "نوشتن را اینجا آغاز کرد: {page}",
        "card_referrer": "از اینجا آمد: {referrer}",
        "card_began": "{ago} پیش آغاز کرد",
        "card_first": "نخستین بار است که می‌آید",
        "card_earlier": "گفتگوهای پیشین: {count}، آخرین {ago} پیش پایان یافت",
        "days": "{count} روز",
        "hours": "{count} ساعت",
        "minutes": "{count} دقیقه",
        "unknown_command": "«{word}» فرمان نیست و به بازدیدکننده فرستاده نشد. !help فرمان‌ها را می‌گوید.",
        "slash": (
            "«{word}» به بازدیدکننده فرستاده نشد، چون به فرمان برنامهٔ شما می‌ماند. "
            "فرمان‌های اینجا با ! آغاز می‌شوند: !help"
        ),
        "encrypted": (
            "پیام شما اینجا خوانده نشد و به بازدیدکننده نرسید: با {by} رمز شده بود. "
            "لطفاً رمزنگاری را در این گفتگو خاموش کنید و دوباره بفرستید."
        ),
        "not_sent": "این به بازدیدکننده نرسید: {reason}",
        "corrected_note": "خطی که برای بازدیدکننده نبود، با ویرایش هم به او نمی‌رسد. آن را از نو بنویسید.",
        "not_understood": "من فقط چند واژه می‌دانم. «راهنما» آن‌ها را می‌گوید.",
        "not_an_agent": "این نشانی برای کارکنان {department} است.",
    },
}

_TAKE: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset({"take", "mine", "i take"}),
    "fa": frozenset({"بردار", "برمی‌دارم", "برمیدارم", "می‌گیرم", "میگیرم"}),
}
_DECLINE: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset({"decline", "not me"}),
    "fa": frozenset({"رد", "رد می‌کنم", "رد میکنم"}),
}
_HELP: Final[Mapping[str, frozenset[str]]] = {
    "en": frozenset({"help"}),
    "fa": frozenset({"راهنما", "کمک"}),
}
_NUMBERED: Final = re.compile(r"!?\s*(?P<word>\D+?)[\s#]*(?P<number>\d{1,12})?[.!]?")


def say(key: str, language: str, **facts: object) -> str:
    """A phrase in a language (BCP 47), or in English."""
    phrases = _PHRASES.get(language.partition("-")[0].lower(), {})
    return (phrases.get(key) or _PHRASES["en"][key]).format(**facts)


def mark(state: State, *, is_overdue: bool = False) -> str:
    """The coloured mark of a state: orange waits, red waits for too long, green is answered, black is over."""
    return _OVERDUE if is_overdue else _MARKS[state]


def parse_take(text: str, language: str) -> tuple[bool, int | None]:
    """Whether these words ask for a conversation, and for which number. English is understood from everybody."""
    word, number = _words(text)
    return _means(_TAKE, word, language), number


def parse_decline(text: str, language: str) -> tuple[bool, int | None]:
    """Whether these words decline a conversation, and which number."""
    word, number = _words(text)
    return _means(_DECLINE, word, language), number


def is_help(text: str, language: str) -> bool:
    """Whether these words ask what can be said."""
    word, number = _words(text)
    return number is None and _means(_HELP, word, language)


def languages() -> frozenset[str]:
    """In which languages the desk can speak to agents."""
    return frozenset(_PHRASES)


def _words(text: str) -> tuple[str, int | None]:
    found = _NUMBERED.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return "", None
    number = found["number"]
    return found["word"].strip().casefold(), int(number) if number else None


def _means(table: Mapping[str, frozenset[str]], word: str, language: str) -> bool:
    own = table.get(language.partition("-")[0].lower(), frozenset())
    return bool(word) and (word in own or word in table["en"])
