"""Options of the checks that published corpora brought up; each default is its source's, and each drift has a key.

Where paper and code of a source differ, or codes among themselves, the key says who takes which value.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from cleancorpus.config.section import Section
from cleancorpus.config.sources import SourceFormat
from cleancorpus.licences import check_licence

PageType = Literal[
    "article", "live_blog", "recipe", "video", "profile", "forum", "product", "listing", "front_page", "error_page",
    "consent_wall", "javascript_required", "empty",
]  # fmt: skip
Right = Literal["noai", "noimageai", "noindex", "tdm"]
WordCount = Literal["spaces", "marks", "words"]
_WORDS = (
    "what a word is: spaces: what stands between spaces (DCLM, dolma); marks: words, and each punctuation mark one of its own "
    "(datatrove); words: without marks, characters of scripts without spaces one by one"
)
Script = Literal[
    "Arabic", "Armenian", "Bengali", "Cyrillic", "Devanagari", "Ethiopic", "Georgian", "Greek", "Gujarati", "Gurmukhi", "Han",
    "Hangul", "Hebrew", "Kana", "Kannada", "Khmer", "Lao", "Latin", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu",
    "Thai", "Tibetan",
]  # fmt: skip
QualityColumn = Literal[
    "all",
    "gopher", "words", "word_chars", "hash_signs", "ellipses", "bullet_lines", "ellipsis_lines", "letter_words", "stop_words",
    "gopher-repetition", "duplicate_lines", "duplicate_paragraphs", "duplicate_line_chars", "duplicate_paragraph_chars",
    "top_2gram_chars", "top_3gram_chars", "top_4gram_chars", "duplicate_5gram_chars", "duplicate_6gram_chars",
    "duplicate_7gram_chars", "duplicate_8gram_chars", "duplicate_9gram_chars", "duplicate_10gram_chars",
    "fineweb", "punctuated_lines", "short_lines", "duplicate_chars", "newlines",
    "c4", "sentences", "refinedweb", "removed_words", "scripts", "script_share", "bad-words", "bad_words",
]  # fmt: skip
Share = float | None


class Gopher(Section):
    """The rules for quality of MassiveText (Rae et al. 2021, arXiv 2112.11446, A.1.1). At a limit a text is kept."""

    words: WordCount = Field("spaces", description=_WORDS)
    min_words: int = Field(50, ge=0, description="drop texts with fewer words; marks alone are no words here")
    max_words: int | None = Field(100_000, ge=1, description="drop texts with more; null: any number")
    min_word_chars: float = Field(3, ge=0, description="the least characters a word on average")
    max_word_chars: float | None = Field(
        10, gt=0, description="the most characters a word on average; null: any number"
    )
    average: Literal["mean", "median"] = Field(
        "mean", description="of the word lengths: the mean, or as dolma the median"
    )
    max_symbols: Share = Field(0.1, ge=0, description="the most hash signs, and the most ellipses, a word; null: any")
    symbols: Literal["each", "together"] = Field(
        "each", description="each: hash signs and ellipses have the limit for themselves; together: as DCLM"
    )
    ellipses: tuple[str, ...] = Field(
        ("...", "…"), description="what is an ellipsis; DCLM adds '. . .', dolma has '…' alone"
    )
    bullets: tuple[str, ...] = Field(
        ("•", "-"), description="what starts a bullet line (datatrove); DCLM: ● • * -, dolma: * -"
    )
    blank_lines: bool = Field(False, description="blank lines count as lines, as in datatrove")
    max_bullet_lines: Share = Field(0.9, ge=0, le=1, description="the most lines that start with a bullet; null: any")
    max_ellipsis_lines: Share = Field(0.3, ge=0, le=1, description="the most lines that end in an ellipsis; null: any")
    min_letter_words: float = Field(
        0.8,
        ge=0,
        le=1,
        description="the least share of words with a letter; with `words: marks` punctuation counts against it, and a tenth of "
        "clean English articles goes",
    )
    min_stop_words: int = Field(
        2, ge=0, description="the least stop words of the text's language; languages without a table are not asked"
    )
    stop_words: Literal["distinct", "occurrences"] = Field(
        "distinct", description="distinct: different ones; occurrences: the same one counts again, as DCLM"
    )
    stop_words_case: bool = Field(False, description="«The» is not «the», as datatrove")


class GopherRepetition(Section):
    """The rules for repetition of MassiveText (arXiv 2112.11446, table A1). At a limit a text is kept."""

    words: WordCount = Field("spaces", description=_WORDS)
    duplicates: Literal["extra", "all"] = Field(
        "extra",
        description="of lines, paragraphs and n-grams that occur again: extra: only the copies count (datatrove, NeMo); "
        "all: the first one, too (DCLM, dolma)",
    )
    max_duplicate_lines: Share = Field(0.3, ge=0, le=1, description="the most duplicate lines of all; null: any")
    max_duplicate_paragraphs: Share = Field(0.3, ge=0, le=1, description="the same of paragraphs (blank lines between)")
    max_duplicate_line_chars: Share = Field(
        0.2, ge=0, le=1, description="the most characters in duplicate lines; null: any"
    )
    max_duplicate_paragraph_chars: Share = Field(0.2, ge=0, le=1, description="the same in duplicate paragraphs")
    max_top_ngram_chars: dict[int, float] = Field(
        {2: 0.20, 3: 0.18, 4: 0.16},
        description="by n: the most characters in the most frequent n-gram, all its occurrences together",
    )
    max_duplicate_ngram_chars: dict[int, float] = Field(
        {5: 0.15, 6: 0.14, 7: 0.13, 8: 0.12, 9: 0.11, 10: 0.10},
        description="by n: the most characters in n-grams that occur again, each character once",
    )

    @field_validator("max_top_ngram_chars", "max_duplicate_ngram_chars")
    @classmethod
    def _are_of_words(cls, limits: dict[int, float]) -> dict[int, float]:
        for n, limit in limits.items():
            if n < 1:
                raise ValueError(f"{n} is no number of words; write 1 or more")
            if not 0 <= limit <= 1:
                raise ValueError(f"{limit} is no share; write a number from 0 to 1")
        return dict(sorted(limits.items()))


class C4(Section):
    """What C4 drops whole pages for (Raffel et al. 2020; tensorflow/datasets, text/c4_utils.py). At a limit a text is kept."""

    min_sentences: int = Field(
        3,
        ge=0,
        description="the least sentences in all lines that are left; datatrove has 5, as its reading of the paper",
    )
    forbidden: tuple[str, ...] = Field(
        ("lorem ipsum", "{"),
        description="drop texts in which one of these is left, in any capitals; dolma adds javascript",
    )
    max_chars: int | None = Field(
        190_000, ge=1, description="drop texts that were longer before the cut; null: any length"
    )

    @field_validator("forbidden")
    @classmethod
    def _are_texts(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        if any(not text.strip() for text in texts):
            raise ValueError("has an empty text, which every document holds; take it out")
        return texts


class FineWeb(Section):
    """The rules that FineWeb added to others' (Penedo et al. 2024, arXiv 2406.17557, §3.6; datatrove), of lines not blank."""

    words: WordCount = Field("marks", description=_WORDS)
    at_limit: Literal["keep", "drop"] = Field(
        "keep", description="what becomes of a share that is its limit: code: keep; paper: drop"
    )
    min_punctuated_lines: float = Field(0.12, ge=0, le=1, description="the least lines that end in an end mark")
    end_marks: str = Field(
        ".!?。！？｡．؟؝۔।॥։።፧။៕།‼⁇⁈⁉‽﹒﹖﹗",
        description="the end marks, of all scripts together; neither quotes nor ellipses",
    )
    max_short_lines: Share = Field(0.67, ge=0, le=1, description="the most short lines; null: any")
    short_line_chars: int = Field(30, ge=0, description="so many characters at most are a short line; paper: 29")
    max_duplicate_chars: Share = Field(
        0.01, ge=0, le=1, description="the most characters in copies of lines; code: .01, paper and FineWeb-2: .1"
    )
    max_newlines: Share = Field(0.3, ge=0, description="the most line breaks a word; not in the paper; null: any")


