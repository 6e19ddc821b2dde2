"""What the schema found wrong, said so that a person can put it right.

Where it stands, what is wrong, which word was probably meant, and how it would be right.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from config.document import Document, SettingPath, build_path
from config.environment import variable_for
from config.findings import Finding, SettingError, Severity
from config.schema import Settings

_SENTENCES: Mapping[str, str] = {
    "model_type": "This must be a section with settings of its own.",
    "dict_type": "This must be a section with names of your choice.",
    "tuple_type": "This must be a list.",
    "string_type": "This must be a text.",
    "string_too_short": "This text is empty.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "bool_type": "This must be true or false.",
    "bool_parsing": "This must be true or false.",
    "path_type": "This must be the name of a file.",
    "too_short": "At least one is needed.",
    "missing": "This setting is missing.",
}
_FIXES: Mapping[str, str] = {
    "string_type": "Put it in quotes if it looks like a number, a date or a list.",
    "dict_type": "Put a name, such as “support”, and a colon before its settings.",
}


def explain(error: ValidationError, document: Document, outside: Iterable[SettingPath] = ()) -> list[Finding]:
    """One finding for each place with a mistake, in the order of the file (a name that is none has no value either);
    `outside` are the settings that came from the environment.
    """
    first_at = {detail["loc"]: detail for detail in reversed(error.errors())}
    details = [detail for detail in first_at.values() if not _is_consequence(detail, error)]
    findings = [_explain_one(detail, document, set(outside)) for detail in details]
    return sorted(findings, key=lambda finding: (finding.line or 0, finding.column or 0))


def locate(finding: Finding, path: SettingPath, document: Document) -> Finding:
    """The same finding with the file, line and column of a setting."""
    line, column = document.position(path)
    return Finding(
        finding.severity,
        finding.text,
        path=build_path(path),
        file=document.file,
        line=line,
        column=column,
        suggestion=finding.suggestion,
        fix=finding.fix,
    )


def suggest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant; empty when none is near."""
    return next(iter(get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)), "")


def _is_consequence(detail: ErrorDetails, error: ValidationError) -> bool:
    """A list that is too short only because its items are wrong is not worth a line of its own."""
    depth = len(detail["loc"])
    below = (other["loc"] for other in error.errors() if len(other["loc"]) > depth)
    return detail["type"] == "too_short" and any(loc[:depth] == detail["loc"] for loc in below)


def _explain_one(detail: ErrorDetails, document: Document, outside: set[SettingPath]) -> Finding:
    path = tuple(step for step in detail["loc"] if step != "[key]")
    say = _BY_KIND.get(detail["type"], _say_generic)
    finding = locate(say(detail, path), path, document)
    if any(path[: len(other)] == other for other in outside):
        return Finding(finding.severity, finding.text, f"environment variable {variable_for(path)}", fix=finding.fix)
    return finding


def _fatal(text: str, *, suggestion: str = "", fix: str = "") -> Finding:
    return Finding(Severity.FATAL, text, suggestion=suggestion, fix=fix)


def _say_value(detail: ErrorDetails, path: SettingPath) -> Finding:
    error = detail.get("ctx", {}).get("error")
    if isinstance(error, SettingError):
        return _fatal(str(error), suggestion=error.suggestion, fix=error.fix)
    return _say_generic(detail, path)


def _say_unknown(_: ErrorDetails, path: SettingPath) -> Finding:
    word = str(path[-1])
    section = section_at(path[:-1])
    meant = suggest(word, section.model_fields) if section else ""
    elsewhere = "" if meant else _home_of(word)
    return _fatal(
        f"There is no setting “{word}” here.",
        suggestion=meant,
        fix=f"It belongs under “{elsewhere}”." if elsewhere else "",
    )


def _say_missing(_: ErrorDetails, path: SettingPath) -> Finding:
    field = _field_at(path)
    if field is None:
        return _fatal("This setting is missing.")
    example = f"\n{path[-1]}: {field.examples[0]}" if field.examples and isinstance(field.examples[0], str) else ""
    return _fatal(f"The setting “{path[-1]}” is missing.", fix=f"{field.description}{example}")


def _say_choice(detail: ErrorDetails, path: SettingPath) -> Finding:
    field = _field_at(path)
    choices = list(_choices(field.annotation)) if field else []
    word = str(detail["input"])
    return _fatal(
        f"“{word}” is not one of the choices.",
        suggestion=suggest(word, choices),
        fix=f"Choose one of: {', '.join(choices)}.",
    )


def _choices(annotation: Any) -> Iterator[str]:
    """The words of every `Literal` inside."""
    for part in get_args(annotation):
        if isinstance(part, str):
            yield part
        else:
            yield from _choices(part)


def _say_limit(detail: ErrorDetails, _: SettingPath) -> Finding:
    limit = detail.get("ctx", {}).get("ge")
    return _fatal(f"This must be {limit} or more.")


def _say_generic(detail: ErrorDetails, path: SettingPath) -> Finding:
    sentence = _SENTENCES.get(detail["type"]) or f"{detail['msg']}."
    field = _field_at(path)
    description = (field.description if field else None) or ""
    return _fatal(sentence, fix=_FIXES.get(detail["type"], description))


_BY_KIND: Mapping[str, Callable[[ErrorDetails, SettingPath], Finding]] = {
    "value_error": _say_value,
    "extra_forbidden": _say_unknown,
    "missing": _say_missing,
    "literal_error": _say_choice,
    "greater_than_equal": _say_limit,
}


def section_at(path: SettingPath) -> type[BaseModel] | None:
    """The section of the schema at a path; names of one's own and list positions are passed over."""
    section: type[BaseModel] | None = Settings
    pending = iter(path)
    for step in pending:
        field = section.model_fields.get(str(step)) if section else None
        section = inner_section(field) if field else None
        if field is not None and holds_many(field):
            next(pending, None)
    return section


def inner_section(field: FieldInfo) -> type[BaseModel] | None:
    """The section that a setting holds, alone, in a list, or under names."""
    parts = annotation_parts(field)
    return next((part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)), None)


def annotation_parts(field: FieldInfo) -> Iterator[Any]:
    """Every type named in a setting's annotation, however deep."""
    pending: list[Any] = [field.annotation]
    while pending:
        part = pending.pop()
        yield part
        pending.extend(get_args(part))


def holds_many(field: FieldInfo) -> bool:
    """Whether a setting is a list, or a section of names."""
    return getattr(field.annotation, "__origin__", None) in (dict, tuple)


def _field_at(path: SettingPath) -> FieldInfo | None:
    """The setting at a path; a place in a list belongs to the setting that is the list."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    section = section_at(path[:-1]) if path else None
    return section.model_fields.get(str(path[-1])) if section else None


def _home_of(word: str) -> str:
    """The section in which a setting of this name stands."""
    homes = (
        name
        for name, field in Settings.model_fields.items()
        if (inner := inner_section(field)) and word in inner.model_fields
    )
    return next(homes, "")
