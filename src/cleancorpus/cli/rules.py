"""`cleancorpus rules`: the catalogue on the terminal."""

from __future__ import annotations

import argparse
import sys
from difflib import get_close_matches

from cleancorpus.detect.registry import broken_plugins, rule_classes
from cleancorpus.errors import ConfigError
from cleancorpus.report.catalogue import catalogue, first_line, rule_page


def rules_command(arguments: argparse.Namespace) -> int:
    """Print the list of rules, one rule, or the catalogue."""
    classes = rule_classes()
    if arguments.markdown:
        print(catalogue(), end="")
    elif arguments.rule is None:
        width = max(map(len, classes))
        for rule_id, rule in classes.items():
            print(f"{rule_id:{width}}  {rule.stage if rule.enabled else 'off':6}  {first_line(rule)}")
        for error in broken_plugins():
            print(f"not among them: {error}", file=sys.stderr)
    elif arguments.rule in classes:
        print(rule_page(classes[arguments.rule]), end="")
    else:
        close = get_close_matches(arguments.rule, classes, n=1)
        raise ConfigError(
            f"rules {arguments.rule}",
            "no such rule",
            f"did you mean '{close[0]}'?" if close else f"rules are {', '.join(classes)}",
        )
    return 0
