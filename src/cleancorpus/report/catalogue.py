"""The catalogue of rules and checks: a page each, made of its own file."""

from __future__ import annotations

import inspect

from cleancorpus.config import Config
from cleancorpus.config.messages import models_in
from cleancorpus.detect.registry import rule_classes
from cleancorpus.detect.rule import Example, Rule
from cleancorpus.quality.check import Check
from cleancorpus.quality.checks import CHECKS


def rule_page(rule: type[Rule]) -> str:
    """One rule in Markdown: prose, options, reasons, examples both ways, known failures."""
    languages = "any language" if "*" in rule.languages else ", ".join(rule.languages)
    state = rule.stage if rule.enabled else f"{rule.stage}, off unless a config switches it on"
    lines = [f"## {rule.id}", "", f"version {rule.version} · {state} · category `{rule.category}` · {languages}", ""]
    if rule.modes != Rule.modes:
        lines += [f"Runs with `decide.mode: {rule.modes[0]}` unless a config says otherwise.", ""]
    if rule.protects:
        what = "all categories" if "*" in rule.protects else ", ".join(rule.protects)
        lines += [f"A keeper: protects from {what}.", ""]
    lines += [inspect.cleandoc(rule.__doc__ or ""), ""]
    if rule.Options.model_fields:
        lines += ["| option | default | what |", "| --- | --- | --- |"]
        for name, field in rule.Options.model_fields.items():
            lines.append(f"| `{name}` | `{field.get_default(call_default_factory=True)}` | {field.description} |")
        lines.append("")
    lines += ["| reason | what it found |", "| --- | --- |"]
    lines += [f"| `{code}` | {text} |" for code, text in rule.reasons.items()]
    lines.append("")
    failures = tuple(example for example in (*rule.removes, *rule.keeps) if example.known_failure)
    for head, examples in (
        ("Protects" if rule.protects else "Removes", [e for e in rule.removes if not e.known_failure]),
        ("Keeps", [e for e in rule.keeps if not e.known_failure]),
        ("Known failures", list(failures)),
    ):
        if examples:
            lines += [f"{head}:", "", *(_example(example) for example in examples), ""]
    return "\n".join(lines).rstrip() + "\n"


def _example(example: Example) -> str:
    about = [f"title «{example.title}»"] if example.title else []
    about += [example.language] if example.language != "en" else []
    about += [example.note] if example.note else []
    head = f"({', '.join(about)})\n" if about else ""
    body = "\n".join(f"    {line}" for line in (head + example.marked).split("\n"))
    return body + "\n"


def check_page(check: type[Check]) -> str:
    """One check in Markdown: prose, options with their defaults, and the reasons it drops documents with."""
    lines = [f"### {check.id}", "", f"version {check.version}", "", inspect.cleandoc(check.__doc__ or ""), ""]
    if check.options:
        lines += ["| option | default | what |", "| --- | --- | --- |"]
        for option in check.options:
            section, _, key = option.partition(".")
            field = type(getattr(Config(), section)).model_fields[key]
            lines.append(f"| `{option}` | `{field.get_default(call_default_factory=True)}` | {field.description} |")
            for nested in models_in(field.annotation):
                lines += [
                    f"| `{option}.{name}` | `{held.get_default(call_default_factory=True)}` | {held.description} |"
                    for name, held in nested.model_fields.items()
                ]
        lines.append("")
    lines += ["| reason | what is so |", "| --- | --- |"]
    lines += [f"| `{reason}` | {text} |" for reason, text in check.reasons.items()]
    return "\n".join(lines) + "\n"


def catalogue() -> str:
    """All rules in Markdown, in order of id, and all checks in their order."""
    rules = rule_classes()
    lines = [
        "# The rules and checks",
        "",
        "Made by `python -m cleancorpus rules --markdown`; do not edit. `[-…-]` marks exactly what goes.",
        "",
        "| rule | category | stage | what it removes |",
        "| --- | --- | --- | --- |",
    ]
    for rule_id, rule in rules.items():
        stage = rule.stage if rule.enabled else "off by default"
        lines.append(f"| [{rule_id}](#{rule_id}) | {rule.category} | {stage} | {first_line(rule)} |")
    checks = [
        "## The checks",
        "",
        "They drop whole documents, after the cut; the first that does gives the reason. Before them, and with the reason",
        "`over_budget`, goes a document that lost more than `decide.max_removed_share` of its words, if",
        "`decide.over_budget` is `drop`.",
        "",
        *(check_page(check) for check in CHECKS),
    ]
    return "\n".join([*lines, "", *(rule_page(rule) for rule in rules.values()), *checks])


def first_line(rule: type[Rule]) -> str:
    """The first line of a rule's prose."""
    return inspect.cleandoc(rule.__doc__ or "").split("\n")[0]
