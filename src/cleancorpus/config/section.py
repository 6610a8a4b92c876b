"""What all sections of the configuration are made of."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, field_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core.core_schema import CoreSchema, ValidationInfo

from cleancorpus.config.values import no_bool_for_a_number


class Section(BaseModel):
    """Base of all sections.

    `outside_digest` has the keys that change neither text nor rows of the dataset, each with why not. `takes_true` are those of
    a section's own that can be `true`, which is all of it at its defaults, or `false`, which is null.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, allow_inf_nan=False)
    outside_digest: ClassVar[dict[str, str]] = {}
    takes_true: ClassVar[tuple[str, ...]] = ()

    @field_validator("*", mode="before")
    @classmethod
    def _no_bool_but_where_it_means_something(cls, value: Any, info: ValidationInfo) -> Any:
        if info.field_name in cls.takes_true and isinstance(value, bool):
            return {} if value else None
        return no_bool_for_a_number(value, cls.model_fields[str(info.field_name)].annotation)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name in cls.takes_true:
            properties[name]["anyOf"].insert(0, {"type": "boolean"})
        return schema

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
