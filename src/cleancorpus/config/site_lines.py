"""The section of lines that a site puts on many of its pages."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from cleancorpus.config.section import Section


class SiteLines(Section):
    """Lines that stand in many documents of one site; `rules.site-line` says what many is."""

    outside_digest = {"save": "a copy of the counts, for later"}

    by: Literal["domain", "site"] = Field(
        "domain",
        description="what a site is: the registered domain of the address, or what fields.site says; without the one, the other",
    )
    profile: str | None = Field(
        None, description="file of counts that another run has saved; null: the documents of this run are counted"
    )
    save: str | None = Field(
        None, description="file to write the counts to, for `profile` of later runs and of a Cleaner"
    )

    @model_validator(mode="after")
    def _counts_or_takes(self) -> SiteLines:
        if self.profile is not None and self.save is not None:
            raise ValueError("profile and save: with a profile nothing is counted; write one of the two")
        if self.profile is not None and self.by != "domain":
            raise ValueError("by: a profile says by itself what a site is; take it out")
        return self
