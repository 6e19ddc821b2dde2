"""Settings as a file again: what is in force, with or without the secrets."""

import io
from typing import Any

from pydantic import SecretStr
from ruamel.yaml import YAML

from config.schema import Settings
from config.secret_files import file_path, secret_paths, section_of


def build_yaml(settings: Settings, *, redact: bool = True) -> str:
    """Every setting in force, in the form of the file.

    Secrets stand as asterisks, or by the names of their files. Not redacted, they stand themselves, and the whole can
    be used.
    """
    plain = settings.model_dump(mode="json", exclude_none=True)
    secrets = settings.model_dump()
    for path in secret_paths(secrets):
        name = str(path[-1])
        _show_secret(section_of(plain, path), name, section_of(secrets, path)[name] if not redact else None)
    stream = io.StringIO()
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(plain, stream)
    return stream.getvalue()


def _show_secret(section: dict[str, Any], name: str, value: SecretStr | str | None) -> None:
    """Either the secret or its file, since both together are refused."""
    name_of_file = str(file_path((name,))[-1])
    if value:
        section[name] = value.get_secret_value() if isinstance(value, SecretStr) else value
        section.pop(name_of_file, None)
    elif name_of_file in section:
        section.pop(name, None)
