"""The configuration: its sections, and loading them from YAML."""

from cleancorpus.config.carry import Carry
from cleancorpus.config.dedup import ByColumn, Dedup, NearDuplicates
from cleancorpus.config.pii import Pii
from cleancorpus.config.quality import (
    C4,
    CCNet,
    Decontamination,
    FineWeb,
    Gopher,
    GopherRepetition,
    PageType,
    Quality,
    RefinedWeb,
    WordCount,
)
from cleancorpus.config.section import Section
from cleancorpus.config.sections import (
    Config,
    Decide,
    Export,
    Extract,
    Language,
    OwnRule,
    Repair,
    Run,
)
from cleancorpus.config.site_lines import SiteLines
from cleancorpus.config.sources import Fields, Read, Source, SourceFormat
from cleancorpus.config.splits import Splits

__all__ = [
    "C4",
    "ByColumn",
    "CCNet",
    "Carry",
    "Config",
    "Decide",
    "Decontamination",
    "Dedup",
    "Export",
    "Extract",
    "Fields",
    "FineWeb",
    "Gopher",
    "GopherRepetition",
    "Language",
    "NearDuplicates",
    "OwnRule",
    "PageType",
    "Pii",
    "Quality",
    "Read",
    "RefinedWeb",
    "Repair",
    "Run",
    "Section",
    "SiteLines",
    "Source",
    "SourceFormat",
    "Splits",
    "WordCount",
]
