"""Settings from the environment: `PARLOUR_HTTP__LISTEN` is `http.listen`.

Two underscores stand between sections, one may stand for the `-` of a name. Lists and sections are written as YAML on
one line (`[a, b]`), or a list with commas. A variable whose first word is no section is not ours: Kubernetes gives
`PARLOUR_PORT` and the like to every process beside a service of that name. An empty variable is none.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from config.document import Key, SettingPath, parse_value
from config.schema import Settings

PREFIX = "PARLOUR_"
FILE_VARIABLE = "PARLOUR_CONFIG"


def read_environment(environ: Mapping[str, str], file_settings: Mapping[str, Any]) -> dict[SettingPath, Any]:
    """The settings that the environment has, by path; names that the file knows with a `-` are found with `_`."""
    found: dict[SettingPath, Any] = {}
    for variable in sorted(environ):
        if not variable.startswith(PREFIX) or variable == FILE_VARIABLE or not environ[variable]:
            continue
        steps = variable.removeprefix(PREFIX).lower().split("__")
        if steps[0] in Settings.model_fields:
            found[tuple(_known_steps(steps, file_settings))] = parse_assigned(environ[variable])
    return found


def variable_for(path: SettingPath) -> str:
    """The variable that sets a setting."""
    return PREFIX + "__".join(str(step).replace("-", "_") for step in path).upper()


def apply(settings: dict[str, Any], changes: Mapping[SettingPath, Any]) -> None:
    """Put the changes over the settings, in place; a secret replaces its `…_file` below it, and the other way round."""
    for path, value in changes.items():
        section: dict[str, Any] = settings
        for step in path[:-1]:
            inner = section.get(str(step))
            if not isinstance(inner, dict):
                inner = section[str(step)] = {}
            section = inner
        last = str(path[-1])
        section[last] = value
        other = last.removesuffix("_file") if last.endswith("_file") else f"{last}_file"
        if (*path[:-1], other) not in changes:
            section.pop(other, None)


def parse_assigned(text: str) -> Any:
    """A value from the environment or an option.

    Only lists and sections are read as YAML, so that a secret of digits stays a text.
    """
    return parse_value(text) if text.lstrip()[:1] in ("[", "{") else text


def _known_steps(steps: list[str], settings: Mapping[str, Any]) -> Iterator[Key]:
    section: Any = settings
    for step in steps:
        names = section if isinstance(section, Mapping) else {}
        name = next((name for name in names if name.replace("-", "_") == step), step)
        yield name
        section = names.get(name)
