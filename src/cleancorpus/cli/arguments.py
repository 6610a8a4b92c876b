"""The commands and their options. What they do is looked up when one is asked for, so that help costs no imports."""

from __future__ import annotations

import argparse
import threading
from typing import TypeAlias

from cleancorpus import __version__

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="cleancorpus", description="Scraped articles in, a versioned Hugging Face dataset out."
    )
    parser.add_argument("--version", action="version", version=f"cleancorpus {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (
        _add_run,
        _add_try,
        _add_explain,
        _add_rules,
        _add_config,
        _add_init,
        _add_evaluate,
        _add_versions,
        _add_show,
        _add_quarantine,
        _add_report,
        _add_review,
        _add_suggest,
        _add_completion,
    ):
        add(commands)
    for command in commands.choices.values():
        _add_logging(command)
    return parser


def _add_logging(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-v",
        "--verbose",
        action="count",
        default=0,
        help="log what is done; -vv: each part of the sources, and libraries",
    )
    command.add_argument(
        "--log-json", action="store_true", help="log to stderr as JSON, an object a line, progress and errors too"
    )


def _add_overrides(command: argparse.ArgumentParser, text: str = "override a key") -> None:
    command.add_argument("--set", dest="overrides", metavar="KEY=VALUE", action="append", default=[], help=text)


def _add_run(commands: _Commands) -> None:
    run = commands.add_parser("run", help="clean a corpus and export a version of a dataset")
    run.add_argument("config", help="a YAML file, or the name of a preset")
    _add_overrides(run, "override a key, e.g. quality.min_words=50")
    run.add_argument("--workers", type=_positive, metavar="N", help="worker processes (default: one a core)")
    run.add_argument("--limit", type=_positive, metavar="N", help="read N records at most")
    run.add_argument(
        "--dry-run", action="store_true", help="print the settled config, stages and sources; touch nothing"
    )
    run.add_argument(
        "--retry-quarantined",
        action="store_true",
        help="do those parts of an earlier run again that have records in quarantine, perhaps with other limits by --set",
    )
    run.add_argument("--json", action="store_true", help="print the result as JSON")
    _add_progress(run)


def _add_try(commands: _Commands) -> None:
    tried = commands.add_parser(
        "try", help="clean a random sample of the real input: what a run would do, and how long it would take"
    )
    tried.add_argument("config", help="a YAML file, or the name of a preset")
    tried.add_argument("other", nargs="?", metavar="CONFIG", help="a second one: say what differs on the same sample")
    _add_overrides(tried)
    tried.add_argument("--sample", type=_positive, default=1_000, metavar="N", help="about N records (default: 1000)")
    tried.add_argument(
        "--samples", type=int, default=3, metavar="N", help="of two: show N documents of each kind of difference"
    )
    tried.add_argument("--workers", type=_positive, metavar="N", help="worker processes (default: one a core)")
    tried.add_argument("--json", action="store_true", help="print the result as JSON")
    _add_progress(tried)


def _add_progress(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--progress-every",
        type=_seconds,
        default=10.0,
        metavar="S",
        help="where stderr is no terminal: a line on progress every S seconds (default: 10)",
    )


def _add_explain(commands: _Commands) -> None:
    explain = commands.add_parser("explain", help="show one document with [-…-] around what would go, and why")
    explain.add_argument(
        "file",
        help="a text or HTML file, or - for standard input; with --record a file of records, with --id a version",
    )
    explain.add_argument("--record", type=_positive, metavar="N", help="record number N of the file (of lines: line N)")
    explain.add_argument(
        "--id", metavar="ID", help="the document with this id of a version (a folder, or org/name@tag)"
    )
    explain.add_argument("--config", default="news", help="a YAML file, or the name of a preset (default: news)")
    _add_overrides(explain)
    explain.add_argument("--title", help="the headline, if the file does not say")
    explain.add_argument("--url", help="the address, if the file does not say")
    explain.add_argument("--blocks", action="store_true", help="of a page: also each of its blocks, in or out, and why")
    explain.add_argument("--trial", action="store_true", help="also what rules on trial would have cut")
    explain.add_argument("--html", metavar="FILE", help="write it as a page, with each cut highlighted")
    explain.add_argument("--json", action="store_true", help="as JSON")


