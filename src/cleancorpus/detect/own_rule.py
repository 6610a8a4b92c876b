"""Rules written in the config: phrases and regular expressions in RE2 syntax, which run in linear time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from cleancorpus.config import OwnRule
from cleancorpus.detect.rule import Rule
from cleancorpus.detect.view import View
from cleancorpus.errors import ConfigError
from cleancorpus.model import Finding, Span
from cleancorpus.text import fold, n_words, plain


class PatternRule(Rule):
    """Base of the rules that `make_own_rule` makes of a config's `own_rules`."""

    reasons = {
        "phrase": "is one of the rule's phrases",
        "contains": "contains one of the rule's texts",
        "regex": "matches one of the rule's regular expressions",
    }
    phrases: frozenset[str]
    contained: tuple[str, ...]
    patterns: tuple[Any, ...]
    max_words: int

    def find(self, view: View) -> Iterator[Finding]:
        for line in view.lines:
            if line.n_words <= self.max_words:
                if self.phrases and plain(line.text) in self.phrases:
                    yield self.finding(line, "phrase")
                    continue
                phrase = next((phrase for phrase in self.contained if phrase in line.folded), None)
                if phrase is not None:
                    yield self.finding(line, "contains", f"contains '{phrase}'")
                    continue
            for pattern in self.patterns:
                for match in pattern.finditer(line.text):
                    if match.end() > match.start():
                        span = Span(line.start + match.start(), line.start + match.end())
                        yield self.finding(span, "regex", f"matches {pattern.pattern}")


def compile_re2(where: str, pattern: str) -> Any:
    """Compile `pattern` with RE2.

    Raises:
        ConfigError: RE2 does not take it; look-around and back-references are not in its syntax.
    """
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0].decode() if error.args and isinstance(error.args[0], bytes) else str(error)
        raise ConfigError(
            where,
            f"not a regular expression of RE2 syntax: {reason} (value {pattern!r})",
            "see github.com/google/re2/wiki/Syntax",
        ) from error


def make_own_rule(rule_id: str, spec: OwnRule, where: str = "own_rules") -> Rule:
    """A rule of a config's `own_rules.<rule_id>`."""
    for number, phrase in enumerate(spec.phrases):
        if not n_words(phrase):
            raise ConfigError(f"{where}.{rule_id}.phrases[{number}]", f"{phrase!r} has no word in it", "write words")
    patterns = tuple(compile_re2(f"{where}.{rule_id}.regexes[{i}]", pattern) for i, pattern in enumerate(spec.regexes))
    attributes = {
        "__module__": __name__,
        "__doc__": f"A rule of the config: {rule_id}.",
        "id": rule_id,
        "version": 1,
        "category": spec.category,
        "languages": spec.languages,
        "stage": spec.stage,
        "phrases": frozenset(plain(phrase) for phrase in spec.phrases),
        "contained": tuple(fold(text) for text in spec.contains),
        "patterns": patterns,
        "max_words": spec.max_words,
    }
    return cast(Rule, type("OwnRule", (PatternRule,), attributes)())
