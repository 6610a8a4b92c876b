"""The configuration: its sections, and loading them from YAML."""

from cleancorpus.config.carry import Carry
from cleancorpus.config.section import Section
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
    Source,
    SourceFormat,
)

__all__ = [
    "Carry",
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
