"""The kinds of value a setting may have, as types for the schema.

Each kind joins a pure converter with its form in the file and in the JSON Schema. A converter is given what the file
says or what it made itself, so that reading settings that were already read changes nothing.
"""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, PlainValidator, SecretStr, WithJsonSchema

from config import addresses, durations, texts
from config.findings import SettingError

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_TEXT_SCHEMA = {
    "anyOf": [{"type": "string", "minLength": 1}, {"type": "object", "additionalProperties": {"type": "string"}}],
    "description": "A text, or a text for each language.",
}


def parse_name(value: str) -> str:
    """A key of a department or channel; it becomes part of addresses, so it is short and plain."""
    if not _NAME.fullmatch(value):
        raise SettingError(f"“{value}” cannot be a name here.", fix="Use a-z, 0-9 and “-” only, such as first-line.")
    return value


def parse_store_url(value: str) -> str:
    """Where the data is kept: `sqlite:///file` or `postgresql://…`; the driver is our own choice."""
    scheme, separator, rest = value.strip().partition("://")
    scheme = {"postgres": "postgresql"}.get(scheme, scheme)
    if not separator or scheme not in ("sqlite", "postgresql"):
        fix = "Write sqlite:///parlour.db or postgresql://name:password@host/database."
        raise SettingError("This is not a store that Parlour knows.", fix=fix)
    if scheme == "sqlite" and (len(rest) < 2 or not rest.startswith("/") or rest == "/:memory:"):
        raise SettingError("The file of the database is missing.", fix="Write sqlite:///parlour.db.")
    return f"{scheme}://{rest}"


def hide_password(url: str) -> str:
    """A store's URL that may be shown."""
    return re.sub(r"(://[^:/@]*):.*@", r"\1:**********@", url)


def check_secret(secret: SecretStr) -> SecretStr:
    """A secret that has something in it; blanks at its ends come from files and are not part of it."""
    value = secret.get_secret_value().strip()
    if not value:
        raise SettingError("This secret is empty.")
    return SecretStr(value)


def split_list(value: object) -> object:
    """A list may be written as one text with commas, as environment variables have to."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _example(text: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [text]})


JID = Annotated[str, AfterValidator(addresses.parse_jid), _example("ann@example.org")]
Domain = Annotated[str, AfterValidator(addresses.parse_domain), _example("conference.example.org")]
Origin = Annotated[str, AfterValidator(addresses.parse_origin), _example("https://shop.example.org")]
PublicURL = Annotated[str, AfterValidator(addresses.parse_public_url), _example("https://chat.example.org")]
WebSocketURL = Annotated[
    str, AfterValidator(addresses.parse_websocket_url), _example("wss://xmpp.example.org/xmpp-websocket")
]
HookURL = Annotated[str, AfterValidator(addresses.parse_hook_url), _example("https://shop.example.org/hooks/order")]
Colour = Annotated[str, AfterValidator(addresses.parse_colour), _example("#0b6e4f")]
Language = Annotated[str, AfterValidator(texts.parse_language), _example("en")]
Name = Annotated[str, AfterValidator(parse_name), _example("support")]
StoreURL = Annotated[
    str,
    AfterValidator(parse_store_url),
    PlainSerializer(hide_password, when_used="json"),
    _example("sqlite:///parlour.db"),
]
Secret = Annotated[SecretStr, AfterValidator(check_secret), WithJsonSchema({"type": "string", "writeOnly": True})]
Endpoint = Annotated[
    addresses.Endpoint,
    PlainValidator(addresses.parse_endpoint),
    PlainSerializer(str, when_used="json"),
    _example("127.0.0.1:8080"),
]
Mailbox = Annotated[
    addresses.Mailbox,
    PlainValidator(addresses.parse_mailbox),
    PlainSerializer(str, when_used="json"),
    _example("Support <support@example.org>"),
]
Network = Annotated[
    addresses.Network,
    PlainValidator(addresses.parse_network),
    PlainSerializer(str, when_used="json"),
    _example("127.0.0.1/32"),
]
Duration = Annotated[
    timedelta,
    PlainValidator(durations.parse_duration),
    PlainSerializer(durations.build_duration, when_used="json"),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}], "examples": ["5 min"]}),
]
Patience = Annotated[
    timedelta,
    PlainValidator(durations.parse_patience),
    PlainSerializer(durations.build_patience, when_used="json"),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}], "examples": ["20 s", "never"]}),
]
LocalizedText = Annotated[
    texts.Text,
    PlainValidator(texts.parse_text),
    PlainSerializer(texts.build_text, when_used="json"),
    WithJsonSchema(_TEXT_SCHEMA),
]
OneOrMany = BeforeValidator(split_list)
