"""When a department is open, day by day.

             monday-friday: "09:00-17:00"      saturday: ["10:00-12:00", "13:00-14:00"]      sunday: closed

Rule: of two entries for one day the one that names fewer days counts, so that `daily` may have exceptions.
"""

from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, Field, PlainSerializer, PlainValidator, WithJsonSchema, model_validator
from pydantic.config import JsonDict

from config.findings import SettingError
from config.section import Section
from config.times import (
    CLOSED,
    DAILY,
    DAYS,
    Holidays,
    Span,
    Spans,
    build_holidays,
    build_spans,
    check_days,
    parse_days,
    parse_holidays,
    parse_spans,
    parse_timezone,
)

_DAY = "|".join((*DAYS, DAILY))
_ENTRIES: JsonDict = {"propertyNames": {"pattern": f"^(timezone|holidays|({_DAY})(-({_DAY}))?)$"}}
_SPANS_SCHEMA = {
    "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}],
    "examples": ["09:00-17:00", ["10:00-12:00", "13:00-14:00"], CLOSED],
}
_HOLIDAYS_SCHEMA = {"anyOf": [{"type": "array"}, {"type": "object", "additionalProperties": _SPANS_SCHEMA}]}


class Hours(Section):
    """When a department is open: a day (`monday`), several (`monday-friday`, `saturday-monday`) or `daily`, each with
    its times: `"09:00-17:00"`, several in a list, past midnight as in `"22:00-06:00"`, all day as `"00:00-24:00"`, or
    `closed`. A day that is not named is closed; of two entries for a day the one with fewer days counts. Outside its
    hours nobody of the department is alerted, and visitors read when it opens. Without this section it is always open.
    """

    model_config = ConfigDict(extra="allow", json_schema_extra=_ENTRIES)
    __pydantic_extra__: dict[
        Annotated[str, AfterValidator(check_days)],
        Annotated[
            Spans,
            PlainValidator(parse_spans),
            PlainSerializer(build_spans, when_used="json"),
            WithJsonSchema(_SPANS_SCHEMA),
        ],
    ]

    timezone: Annotated[str, AfterValidator(parse_timezone)] = Field(
        description="Where the department's clock hangs: an IANA name.", examples=["Europe/Warsaw"]
    )
    holidays: Annotated[
        Holidays,
        PlainValidator(parse_holidays),
        PlainSerializer(build_holidays, when_used="json"),
        WithJsonSchema(_HOLIDAYS_SCHEMA),
    ] = Field(
        default_factory=Holidays,
        description="Dates on which it is closed, `[2026-12-25]`, or open at other times, "
        '`{2026-12-24: "10:00-14:00"}`. What began the evening before goes on to its end.',
        examples=[["2026-12-25"]],
    )

    @property
    def week(self) -> tuple[tuple[Span, ...], ...]:
        """The times of each day, from Monday on."""
        week: list[tuple[Span, ...]] = [()] * 7
        for name, spans in sorted(self._entries(), key=lambda entry: -len(parse_days(entry[0]))):
            for day in parse_days(name):
                week[day] = spans.spans
        return tuple(week)

    @model_validator(mode="after")
    def _check_days(self) -> Self:
        """Some day is named, and no two entries of the same size name the same."""
        seen: dict[tuple[int, int], str] = {}
        for name, _ in self._entries():
            days = parse_days(name)
            for day in days:
                other = seen.setdefault((len(days), day), name)
                if other != name:
                    text = f"“{other}” and “{name}” both say when {DAYS[day].title()} is open."
                    raise SettingError(text, fix="Let one of them name fewer days, or put their times into one list.")
        if not seen:
            raise SettingError("No day is named.", fix='For example: monday-friday: "09:00-17:00"')
        return self

    def _entries(self) -> list[tuple[str, Any]]:
        return list((self.model_extra or {}).items())
