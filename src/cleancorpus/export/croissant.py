"""croissant.json: the dataset in the Croissant format of MLCommons (1.1), readable offline with relative paths.

Made from the manifest alone. Every Parquet file is listed with its sha256, and a file set per config gives the records.
Objects, lists of lists or objects, and durations are left out: of the removals inside a document, the config `removals` has
the best claims flat; all claims behind a removal are in the Parquet files alone. Specification:
https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from cleancorpus.numbers import counted
from cleancorpus.schema import TABLES, Table, tables_in
from cleancorpus.versions.open import splits_of

FILE = "croissant.json"
_SPLITS = "default_splits"
PARQUET = "application/x-parquet"

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    "string": "sc:Text",
    "halffloat": "cr:Float16",
    "float": "cr:Float32",
    "double": "cr:Float64",
    "bool": "sc:Boolean",
    "binary": "sc:Text",
    **{f"{sign.lower()}int{bits}": f"cr:{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)},
}


def _data_type(kind: pa.DataType) -> str:
    """The type of a column, or of what its lists hold; '' for what Croissant has none for."""
    kind = kind.value_type if pa.types.is_list(kind) else kind
    if pa.types.is_timestamp(kind):
        return "sc:DateTime"
    if pa.types.is_date(kind):
        return "sc:Date"
    if pa.types.is_time(kind):
        return "sc:Time"
    if pa.types.is_decimal(kind):
        return "sc:Float"
    if pa.types.is_fixed_size_binary(kind):
        return "sc:Text"
    return _TYPES.get(str(kind), "")


def build_croissant(manifest: dict[str, Any]) -> dict[str, Any]:
    """The Croissant description of a version."""
    card, figures, ledger = manifest["card"], manifest["figures"], manifest["ledger"]
    described = card["description"] or f"{figures['documents']:,} cleaned articles."
    out: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": manifest["name"],
        "description": described,
        "version": manifest["version"],
        "datePublished": manifest["created"][:10],
        "keywords": ["text", "cleancorpus"],
        "inLanguage": sorted(code for code in figures["languages"] if code != "und"),
        "license": card["licence_link"] or card["licence"],
        "distribution": _distribution(manifest),
        "recordSet": _record_sets(manifest),
        "rai:dataCollection": f"{counted(ledger['rows_in'], 'scraped record')} from "
        f"{counted(len(manifest['inputs']), 'file')}; README.md says how they were collected.",
        "rai:dataPreprocessingProtocol": [
            f"cleancorpus {manifest['environment']['cleancorpus']}: extraction, repair, removal of boilerplate, "
            f"duplicates; {ledger['kept']:,} kept, {ledger['dropped']:,} dropped, {ledger['duplicates']:,} duplicates, "
            f"{ledger['quarantined']:,} quarantined."
        ],
        "rai:dataBiases": ["Leans to the outlets, countries, languages and years that README.md counts."],
        "rai:dataLimitations": ["Boilerplate no rule knows stays in; extraction can lose parts of an article."],
        "rai:dataUseCases": ["Training and evaluation of language models, within the rights that README.md describes."],
        "rai:personalSensitiveInformation": ["Articles name people; nothing was made anonymous."],
        "rai:dataReleaseMaintenancePlan": "Versions are tagged vX.Y.Z; what is taken down stays out of later versions.",
    }
    return {key: value for key, value in out.items() if value not in (None, [], "")}


def _distribution(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    files = [
        {
            "@type": "cr:FileObject",
            "@id": entry["path"],
            "name": entry["path"],
            "contentUrl": entry["path"],
            "contentSize": f"{entry['size']} B",
            "encodingFormat": PARQUET,
            "sha256": entry["sha256"],
        }
        for entry in manifest["files"]
    ]
    sets = [
        {
            "@type": "cr:FileSet",
            "@id": f"{name}-files",
            "name": f"{name}-files",
            "encodingFormat": PARQUET,
            "includes": f"{TABLES[name].folder}/{_one_or_any(splits_of(manifest, name))}-*.parquet",
        }
        for name in manifest["configs"]
    ]
    return [*files, *sets]


def _one_or_any(splits: Sequence[str]) -> str:
    return splits[0] if len(splits) == 1 else "*"


def _record_sets(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """The tables; where the documents have several splits, these as a record set of their own, to which a field refers."""
    found = [_record_set(tables_in(manifest)[name]) for name in manifest["configs"]]
    splits = splits_of(manifest, "default")
    if len(splits) < 2:
        return found
    names = {
        "@type": "cr:RecordSet",
        "@id": _SPLITS,
        "name": _SPLITS,
        "description": "the splits of the documents",
        "dataType": "cr:Split",
        "key": {"@id": f"{_SPLITS}/name"},
        "field": [
            {"@type": "cr:Field", "@id": f"{_SPLITS}/name", "name": "name", "dataType": "sc:Text"},
        ],
        "data": [{f"{_SPLITS}/name": split} for split in splits],
    }
    folder = TABLES["default"].folder
    path = f"{folder}/({'|'.join(splits)})-.+parquet$"
    field = {
        "@type": "cr:Field",
        "@id": "default/split",
        "name": "split",
        "description": "the split that the document stands in",
        "dataType": "sc:Text",
        "source": {
            "fileSet": {"@id": "default-files"},
            "extract": {"fileProperty": "fullpath"},
            "transform": {"regex": path},
        },
        "references": {"field": {"@id": f"{_SPLITS}/name"}},
    }
    default = next(record_set for record_set in found if record_set["@id"] == "default")
    default["field"].insert(0, field)
    return [names, *found]


def _record_set(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "field": [_field(table, field) for field in table.schema if _data_type(field.type)],
    }


def _field(table: Table, field: pa.Field) -> dict[str, Any]:
    is_list = pa.types.is_list(field.type)
    array = {"isArray": True, "arrayShape": "-1"} if is_list else {}
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field.name}",
        "name": field.name,
        "description": field.metadata[b"description"].decode(),
        "dataType": _data_type(field.type),
        **array,
        "source": {"fileSet": {"@id": f"{table.name}-files"}, "extract": {"column": field.name}},
    }


def write_croissant(root: Path, manifest: dict[str, Any]) -> None:
    """Write croissant.json below `root`."""
    text = json.dumps(build_croissant(manifest), indent=1, ensure_ascii=False)
    (root / FILE).write_text(text + "\n", encoding="utf-8", newline="\n")
