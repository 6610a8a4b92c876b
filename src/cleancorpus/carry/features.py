"""What Hugging Face `datasets` knows of a column beyond its Arrow type: names of class labels, languages of translations.

`datasets` notes it in the metadata of a table's schema, as JSON for all columns. Here it stands with the field that it is of,
also within lists and objects, so that it goes where the type goes: a *feature* is the JSON of one that a field has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pyarrow as pa

_KEY = b"huggingface"
_UPPER = re.compile(r"(?<=[a-z0-9])([A-Z])")
_DTYPES = {"double": "float64", "float": "float32", "halffloat": "float16", "date32[day]": "date32"}


def features_of(schema: pa.Schema) -> dict[str, Any]:
    """The features that a schema's metadata have, by column; none where there are none, or not in the form of `datasets`."""
    try:
        found = json.loads((schema.metadata or {}).get(_KEY, b"{}"))["info"]["features"]
    except (ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def with_feature(field: pa.Field, feature: Any) -> pa.Field:
    """A field of a `values.normal_type` with those features, on it and within it, that its type can have."""
    kind, types = field.type, pa.types
    if kept := _kept(feature, kind):
        return field.with_metadata({_KEY: kept})
    if types.is_list(kind):
        return field.with_type(pa.list_(with_feature(kind.value_field, _of_items(feature))))
    if types.is_struct(kind):
        return field.with_type(pa.struct([with_feature(part, _of_part(feature, part.name)) for part in kind]))
    return field


def feature_of(field: pa.Field) -> str:
    """The feature of a field; '' for none but its type."""
    return bytes((field.metadata or {}).get(_KEY, b"")).decode()


def noted(field: pa.Field, feature: str) -> pa.Field:
    """A field with a feature."""
    return field.with_metadata({**(field.metadata or {}), _KEY: feature}) if feature else field


def has_features(field: pa.Field) -> bool:
    """Whether a field, or one within it, has a feature."""
    kind = field.type
    if feature_of(field):
        return True
    if pa.types.is_list(kind):
        return has_features(kind.value_field)
    return bool(pa.types.is_struct(kind) and any(has_features(part) for part in kind))


@lru_cache(maxsize=256)
def label_names(feature: str) -> tuple[str, ...]:
    """The names of a `ClassLabel`, none of other features."""
    found = json.loads(feature) if feature else {}
    return tuple(found["names"]) if found.get("_type") == "ClassLabel" else ()


def said(feature: str) -> str:
    """A feature in a few words.

    >>> said('{"_type": "ClassLabel", "names": ["neg", "pos"]}')
    'ClassLabel of neg, pos'
    """
    found = json.loads(feature)
    names = found.get("names") or found.get("languages") or ()
    shown = f" of {', '.join(names[:3])}{' …' if len(names) > 3 else ''}" if names else ""
    return f"{found['_type']}{shown}"


def _kept(feature: Any, kind: pa.DataType) -> str:
    """A feature as JSON, if it says more than a type and this type can have it; else ''."""
    name = feature.get("_type") if isinstance(feature, dict) else None
    if not isinstance(name, str) or (fits := _FITS.get(name)) is None:
        return ""
    own = {key: value for key, value in feature.items() if key not in ("id", "num_classes", "names_file")}
    return json.dumps(own, ensure_ascii=False, sort_keys=True) if fits(own, kind) else ""


def _is_texts(values: Any) -> bool:
    return isinstance(values, list) and bool(values) and all(isinstance(value, str) for value in values)


def _fields(kind: pa.DataType) -> dict[str, pa.DataType]:
    return {part.name: part.type for part in kind} if pa.types.is_struct(kind) else {}


_FITS: dict[str, Any] = {
    "ClassLabel": lambda own, kind: pa.types.is_integer(kind) and _is_texts(own.get("names")),
    "Translation": lambda own, kind: (
        _is_texts(own.get("languages")) and _fields(kind) == dict.fromkeys(own["languages"], pa.string())
    ),
    "TranslationVariableLanguages": lambda own, kind: (
        _is_texts(own.get("languages"))
        and _fields(kind) == dict.fromkeys(("language", "translation"), pa.list_(pa.string()))
    ),
}


def _of_items(feature: Any) -> Any:
    """The feature of a list's items, in each of the ways in which `datasets` has written it."""
    if isinstance(feature, list):
        return feature[0] if len(feature) == 1 else None
    return feature.get("feature") if isinstance(feature, dict) and "_type" in feature else None


def _of_part(feature: Any, name: str) -> Any:
    """The feature of an object's field; a `Sequence` of objects is an object of lists."""
    if not isinstance(feature, dict):
        return None
    if feature.get("_type") == "Sequence" and isinstance(feature.get("feature"), dict):
        return {"_type": "List", "feature": feature["feature"].get(name)}
    return feature.get(name)


def feature_json(field: pa.Field) -> Any:
    """A field's feature as `datasets` notes it in a schema's metadata."""
    kind = field.type
    if own := feature_of(field):
        return json.loads(own)
    if pa.types.is_struct(kind):
        return {part.name: feature_json(part) for part in kind}
    if pa.types.is_list(kind):
        return {"feature": feature_json(kind.value_field), "_type": "List"}
    return {"dtype": _dtype(kind), "_type": "Value"}


def schema_metadata(fields: Iterable[pa.Field]) -> dict[bytes, bytes] | None:
    """The metadata by which `datasets` knows the features of those fields that have some; None where none has."""
    found = {field.name: feature_json(field) for field in fields if has_features(field)}
    return {_KEY: json.dumps({"info": {"features": found}}, ensure_ascii=False).encode()} if found else None


def feature_yaml(field: pa.Field) -> dict[str, Any]:
    """One column the way `dataset_info.features` of a dataset card says it; `datasets` reads the same feature back."""
    return {"name": field.name, **_yaml(field)}


def _yaml(field: pa.Field) -> dict[str, Any]:
    kind = field.type
    if own := feature_of(field):
        return {"dtype": _yaml_of(json.loads(own))}
    if pa.types.is_struct(kind):
        return {"struct": [feature_yaml(part) for part in kind]}
    if not pa.types.is_list(kind):
        return {"dtype": _dtype(kind)}
    inner = _yaml(kind.value_field)
    return {"list": next(iter(inner.values())) if "list" not in inner else inner}


def _yaml_of(own: dict[str, Any]) -> Any:
    name = _UPPER.sub(r"_\1", own.pop("_type")).lower()
    if name == "class_label":
        return {name: {"names": {str(number): label for number, label in enumerate(own["names"])}}}
    return {name: own} if own else name


def _dtype(kind: pa.DataType) -> str:
    return _DTYPES.get(str(kind), str(kind))
