"""The section about commands of the site's own: agents say them, and a web server of the site's answers."""

import base64
import binascii
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, Field, SecretStr

from config.findings import SettingError
from config.groups import Permission
from config.kinds import Duration, HookURL, Language, LocalizedText, Name, OneOrMany, Secret
from config.section import Section

NEW_KEY: Final = "echo whsec_$(openssl rand -base64 32)"
_KEY_BYTES: Final = range(24, 65)  # as Standard Webhooks has it
_LONGEST_WORD: Final = 40
_LONGEST: Final = timedelta(minutes=1)  # an agent waits for it, and few can be under way at once


def signing_key(secret: str) -> bytes:
    """The key that stands in a secret as Standard Webhooks writes it: Base64, mostly with `whsec_` before it."""
    fix = f"A new one: {NEW_KEY}"
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        raise SettingError("This is not a secret of Standard Webhooks: “whsec_” and Base64.", fix=fix) from None
    if len(key) not in _KEY_BYTES:
        raise SettingError(f"This key has {len(key)} bytes; it must have 24 to 64.", fix=fix)
    return key


def parse_word(value: str) -> str:
    """What agents say; it begins with a letter, and may have several words."""
    word = " ".join(unicodedata.normalize("NFKC", value).split())
    if not word[:1].isalpha() or len(word) > _LONGEST_WORD:
        fix = "Write it without “!”, such as order."
        raise SettingError(f"“{value}” cannot be a command: up to 40 characters, the first a letter.", fix=fix)
    return word


def _check_key(secret: SecretStr) -> SecretStr:
    signing_key(secret.get_secret_value())
    return secret


def _check_timeout(length: timedelta) -> timedelta:
    if length > _LONGEST:
        raise SettingError("No agent waits for longer than a minute.", fix="Write 1 min or less, such as 10 s.")
    return length


Word = Annotated[str, AfterValidator(parse_word)]


class Hook(Section):
    """A command that a web server of your own answers ([webhooks.md](webhooks.md)). In a visitor's room `!name …` calls
    it.
    """

    url: HookURL = Field(
        description="Where the web server answers; `http` only on this machine.",
        examples=["https://shop.example.org/hooks/order"],
    )
    secret: Annotated[Secret, AfterValidator(_check_key)] | None = Field(
        None, description="The key that signs what is sent: `whsec_` and Base64, the same as in the web server."
    )
    secret_file: Path | None = Field(None, description="A file that holds `secret`.")
    words: dict[Language, Annotated[tuple[Word, ...], OneOrMany]] = Field(
        default_factory=dict,
        description="What agents say, by language, the first as help shows it; its short name is always understood.",
    )
    title: LocalizedText = Field(description="What it does, as help says it.", examples=["look an order up"])
    usage: LocalizedText | None = Field(
        None,
        description="What follows the word, as help shows it; in [brackets] what may be left out. Without it, nothing "
        "may follow.",
    )
    departments: Annotated[tuple[Name, ...], OneOrMany] = Field(
        (), description="The departments whose agents have it; an empty list means all."
    )
    permission: Permission = Field("answer", description="What an agent must be permitted to use it.")
    timeout: Annotated[Duration, AfterValidator(_check_timeout)] = Field(
        timedelta(seconds=10), description="How long the web server may take to answer; at most a minute."
    )
