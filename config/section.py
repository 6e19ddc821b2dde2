"""What every section of the settings has in common.

Unknown keys are errors, nothing changes afterwards, and an empty value means the default.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Section(BaseModel):
    """A group of settings.

    A key with nothing behind it (`http:` when every line below it is commented out) means the default, as people expect
    of YAML.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_means_default(cls, data: Any) -> Any:
        if data is None:
            return {}
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None or key not in cls.model_fields}
