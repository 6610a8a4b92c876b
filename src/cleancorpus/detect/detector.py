"""All rules of a configuration, built once and run on one document after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from cleancorpus.config import Config
from cleancorpus.config.messages import explain_value, key_of
from cleancorpus.detect.beside import credits_beside
from cleancorpus.detect.own_rule import make_own_rule
from cleancorpus.detect.registry import rule_classes
from cleancorpus.detect.rule import Rule
from cleancorpus.detect.scorer import Scorer
from cleancorpus.detect.view import View, make_views
from cleancorpus.errors import ConfigError
from cleancorpus.model import QUALITY_LINE, Document, Finding, Span

Began = Callable[[int], None]


@dataclass(frozen=True)
class Protection:
    """A keeper's word: findings of these categories or rule ids (`*`: all) that touch `span` are void."""

    finding: Finding
    categories: tuple[str, ...]

    @property
    def span(self) -> Span:
        return self.finding.span


@dataclass(frozen=True)
class Claims:
    """What the rules said of one document: cuts asked, cuts of rules on trial, and what keepers protect.

    `beside` are credits in the lines beside its text, which nothing is cut from: only their fields count.
    """

    cuts: tuple[Finding, ...]
    trials: tuple[Finding, ...]
    protections: tuple[Protection, ...]
    beside: tuple[Finding, ...] = ()


NOTHING_CLAIMED = Claims((), (), ())


def build_rules(config: Config) -> tuple[Rule, ...]:
    """The rules that `config` switches on, in order of id, own rules last.

    Raises:
        ConfigError: an unknown rule, an unknown or wrong option, an own rule with the id of a rule of the package.
    """
    classes = rule_classes()
    for rule_id in config.rules:
        if rule_id not in classes:
            close = get_close_matches(rule_id, classes, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"rules are {', '.join(classes)}"
            raise ConfigError(f"rules.{rule_id}", "no such rule", hint)
    built: list[Rule] = []
    for rule_id, rule_class in classes.items():
        setting = config.rules.get(rule_id, rule_class.enabled and config.decide.mode in rule_class.modes)
        if setting is not False:
            built.append(rule_class(_options(rule_class, {} if setting is True else setting)))
    for rule_id, spec in sorted(config.own_rules.items()):
        if rule_id in classes:
            raise ConfigError(f"own_rules.{rule_id}", "is the id of a rule of the package", "choose another id")
        built.append(make_own_rule(rule_id, spec))
    return tuple(built)


def _options(rule_class: type[Rule], values: dict[str, Any]) -> Any:
    try:
        return rule_class.Options.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = key_of(first["loc"])
        where = f"rules.{rule_class.id}.{key}"
        if first["type"] == "extra_forbidden":
            fields = list(rule_class.Options.model_fields)
            close = get_close_matches(key, fields, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"options are {', '.join(fields) or 'none'}"
            raise ConfigError(where, "no such option", hint) from error
        what, todo = explain_value(first, rule_class.Options.model_fields.get(str(first["loc"][0])))
        raise ConfigError(where, what, todo) from error


class Detector:
    """Runs the rules of a configuration, then the line model on what they leave of plain text."""

    def __init__(self, config: Config) -> None:
        self.rules = build_rules(config)
        self._by_language: dict[str, tuple[Rule, ...]] = {}
        self._scorer: Scorer | None = None
        if config.decide.line_model:
            from cleancorpus.detect.line_model import LineModel

            self._scorer = LineModel(config.decide.mode)

    @property
    def versions(self) -> tuple[str, ...]:
        """`id@version` of each rule, and of the line model if it is on."""
        rules = tuple(f"{rule.id}@{rule.version}" for rule in self.rules)
        return rules + ((f"{self._scorer.id}@{self._scorer.version}",) if self._scorer else ())

    def _rules_for(self, language: str) -> tuple[Rule, ...]:
        rules = self._by_language.get(language)
        if rules is None:
            rules = tuple(rule for rule in self.rules if rule.applies_to(language))
            self._by_language[language] = rules
        return rules

    def find(self, doc: Document) -> Claims:
        """What all rules and the line model say of `doc`."""
        return self.find_batch(make_views([doc], self.rules))[0]

    def find_batch(self, views: Sequence[View], began: Began | None = None) -> list[Claims]:
        """What all rules and the line model say of each document; `views` are of `make_views(docs, self.rules)`.

        No rule sees another's findings, the line model sees those of the rules. `began` is called with the number of a view
        each time a rule is asked about it, and again by the line model.
        """
        # Each rule for all documents, then the next: document by document rules took a sixth longer, as the tables and code of
        # each were out of the processor's reach when it was asked again.
        asked = {language: frozenset(self._rules_for(language)) for language in {view.doc.language for view in views}}
        for rule in self.rules:
            for number, view in enumerate(views):
                if rule in asked[view.doc.language]:
                    if began is not None:
                        began(number)
                    view.findings_of(rule)
        claims = []
        for number, view in enumerate(views):
            if began is not None:
                began(number)
            claims.append(self._claims(view))
        if self._scorer is None:
            return claims
        # Pages have been judged by the extractor, with their markup in view: of 97 lines that the line model cut from 483
        # of them, 96 were the article's.
        texts = [number for number, view in enumerate(views) if not view.from_page]
        # What goes for being short or without an end mark says nothing of the lines beside it.
        told = [tuple(cut for cut in claims[number].cuts if cut.category != QUALITY_LINE) for number in texts]
        tell = None if began is None else lambda place: began(texts[place])
        scored = self._scorer.score([views[number] for number in texts], told, tell)
        for number, more in zip(texts, scored, strict=True):
            claims[number] = replace(claims[number], cuts=claims[number].cuts + more)
        return claims

    def _claims(self, view: View) -> Claims:
        cuts: list[Finding] = []
        trials: list[Finding] = []
        protections: list[Protection] = []
        for rule in self._rules_for(view.doc.language):
            found = view.findings_of(rule)
            if rule.protects:
                protections += [Protection(finding, rule.protects) for finding in found]
            elif rule.is_on_trial:
                trials += found
            else:
                cuts += found
        return Claims(tuple(cuts), tuple(trials), tuple(protections), credits_beside(view.doc, self.rules))
