"""`cleancorpus diff`, `verify` and `publish`: about versions that exist."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def versions_command(arguments: argparse.Namespace) -> int:
    """Run one of the three; gives the exit code."""
    if arguments.command == "diff":
        return _diff(arguments)
    if arguments.command == "verify":
        return _verify(arguments)
    return _publish(arguments)


def _diff(arguments: argparse.Namespace) -> int:
    from cleancorpus.cli.render import diff_text
    from cleancorpus.hub.versions import diff

    difference = diff(arguments.a, arguments.b, samples=arguments.samples)
    print(json.dumps(difference.to_json(), indent=2, ensure_ascii=False) if arguments.json else diff_text(difference))
    return 0 if difference.same else 1


def _verify(arguments: argparse.Namespace) -> int:
    from cleancorpus.cli.render import verify_text
    from cleancorpus.hub.versions import version_named
    from cleancorpus.verify.version import verify

    target = arguments.target
    if Path(target).is_dir() and (folder := version_named(target).folder) is not None:
        target = str(folder)  # of a dataset's folder the newest version
    problems = verify(target)
    print(verify_text(target, problems))
    return 1 if problems else 0


def _publish(arguments: argparse.Namespace) -> int:
    from cleancorpus.cli.render import publish_plan_text, published_text
    from cleancorpus.hub.publish import MAIN, publish

    done = publish(
        arguments.folder,
        arguments.repo,
        private=arguments.private,
        create_pr=arguments.create_pr,
        branch=arguments.branch or MAIN,
        dry_run=arguments.dry_run,
    )
    print(publish_plan_text(done.plan) if arguments.dry_run else published_text(done))
    return 0
