"""The words of our own pages, by language, and which language a request is answered in. English is the fallback."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from quart import request

_RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "chat_text": "Write to us here. You need no account, and you may come back to this page later to read on.",
        "chat_open": "Open the chat",
        "chat_script": "The chat needs JavaScript, which is switched off in this browser.",
        "agent_title": "The agents' client is not set up here",
        "agent_off": "Agents may use any XMPP client. To offer one on this page, set agent_client in parlour.yaml:",
        "agent_no_files": "Its files have not been fetched yet. Do this on the server where Parlour runs, then restart "
        "it:",
        "agent_script": "The agents' client needs JavaScript, which is switched off in this browser.",
        "console_title": "Parlour is running",
        "console_text": "This version is administered with the file parlour.yaml and the command parlour, on the "
        "server where it runs. A console in the browser is not part of it yet.",
        "console_check": "looks at the configuration and at every connection, and says how to mend what is wrong",
        "console_show": "shows the settings that are in force, without secrets",
        "console_snippet": "prints the script tag for a website, and what the XMPP server and the proxy need",
        "console_chat": "The chat page of this server",
        "console_docs": "Documentation",
        "error_400": "This request could not be understood",
        "error_403": "This is not for you",
        "error_404": "There is nothing here",
        "error_405": "This cannot be done here",
        "error_413": "This is too large",
        "error_429": "That was too much at once",
        "error_500": "Something went wrong on our side",
        "error_503": "This is not available right now",
        "error_text_400": "The address or the data that came with it are not what this page expects.",
        "error_text_403": "This page may only be used from certain websites.",
        "error_text_404": "The address may be mistyped, or the page may have moved.",
        "error_text_405": "The page exists, but does not take this kind of request.",
        "error_text_413": "More data came than this page takes.",
        "error_text_429": "Please wait a moment, then try again.",
        "error_text_500": "It has been noted. Please try again in a little while.",
        "error_text_503": "Please try again in a little while.",
        "error_chat": "Go to the chat",
    },
    "fa": {
        "chat_text": "همین‌جا برای ما بنویسید. به حساب کاربری نیازی نیست و می‌توانید بعداً به این صفحه برگردید.",
        "chat_open": "باز کردن گفتگو",
        "chat_script": "گفتگو به جاوااسکریپت نیاز دارد که در این مرورگر خاموش است.",
        "agent_title": "برنامهٔ پاسخگویان اینجا راه‌اندازی نشده است",
        "agent_off": "پاسخگویان می‌توانند از هر برنامهٔ XMPP استفاده کنند. برای ارائهٔ آن در همین صفحه، "
        "agent_client را در parlour.yaml تنظیم کنید:",
        "agent_no_files": "پرونده‌های آن هنوز دریافت نشده‌اند. روی سروری که Parlour در آن اجرا می‌شود این "
        "فرمان را بدهید و سپس آن را دوباره راه‌اندازی کنید:",
        "agent_script": "برنامهٔ پاسخگویان به جاوااسکریپت نیاز دارد که در این مرورگر خاموش است.",
        "console_title": "Parlour در حال کار است",
        "console_text": "این نسخه با پروندهٔ parlour.yaml و فرمان parlour روی همان سروری مدیریت می‌شود که در آن اجرا "
        "شده است. کنسول تحت وب هنوز بخشی از آن نیست.",
        "console_check": "پیکربندی و همهٔ اتصال‌ها را بررسی می‌کند و راه درست کردن هر ایراد را می‌گوید",
        "console_show": "تنظیمات جاری را بدون رمزها نشان می‌دهد",
        "console_snippet": "برچسب اسکریپت وبگاه و آنچه را سرور XMPP و پراکسی لازم دارند چاپ می‌کند",
        "console_chat": "صفحهٔ گفتگوی این سرور",
        "console_docs": "مستندات",
        "error_400": "این درخواست قابل فهم نبود",
        "error_403": "این صفحه برای شما نیست",
        "error_404": "اینجا چیزی نیست",
        "error_405": "این کار اینجا شدنی نیست",
        "error_413": "این بیش از اندازه بزرگ است",
        "error_429": "یکباره بیش از اندازه بود",
        "error_500": "مشکلی از سوی ما پیش آمد",
        "error_503": "اکنون در دسترس نیست",
        "error_text_400": "نشانی یا دادهٔ همراه آن چیزی نیست که این صفحه انتظار دارد.",
        "error_text_403": "این صفحه را تنها از وبگاه‌های معینی می‌توان به کار برد.",
        "error_text_404": "شاید نشانی نادرست نوشته شده یا صفحه جابه‌جا شده باشد.",
        "error_text_405": "صفحه وجود دارد، ولی این‌گونه درخواست را نمی‌پذیرد.",
        "error_text_413": "دادهٔ فرستاده‌شده بیش از اندازه‌ای است که این صفحه می‌پذیرد.",
        "error_text_429": "لطفاً کمی صبر کنید و دوباره تلاش کنید.",
        "error_text_500": "ثبت شد. لطفاً کمی بعد دوباره تلاش کنید.",
        "error_text_503": "لطفاً کمی بعد دوباره تلاش کنید.",
        "error_chat": "رفتن به گفتگو",
    },
}


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of ours (BCP 47), its writing direction, its words."""

    language: str
    direction: str
    words: Mapping[str, str]


def tongue(language: str) -> Tongue:
    """The words of a language, or English ones."""
    known = language if language in _WORDS else "en"
    return Tongue(known, "rtl" if known in _RIGHT_TO_LEFT else "ltr", _WORDS[known])


def asked_tongue(fixed: str = "") -> Tongue:
    """That of `?lang`, else `fixed`, else what the browser prefers."""
    wanted = [request.args.get("lang", ""), fixed, *request.accept_languages.values()]
    primary = (each.lower().partition("-")[0] for each in wanted)
    return tongue(next((each for each in primary if each in _WORDS), "en"))