def _add_rules(commands: _Commands) -> None:
    rules = commands.add_parser("rules", help="list the rules, or show one with options and examples")
    rules.add_argument("rule", nargs="?", metavar="ID", help="id of a rule")
    rules.add_argument("--markdown", action="store_true", help="the whole catalogue in Markdown")


def _add_config(commands: _Commands) -> None:
    config = commands.add_parser("config", help="about configuration files")
    actions = config.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("schema", help="print the JSON Schema, for editors")
    show = actions.add_parser("show", help="print the settled configuration")
    show.add_argument("config", help="a YAML file, or the name of a preset")
    _add_overrides(show)


def _add_init(commands: _Commands) -> None:
    init = commands.add_parser("init", help="write a commented configuration to start from")
    init.add_argument("file", nargs="?", default="cleancorpus.yaml", help="where (default: cleancorpus.yaml)")
    init.add_argument(
        "--from",
        dest="sources",
        metavar="PATH",
        nargs="+",
        action="extend",
        default=[],
        help="look at these files, folders or globs, and write them in as sources, with formats and fields as found",
    )


def _add_evaluate(commands: _Commands) -> None:
    evaluate = commands.add_parser(
        "evaluate", help="score the rules against hand-labelled lines, judgements of a review, or pages with gold text"
    )
    evaluate.add_argument(
        "gold",
        help="labelled lines (JSONL: id, lines, labels), a file of judgements (`review` writes it), or a folder of pages (JSONL: "
        "id, html, gold_text, gold_title …)",
    )
    evaluate.add_argument("--config", default="base", help="a YAML file, or the name of a preset (default: base)")
    _add_overrides(evaluate)
    evaluate.add_argument(
        "--lost", type=int, default=10, metavar="N", help="print N lost content lines a rule (default: 10)"
    )
    evaluate.add_argument(
        "--pages-of", metavar="SET", action="append", help="of pages: only those whose field `set` is SET"
    )
    evaluate.add_argument("--predictions", metavar="FILE", help="also write {id, text} lines to FILE")
    evaluate.add_argument("--json", action="store_true", help="as JSON")


def _add_versions(commands: _Commands) -> None:
    diff = commands.add_parser("diff", help="compare two versions: folders, org/name@tag, or URLs of a store")
    diff.add_argument("a")
    diff.add_argument("b")
    diff.add_argument(
        "--samples", type=int, default=0, metavar="N", help="also show N documents of each kind of change"
    )
    diff.add_argument("--json", action="store_true", help="as JSON")

    verify = commands.add_parser("verify", help="recompute hashes, counts, ledger and schema of a version")
    verify.add_argument("target", help="a folder (of a dataset: its newest version), org/name@tag, or a URL of a store")

    publish = commands.add_parser("publish", help="push a version to the Hub: one commit, one tag")
    publish.add_argument("folder")
    publish.add_argument("repo", metavar="ORG/NAME")
    publish.add_argument("--private", action="store_true", help="make the repository private if it is new")
    publish.add_argument("--create-pr", action="store_true", help="open a pull request instead of committing; no tag")
    publish.add_argument("--branch", help="commit to this branch")
    publish.add_argument("--dry-run", action="store_true", help="print files, bytes, deletions and tag; send nothing")


def _add_show(commands: _Commands) -> None:
    show = commands.add_parser("show", help="show one document of a version: what became of it and why")
    show.add_argument(
        "target", metavar="DIR", help="the folder of a version, or of a dataset (its newest), or org/name@tag"
    )
    show.add_argument("id", metavar="ID", help="id of a document: kept, dropped, duplicate or quarantined")
    show.add_argument(
        "--source",
        action="store_true",
        help="print its text or page, read again from its source and proved by its sha256",
    )
    show.add_argument("--base", metavar="FOLDER", help="folder that sources are relative to (default: the current one)")
    show.add_argument("--json", action="store_true", help="as JSON")


