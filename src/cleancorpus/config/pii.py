"""The section of personal data: what is masked in texts, and by which placeholders."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from cleancorpus.config.section import Section

PiiKind = Literal["email", "phone", "ip", "iban", "card", "national-id"]
# Countries with numbers that python-stdnum checks, and whose form or surroundings tell them (`pii/national_ids.py`).
IdCountry = Literal[
    "BE", "BG", "BR", "CH", "CN", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "HR", "IN", "IT", "KR", "MX", "NL", "NO", "PL",
    "PT", "RO", "SE", "TR", "US",
]  # fmt: skip


class Pii(Section):
    """Personal data that are masked in texts, once it is decided what is cut and dropped."""

    mask: tuple[PiiKind, ...] = Field(
        (),
        description="what is masked: email, phone (needs the extra pii), ip, iban, card, national-id (needs the extra pii); "
        "empty: nothing. Ids, licences, addresses of pages and carried columns stay as they are, with run.keep_work "
        "the texts in .work, too",
    )
    # «<EMAIL>» would be a tag to whoever reads the text as markup.
    placeholders: dict[PiiKind, str] = Field(
        {}, description="what stands in its place, by kind; default: the kind in capitals and brackets, [EMAIL]"
    )
    phone_regions: tuple[str, ...] = Field(
        (),
        description="countries (US, DE …) whose phone numbers are known without +; empty: only numbers with + or 00 in front",
    )
    private_ips: bool = Field(
        False, description="mask also addresses that many have at once: private, loopback, link-local, multicast"
    )
    national_ids: tuple[IdCountry, ...] = Field((), description="countries whose national ids are known")

    @field_validator("placeholders")
    @classmethod
    def _are_in_a_line(cls, placeholders: dict[PiiKind, str]) -> dict[PiiKind, str]:
        for kind, text in placeholders.items():
            if not text.strip() or not text.isprintable():
                raise ValueError(
                    f"{kind} is {text!r}, which cannot stand in a line; write letters, such as [{kind.upper()}]"
                )
        return placeholders

    @field_validator("phone_regions")
    @classmethod
    def _are_countries(cls, regions: tuple[str, ...]) -> tuple[str, ...]:
        for region in regions:
            if not (len(region) == 2 and region.isascii() and region.isupper()):
                raise ValueError(f"'{region}' is no country's code; write two capitals, as in US, GB, DE")
        return regions

    @model_validator(mode="after")
    def _countries_are_named(self) -> Pii:
        if "national-id" in self.mask and not self.national_ids:
            raise ValueError("mask has national-id, and no country is named; write national_ids: [ES, IT]")
        if self.national_ids and "national-id" not in self.mask:
            raise ValueError("national_ids names countries, and nothing is masked; write mask: [national-id]")
        return self

    def placeholder(self, kind: Any) -> str:
        """What stands in the place of personal data of this kind."""
        return self.placeholders.get(kind, f"[{str(kind).upper()}]")
