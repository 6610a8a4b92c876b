"""The configuration: its sections, and loading them from YAML."""

from cleancorpus.config.sections import (
    Config,
    Decide,
    Dedup,
    Export,
    Extract,
    Fields,
    Language,
    OwnRule,
    PageType,
    Quality,
    Read,
    Repair,
    Run,
    Section,
    Source,
    SourceFormat,
)

__all__ = [
    "Config",
    "Decide",
    "Dedup",
    "Export",
    "Extract",
    "Fields",
    "Language",
    "OwnRule",
    "PageType",
    "Quality",
    "Read",
    "Repair",
    "Run",
    "Section",
    "Source",
    "SourceFormat",
]
