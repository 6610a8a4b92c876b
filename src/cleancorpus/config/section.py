"""What all sections of the configuration are made of."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic_core.core_schema import ValidationInfo

from cleancorpus.config.values import no_bool_for_a_number


class Section(BaseModel):
    """Base of all sections.

    `outside_digest` has the keys that change neither text nor rows of the dataset, each with why not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, allow_inf_nan=False)
    outside_digest: ClassVar[dict[str, str]] = {}

    @field_validator("*", mode="before")
    @classmethod
    def _numbers_are_numbers(cls, value: Any, info: ValidationInfo) -> Any:
        return no_bool_for_a_number(value, cls.model_fields[str(info.field_name)].annotation)

    def digested(self) -> dict[str, Any]:
        """The values that can change text or rows, as JSON values."""
        values = self.model_dump(mode="json", exclude=set(self.outside_digest))
        return {key: _digested(getattr(self, key), value) for key, value in values.items()}


def _digested(value: Any, as_json: Any) -> Any:
    """A value as JSON, sections in it without what stands outside the digest."""
    if isinstance(value, Section):
        return value.digested()
    if isinstance(value, tuple):
        return [_digested(*pair) for pair in zip(value, as_json, strict=True)]
    if isinstance(value, dict):
        pairs = zip(value.values(), as_json.items(), strict=True)
        return {key: _digested(inner, inner_json) for inner, (key, inner_json) in pairs}
    return as_json