class RefinedWeb(Section):
    """How much the line rules of RefinedWeb may take (Penedo et al. 2023; as rebuilt by DCLM)."""

    max_removed_words: float = Field(
        0.05, ge=0, le=1, description="the most words that refinedweb-line removes, of those that other rules leave"
    )


class CCNet(Section):
    """What CCNet leaves out before it compares paragraphs (Wenzek et al. 2019; its code, process_wet_file.py)."""

    min_chars: int = Field(
        300, ge=0, description="drop texts that had fewer characters before the cut; their paragraphs do not count"
    )


_TRUE = "true, or options of its own; null: not asked"
_LISTS = "text files (one a line, # for remarks, also .gz)"


class EvaluationTexts(Section):
    """Texts of an evaluation that must not stand in the dataset: a file, or one in a store or on the Hub."""

    path: str = Field(min_length=1, description="file, folder, archive or glob, as the path of a source")
    fields: tuple[str, ...] = Field(
        (),
        description="fields of a record that are looked for, one behind the other; empty: the first of text, content, …",
    )
    format: SourceFormat = Field("auto", description="as of a source")
    split: str | None = Field(None, description="as of a source")
    config: str | None = Field(None, description="as of a source")

    @field_validator("fields", mode="before")
    @classmethod
    def _one_is_many(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class Decontamination(Section):
    """Documents that hold texts of evaluations: n words in a row in common."""

    texts: tuple[EvaluationTexts, ...] = Field(
        min_length=1, description="the evaluations' texts: paths, or {path: …, fields: [question, answer]}"
    )
    # GPT-3 (Brown et al. 2020, appendix C) and the Pile (Gao et al. 2020) look for 13 words in a row.
    n: int = Field(13, ge=3, le=50, description="words in a row; characters of scripts without spaces count half")
    # GPT-3 takes 8 at least, for sets of short examples.
    min_words: int = Field(
        8,
        ge=1,
        description="a text with fewer than n words, but so many, is looked for as a whole; shorter ones are not",
    )
    min_ngrams: int = Field(1, ge=1, description="the least n-grams of an item that must stand in a document")
    min_share: float = Field(0, ge=0, le=1, description="the least share of an item's n-grams that must")
    action: Literal["drop", "flag"] = Field(
        "drop",
        description="drop: drop the document; flag: keep it, with the flag contaminated; both fill contamination",
    )

    @field_validator("texts", mode="before")
    @classmethod
    def _a_path_is_enough(cls, value: Any) -> Any:
        items = value if isinstance(value, list | tuple) else [value]
        return [{"path": item} if isinstance(item, str) else item for item in items]


class Quality(Section):
    """Which documents are dropped, after the cut."""

    takes_true = ("gopher", "gopher_repetition", "c4", "fineweb", "refinedweb", "ccnet")

    # Gopher (Rae et al. 2021) asks for 50 words, which costs news in brief; RefinedWeb and FineWeb took that over.
    min_words: int = Field(20, ge=0, description="drop shorter documents")
    max_words: int | None = Field(None, ge=1, description="drop longer documents")
    drop_page_types: tuple[PageType, ...] = Field((), description="page types to drop, for example front_page")
    min_text_confidence: float = Field(
        0, ge=0, le=1, description="drop pages whose text the extractor is less sure of; 0: none, plain text has none"
    )
    drop_rights: tuple[Right, ...] = Field(
        (),
        description="drop pages that reserve these from machines: noai, noimageai, noindex (robots meta), tdm (TDMRep)",
    )
    require_licence: tuple[str, ...] = Field(
        (),
        description="drop documents that declare none of these licences: cc-by-4.0, cc-by (any version), an address; plain text "
        "declares none; empty: all are kept",
    )

    keep_scripts: tuple[Script, ...] = Field(
        (),
        description="scripts to keep: Latin, Cyrillic, Han, Kana …; drop texts with too few letters of them; empty: all",
    )
    min_script_share: float = Field(
        0.5, ge=0, le=1, description="the least share of a text's letters that keep_scripts must have"
    )
    blocked_domains: tuple[str, ...] = Field(
        (), description=f"{_LISTS} with domains: drop what comes from one of them, or from a host below it"
    )
    blocked_urls: tuple[str, ...] = Field(
        (), description=f"{_LISTS} with addresses: drop the documents of these; scheme, www and tracking do not count"
    )
    bad_words: tuple[str, ...] = Field(
        (), description=f"{_LISTS} with words or phrases: drop texts that have one of them, in any capitals"
    )
    bad_words_between: Literal["no_letters", "c4"] = Field(
        "no_letters",
        description="what stands around a bad word: no letter or figure of any script, the ends of the text counting as none; "
        "c4: one character that is none of a-z, as C4's code has it (words at the ends of a line are missed)",
    )
    gopher: Gopher | None = Field(None, description=f"Gopher's rules for whole texts: {_TRUE}")
    gopher_repetition: GopherRepetition | None = Field(None, description=f"Gopher's rules for repetition: {_TRUE}")
    c4: C4 | None = Field(
        None, description=f"C4's rules for whole texts; those for lines are the rule c4-line: {_TRUE}"
    )
    fineweb: FineWeb | None = Field(None, description=f"FineWeb's own rules: {_TRUE}")
    refinedweb: RefinedWeb | None = Field(
        None, description=f"how much the rule refinedweb-line may take of a text: {_TRUE}"
    )
    ccnet: CCNet | None = Field(
        None, description=f"the least length of CCNet's texts; its paragraphs are the rule ccnet-paragraph: {_TRUE}"
    )

    decontamination: Decontamination | None = Field(
        None, description="documents that hold texts of evaluations; null: not looked for"
    )
    columns: tuple[QualityColumn, ...] = Field(
        (),
        description="figures that become columns quality_<name> of every document, and drop nothing: names of them, of a check "
        "(gopher, gopher-repetition, fineweb, c4, refinedweb, scripts, bad-words) for all of its, or all",
    )

    @field_validator("require_licence")
    @classmethod
    def _are_licences(cls, licences: tuple[str, ...]) -> tuple[str, ...]:
        for licence in licences:
            check_licence(licence)
        return licences

    @model_validator(mode="after")
    def _some_length_is_left(self) -> Quality:
        if self.max_words is not None and self.min_words > self.max_words:
            raise ValueError(
                f"min_words {self.min_words} is more than max_words {self.max_words}: nothing would be kept; "
                "lower min_words or raise max_words"
            )
        return self
