"""What comes from outside is made safe here, where it enters: message text, names, nicks, addresses.

Rules: whatever leaves these functions may stand in XML 1.0 and in a database; nothing is guessed, only replaced or cut;
a nick may be used as a resource (RFC 7622 §3.4), a slug as a localpart in any server's spelling.
"""

import re
import stringprep
import unicodedata
from collections.abc import Callable
from typing import Final

from bridge.errors import BadAddress, Refused, TooLong
from bridge.model import Page

MAX_TEXT: Final = 4_000
MAX_AGENT_TEXT: Final = 20_000  # a long letter; the log of a room stays one that a page can load
MAX_NAME: Final = 60
MAX_STATUS: Final = 80
MAX_PREVIEW: Final = 300
MAX_NICK: Final = 40
MAX_SLUG: Final = 20
MAX_URL: Final = 2_000
MAX_EMAIL: Final = 254
MAX_TITLE: Final = 200
MAX_EMOJI: Final = 32

_TOO_LONG: Final = "A message may have {limit} characters; this one has {length}."
_ILLEGAL: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INVISIBLE: Final = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_EMAIL: Final = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[^\s@<>()\[\],;:\"\\]+\.[^\s@<>()\[\],;:\"\\]+")
_EMOJI: Final = re.compile(
    "(?:[©®\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
    "[\u200d\ufe0f\u20e3\U000e0020-\U000e007f]*)+"
)
_TEXT_BY_DEFAULT: Final = 0x1F000
_SPACES: Final = re.compile(r"\s+")
_FORBIDDEN_IN_NICKS: Final[tuple[Callable[[str], bool], ...]] = (
    stringprep.in_table_a1,
    stringprep.in_table_b1,
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


def legal(text: str) -> str:
    """The text with every character that XML 1.0 forbids (§2.2), lone surrogates too, replaced by U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def clean(text: str, *, limit: int = MAX_TEXT) -> str:
    """A message fit to be kept. Raises `Refused` when nothing is left of it, `TooLong` beyond `limit` characters."""
    safe = legal(text).strip()
    if not safe:
        raise Refused("An empty message cannot be sent.")
    if len(safe) > limit:
        raise TooLong(_TOO_LONG, limit=limit, length=len(safe))
    return safe


def clean_preview(words: str) -> str:
    """What somebody has written so far, likewise; of a long one the end. May be empty."""
    safe = legal(words).strip()
    return safe if len(safe) <= MAX_PREVIEW else f"…{safe[-MAX_PREVIEW:]}"


def agent_words(text: str) -> str:
    """What an agent said, fit to be kept and otherwise as it is. Raises `TooLong`."""
    safe = legal(text)
    if len(safe) > MAX_AGENT_TEXT:
        raise TooLong(_TOO_LONG, limit=MAX_AGENT_TEXT, length=len(safe))
    return safe


def clean_emoji(emoji: str) -> str:
    """One emoji in its one spelling. Raises `Refused` for what is none."""
    spelt = normal_emoji(legal(emoji))
    if len(spelt) > MAX_EMOJI or not _EMOJI.fullmatch(spelt):
        raise Refused("“{value}” is no emoji.", value=spelt[:MAX_EMOJI])
    return spelt


def normal_emoji(emoji: str) -> str:
    """One spelling for each emoji: COMPAT Dino appends U+FE0F where others do not, which would count as another
    reaction.
    """
    plain = emoji.strip().replace("\ufe0f", "")
    return plain + "\ufe0f" if len(plain) == 1 and ord(plain) < _TEXT_BY_DEFAULT else plain


def clean_name(name: str) -> str:
    """A person's name on one line, without marks that turn the direction of what follows; may be empty."""
    return _one_line(name, MAX_NAME)


def clean_status(words: str) -> str:
    """What somebody says of themselves, likewise."""
    return _one_line(words, MAX_STATUS)


def clean_email(address: str) -> str:
    """An e-mail address that can stand in a letter's head; an empty one stays so. Raises `BadAddress`."""
    given = address.strip()
    is_right = len(given) <= MAX_EMAIL and given.isprintable() and _EMAIL.fullmatch(given)
    if given and not (is_right and _is_domain(given.partition("@")[2])):
        raise BadAddress("“{value}” does not look right.", value=given[:80])
    return given


def clean_language(tag: str) -> str:
    """A language tag (RFC 5646 §2.1), or `en` for what is none."""
    return tag if _LANGUAGE.fullmatch(tag) else "en"


def clean_page(url: str, title: str, referrer: str) -> Page:
    """Where a visitor says to be. What is not an http(s) address is dropped."""
    return Page(url=_clean_url(url), title=clean_name(title[:MAX_TITLE]), referrer=_clean_url(referrer))


def nick(name: str, *, otherwise: str) -> str:
    """The name as every server accepts it as a room nick, or `otherwise` (emoji alone, mixed directions, nothing)."""
    prepared = unicodedata.normalize("NFKC", clean_name(name))
    kept = "".join(each for each in prepared if each == " " or not any(no(each) for no in _FORBIDDEN_IN_NICKS))
    short = _SPACES.sub(" ", kept)[:MAX_NICK].strip()
    return short if short and _has_one_direction(short) else otherwise


def slug(name: str) -> str:
    """A readable beginning for an address: letters a–z, digits and dashes, or `visitor`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].strip("-") or "visitor"


def _one_line(words: str, limit: int) -> str:
    return _SPACES.sub(" ", _INVISIBLE.sub("", legal(words))).strip()[:limit].strip()


def _clean_url(url: str) -> str:
    safe = legal(url).strip()[:MAX_URL]
    return safe if re.match(r"https?://[^\s]+$", safe) else ""


def _is_domain(name: str) -> bool:
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return True


def _has_one_direction(text: str) -> bool:
    """RFC 3454 §6: right-to-left text has no left-to-right letters, and begins and ends with its own."""
    if not any(stringprep.in_table_d1(each) for each in text):
        return True
    if any(stringprep.in_table_d2(each) for each in text):
        return False
    return stringprep.in_table_d1(text[0]) and stringprep.in_table_d1(text[-1])
