"""The configuration: its sections, and loading them from YAML."""

from cleancorpus.config.carry import Carry
from cleancorpus.config.quality import C4, FineWeb, Gopher, GopherRepetition, RefinedWeb, WordCount
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
    "C4",
    "Carry",
    "Config",
    "Decide",
    "Dedup",
    "Export",
    "Extract",
    "Fields",
    "FineWeb",
    "Gopher",
    "GopherRepetition",
    "Language",
    "OwnRule",
    "PageType",
    "Quality",
    "Read",
    "RefinedWeb",
    "Repair",
    "Run",
    "Section",
    "Source",
    "SourceFormat",
    "WordCount",
]
