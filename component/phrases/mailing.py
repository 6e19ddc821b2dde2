"""Words about letters, and what became of them."""

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "mail_address": "E-mail address; empty: the visitor's",
        "done_mail": "#{number} goes to {address} by e-mail. I tell you when it is sent.",
        "mailed": "✉ #{number} {name}: the conversation is sent to {address}",
        "mail_waits": "✉ #{number} {name}: the letter to {address} still waits, and is tried again: {note}",
        "nothing_mailed": "✉ #{number} {name}: nothing was sent to {address}, since all of it was taken back",
        "not_mailed": "✉ #{number} {name}: the letter to {address} was refused by the mail server: {note}",
        "not_mailed_in_time": "✉ #{number} {name}: the letter to {address} could not be sent for two days: {note}",
    },
    "fa": {
        "mail_address": "نشانی ایمیل؛ خالی: نشانی بازدیدکننده",
        "done_mail": "#{number} با ایمیل به {address} فرستاده می‌شود. وقتی رفت خبر می‌دهم.",
        "mailed": "✉ #{number} {name}: گفتگو به {address} فرستاده شد",
        "mail_waits": "✉ #{number} {name}: نامه به {address} هنوز منتظر است و دوباره فرستاده می‌شود: {note}",
        "nothing_mailed": "✉ #{number} {name}: چیزی به {address} فرستاده نشد، چون همهٔ آن پس گرفته شد",
        "not_mailed": "✉ #{number} {name}: سرور ایمیل نامه به {address} را نپذیرفت: {note}",
        "not_mailed_in_time": "✉ #{number} {name}: نامه به {address} دو روز فرستاده نشد: {note}",
    },
}
