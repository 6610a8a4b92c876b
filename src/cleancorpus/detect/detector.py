"""All rules of a configuration, built once and run on one document after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from multiprocessing import parent_process
from typing import Any, NamedTuple

from pydantic import ValidationError

from cleancorpus.config import Config
from cleancorpus.config.messages import explain_value, key_of
from cleancorpus.detect.beside import credits_beside
from cleancorpus.detect.own_rule import make_own_rule
from cleancorpus.detect.plugins import (
    FailedError,
    Plugin,
    UnusableError,
    attempt,
    load,
    made_of,
    make,
    plugins,
    refused,
)
from cleancorpus.detect.registry import package_rules
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


class BuiltRules(NamedTuple):
    """The rules of a configuration; `made_of` has by rule of another package what that is made of, `left_out` why others are not
    among them.
    """

    rules: tuple[Rule, ...]
    made_of: dict[str, str]
    left_out: tuple[UnusableError, ...]


def build_rules(config: Config) -> BuiltRules:
    """The rules that `config` switches on, in order of id, own rules last.

    Raises:
        ConfigError: an unknown rule, an unknown or wrong option, an own rule with the id of another rule; a rule of another
            package that cannot be used, unless the config says to go on without it.
    """
    classes = dict(package_rules())
    made_by: dict[str, Plugin] = {}
    left_out: list[UnusableError] = []
    named = {*classes, *(plugin.name for plugin in plugins())}
    # A worker has been started by a process that was not refused one; what that left out the worker must leave out, too.
    tried = parent_process() is not None and config.plugins.on_error == "stop"
    for plugin in plugins() if config.plugins.use else ():
        if config.rules.get(plugin.name) is False:
            continue  # not even loaded
        try:
            rule_class = load(plugin, config.rules, tried=tried)
            if rule_class.id in classes:
                owner = str(made_by.get(rule_class.id, "cleancorpus"))
                raise refused(plugin, f"declares the rule '{rule_class.id}', which {owner} has")
        except UnusableError as error:
            _leave_out(config, error, left_out)
            continue
        classes[rule_class.id], made_by[rule_class.id] = rule_class, plugin
        named.add(rule_class.id)
    for rule_id in config.rules:
        if rule_id not in named:
            close = get_close_matches(rule_id, classes, n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"rules are {', '.join(classes)}"
            raise ConfigError(f"rules.{rule_id}", "no such rule", hint)
    built: list[Rule] = []
    made_of_plugin: dict[str, str] = {}
    for rule_id, rule_class in sorted(classes.items()):
        setting = config.rules.get(rule_id, rule_class.enabled and config.decide.mode in rule_class.modes)
        if setting is False:
            continue
        values, plugin_of = {} if setting is True else setting, made_by.get(rule_id)
        if plugin_of is None:
            built.append(rule_class(_options(rule_class, values)))
            continue
        try:
            built.append(make(plugin_of, rule_class, _options_of_plugin(plugin_of, rule_class, values)))
            made_of_plugin[rule_id] = made_of(plugin_of)
        except UnusableError as error:
            _leave_out(config, error, left_out)
    for rule_id, spec in sorted(config.own_rules.items()):
        if rule_id in classes:
            raise ConfigError(f"own_rules.{rule_id}", "is the id of a rule of the package", "choose another id")
        built.append(make_own_rule(rule_id, spec))
    return BuiltRules(tuple(built), made_of_plugin, tuple(left_out))


def _leave_out(config: Config, error: UnusableError, left_out: list[UnusableError]) -> None:
    if config.plugins.on_error == "stop":
        raise error
    left_out.append(error)


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


def _options_of_plugin(plugin: Plugin, rule_class: type[Rule], values: dict[str, Any]) -> Any:
    try:
        return attempt(lambda: _options(rule_class, values))
    except FailedError as failed:
        if isinstance(failed.__cause__, ConfigError):
            raise failed.__cause__ from None
        raise refused(plugin, f"{failed.said} when its options are read") from failed


class Detector:
    """Runs the rules of a configuration, then the line model on what they leave of plain text."""

    def __init__(self, config: Config) -> None:
        self.built = build_rules(config)
        self.rules = self.built.rules
        self._by_language: dict[str, tuple[Rule, ...]] = {}
        self._scorer: Scorer | None = None
        if config.decide.line_model:
            from cleancorpus.detect.line_model import LineModel

            self._scorer = LineModel(config.decide.mode)

    @property
    def versions(self) -> tuple[str, ...]:
        """`id@version` of each rule, with what it is made of if it is another package's, and of the line model if it is on."""
        made_of = {rule_id: f" ({said})" for rule_id, said in self.built.made_of.items()}
        rules = tuple(f"{rule.id}@{rule.version}{made_of.get(rule.id, '')}" for rule in self.rules)
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
