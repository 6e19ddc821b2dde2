"""The settings as others read them: the JSON Schema for editors, and the reference for people
(`docs/configuration.md`).
"""

from collections.abc import Iterator
from datetime import timedelta
from inspect import getdoc
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema

from config.addresses import Endpoint
from config.durations import build_duration
from config.mistakes import annotation_parts, holds_many, inner_section
from config.schema import Settings

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_OPENING = """\
# Configuration

<!-- Made by scripts/reference from the schema in config/: change the sentences there. -->

One YAML file describes it all. `parlour init` writes one with comments. `parlour check` says what is wrong with it,
with line, column and what was probably meant. `parlour config schema` prints a JSON Schema with which editors complete
and check it.

The file is the one after `-c`, else `$PARLOUR_CONFIG`, else `./parlour.yaml`, else `/etc/parlour/parlour.yaml`. The
smallest that runs:

```yaml
public_url: https://chat.example.org
xmpp:
  domain: livechat.example.org        # Parlour's own domain
  secret_file: /etc/parlour/secret
  muc: conference.example.org         # the server's own rooms
departments:
  support:
    agents: [ann@example.org, bob@example.org]
```

- **Environment.** Every setting can also stand in the environment: `http.listen` is `PARLOUR_HTTP__LISTEN`, with two
  underscores between sections. Lists are written with commas or as YAML on one line.
- **Precedence.** An option (`-o http.listen=127.0.0.1:9000`) comes before the environment, the environment before the
  file, the file before the default.
- **Secrets.** Every secret can stand in a file of its own: `secret_file` instead of `secret`. Secrets are never logged,
  and `parlour config show` hides them.
- **Lengths of time** are written with their unit: `20 s`, `5 min`, `1 h 30 min`, `30 d`; a bare number is seconds.
- **Texts** for people are one text, or one for each language: `{en: Sales, fa: فروش}`.
- **Names of files** are meant from the directory of the configuration file.

`parlour config set KEY VALUE` changes one setting and keeps every comment; a value that would make the file unusable is
refused. A running Parlour reads the file again at `SIGHUP`; a bad file is refused and the old settings stay.
"""


class _Schema(GenerateJsonSchema):
    """Defaults in the form in which they stand in the file."""

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, Endpoint):
            return str(dft)
        if isinstance(dft, timedelta):
            return build_duration(dft)
        return super().encode_default(dft)


def build_json_schema() -> dict[str, Any]:
    """The JSON Schema of the file, with descriptions and defaults."""
    return {"$schema": _DIALECT, **Settings.model_json_schema(schema_generator=_Schema), "title": "parlour.yaml"}


def build_reference() -> str:
    """The reference for people, in Markdown."""
    return "\n".join([_OPENING, *_section("", Settings)]).rstrip() + "\n"


def setting_names() -> Iterator[str]:
    """Every setting by its full name; `departments.<name>.agents[].jid` where names and lists are one's own."""
    for prefix, section in _sections("", Settings):
        yield from (f"{prefix}{name}" for name, field in section.model_fields.items() if not inner_section(field))


def _sections(prefix: str, section: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    yield prefix, section
    for name, field in section.model_fields.items():
        inner = inner_section(field)
        if inner is not None:
            yield from _sections(f"{prefix}{name}{_many(field)}.", inner)


def _many(field: FieldInfo) -> str:
    if not holds_many(field):
        return ""
    return ".<name>" if getattr(field.annotation, "__origin__", None) is dict else "[]"


def _section(prefix: str, section: type[BaseModel]) -> Iterator[str]:
    for inner_prefix, inner in _sections(prefix, section):
        title = inner_prefix.removesuffix(".") or "The top of the file"
        yield f"## {f'`{title}`' if inner_prefix else title}\n\n{getdoc(inner)}\n"
        yield "| setting | value | default | |\n| --- | --- | --- | --- |"
        yield from (_row(name, field) for name, field in inner.model_fields.items())
        yield ""


def _row(name: str, field: FieldInfo) -> str:
    return f"| `{name}` | {_value(field)} | {_default(field)} | {field.description} |"


def _value(field: FieldInfo) -> str:
    if inner_section(field) is not None:
        return "list" if _many(field) == "[]" else "sections by name" if _many(field) else "section"
    choices = [choice for choice in get_args(field.annotation) if isinstance(choice, str)]
    return " · ".join(f"`{choice}`" for choice in choices) or _kind(field)


def _kind(field: FieldInfo) -> str:
    if holds_many(field):
        return "lists by language" if get_origin(field.annotation) is dict else "list"
    names = {getattr(part, "__name__", "") for part in annotation_parts(field)}
    kinds = {"timedelta": "length of time", "int": "number", "bool": "`true` · `false`", "Path": "file"}
    kinds |= {"Endpoint": "host:port", "SecretStr": "secret", "Text": "text or texts", "Holidays": "dates"}
    return next((kind for name, kind in kinds.items() if name in names), "text")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    if field.default_factory is not None or field.default is None:
        return ""
    value = field.default
    if isinstance(value, tuple):
        return "`[" + ", ".join(str(item) for item in value) + "]`"
    if isinstance(value, timedelta):
        return f"`{build_duration(value)}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
