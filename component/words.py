"""What the desk says to agents, in their languages. One table; a language that lacks a phrase says it in English.

Rule: a line must be understood alone, without the one it corrects, and begins with the state: many clients show
      eighteen characters.
"""

from collections.abc import Mapping
from typing import Final

from bridge.errors import Refused
from bridge.model import State
from component.phrases import REFUSALS, TOPICS

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


def say(key: str, language: str, **facts: object) -> str:
    """A phrase in a language (BCP 47), or in English."""
    phrase = _find(key, primary(language)) or _find(key, "en")
    if phrase is None:
        raise KeyError(key)
    return phrase.format(**facts)


def explain(refusal: Refused, language: str) -> str:
    """Why something was refused, in a language, or in English."""
    sentence = REFUSALS.get(primary(language), {}).get(refusal.sentence)
    return sentence.format(**refusal.facts) if sentence else str(refusal)


def primary(language: str) -> str:
    """The language itself, of a tag that may say more (`fa` of `fa-IR`)."""
    return language.partition("-")[0].lower()


def mark(state: State, *, is_overdue: bool = False) -> str:
    """The coloured mark of a state: orange waits, red waits for too long, green is answered, black is over."""
    return _OVERDUE if is_overdue else _MARKS[state]


def _find(key: str, language: str) -> str | None:
    found = (topic.get(language, {}).get(key) for topic in (_PHRASES, *TOPICS))
    return next((phrase for phrase in found if phrase is not None), None)


def languages() -> frozenset[str]:
    """In which languages the desk can speak to agents."""
    return frozenset(_PHRASES)