def _add_quarantine(commands: _Commands) -> None:
    quarantine = commands.add_parser(
        "quarantine", help="the records of a version that could not be processed: counted, listed, written to a file"
    )
    quarantine.add_argument("target", metavar="DIR", help="the folder of a version, or org/name@tag")
    quarantine.add_argument("--reason", metavar="R", help="only those with this reason")
    quarantine.add_argument("--most", type=_positive, default=20, metavar="N", help="list N records (default: 20)")
    quarantine.add_argument("--out", metavar="FILE", help="write all of them to FILE, as JSON lines with their bytes")
    quarantine.add_argument(
        "--source", action="store_true", help="with --out: those over 64 KiB whole, read again from their sources"
    )
    quarantine.add_argument(
        "--base", metavar="FOLDER", help="folder that sources are relative to (default: the current one)"
    )
    quarantine.add_argument("--json", action="store_true", help="as JSON")


def _add_report(commands: _Commands) -> None:
    report = commands.add_parser("report", help="make the page that shows what was done to a version: report.html")
    report.add_argument("target", metavar="DIR", help="the folder of a dataset or a version, or org/name@tag")
    report.add_argument(
        "--version", dest="wanted", metavar="V", help="which version of a dataset (default: the newest)"
    )
    report.add_argument("--out", metavar="FILE", help="write the page there (default: report.html in the version)")


def _add_review(commands: _Commands) -> None:
    review = commands.add_parser(
        "review", help="look through a version in a browser on this machine, and judge what was cut"
    )
    review.add_argument("target", metavar="DIR", help="the folder of a dataset or a version, or org/name@tag")
    review.add_argument(
        "--version", dest="wanted", metavar="V", help="which version of a dataset (default: the newest)"
    )
    review.add_argument(
        "--judge",
        type=_positive,
        metavar="N",
        help="begin with N random removals of each rule, which give its precision",
    )
    review.add_argument(
        "--judgements", metavar="FILE", help="their file (default: V.judgements.jsonl beside the version)"
    )
    review.add_argument(
        "--rules", metavar="FILE", help="file of accepted suggestions (default: V.own-rules.yaml beside the version)"
    )
    review.add_argument(
        "--port", type=_port, default=0, metavar="P", help="port of 127.0.0.1 (default: any that is free)"
    )
    review.add_argument(
        "--examples", action="store_true", help="serve nothing: print what was judged as examples of rules, with [-…-]"
    )


def _add_suggest(commands: _Commands) -> None:
    suggest = commands.add_parser(
        "suggest",
        help="own rules for lines that stand in many documents of a site and that no rule took: suggestions only",
    )
    suggest.add_argument(
        "target", metavar="DIR", help="the folder of a version, or of a dataset (its newest), or org/name@tag"
    )
    suggest.add_argument("--site", metavar="SITE", help="only of this site (a domain, or a name)")
    suggest.add_argument(
        "--min-documents",
        type=_positive,
        default=10,
        metavar="N",
        help="in N documents of a site at least (default: 10)",
    )
    suggest.add_argument(
        "--min-share", type=_share, default=0.1, metavar="S", help="and in that share of its documents (default: 0.1)"
    )
    suggest.add_argument("--most", type=_positive, default=40, metavar="N", help="at most N of a site (default: 40)")
    suggest.add_argument("--out", metavar="FILE", help="write them to FILE")
    suggest.add_argument("--json", action="store_true", help="as JSON")


def _add_completion(commands: _Commands) -> None:
    completion = commands.add_parser(
        "completion", help="print a script that lets a shell complete commands and options"
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish"), help="the shell")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < threading.TIMEOUT_MAX:
        raise argparse.ArgumentTypeError("must be more than 0")
    return seconds


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"must be a share, 0 to 1 (value {text!r})")
    return share


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"must be a port, 0 to 65535 (value {text!r})")
    return int(text)


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number, 1 or more (value {text!r})")
    return number
