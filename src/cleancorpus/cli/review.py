"""`cleancorpus review`: look through a version in a browser on this machine, and judge what was cut."""

from __future__ import annotations

import argparse
import os
import secrets
import signal
from contextlib import suppress
from pathlib import Path

from cleancorpus.errors import CleancorpusError
from cleancorpus.hub.versions import version_named
from cleancorpus.numbers import counted
from cleancorpus.review.examples import as_examples
from cleancorpus.review.judgements import read_judgements
from cleancorpus.versions.open import VersionFiles


def review_command(arguments: argparse.Namespace) -> int:
    """Serve the pages until somebody interrupts, or print the judgements as examples; gives the exit code.

    Raises:
        CleancorpusError: there is no such version, its files cannot be read, or what the pages need is not installed.
    """
    version = version_named(arguments.target, arguments.wanted)
    judgements = _beside(version, arguments.target, arguments.judgements, "judgements.jsonl", "--judgements")
    if not arguments.examples and not os.access(judgements if judgements.exists() else judgements.parent, os.W_OK):
        what = "judgements cannot be written there"
        raise CleancorpusError(str(judgements), what, "say by --judgements FILE where they go")
    if arguments.examples:
        print(as_examples(read_judgements(judgements).judgements), end="")
        return 0
    rules = _beside(version, arguments.target, arguments.rules, "own-rules.yaml", "--rules", judgements)
    try:
        from cleancorpus.review.server import app_of, listening, server_of
        from cleancorpus.review.session import Review
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("starlette", "uvicorn"):
            raise
        raise CleancorpusError("review", f"needs {error.name}", "pip install 'cleancorpus[review]'") from error
    review = Review(version, judgements, rules, has_card=_is_own(version, arguments.target))
    token = secrets.token_urlsafe(24)
    with listening(arguments.port) as where:
        port = where.getsockname()[1]
        first = "" if arguments.judge is None else f"audit?n={arguments.judge}"
        print(f"review      {review.name} {version.version}, {counted(len(review.index), 'row')}")
        print(f"judgements  {judgements}")
        if review.judgements.damaged:
            print(
                f"            {counted(review.judgements.damaged, 'line')} of it cannot be read, and stay as they are"
            )
        print("Open this address in a browser on this machine; Ctrl-C ends it.")
        print(f"http://127.0.0.1:{port}/{token}/{first}", flush=True)
        server = server_of(app_of(review, token, port))

        def end(_number: int, _frame: object) -> None:
            server.should_exit = True

        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends it as Ctrl-C does
        if hasattr(signal, "SIGHUP"):  # the terminal was closed: the card is written then, too
            signal.signal(signal.SIGHUP, end)
        with suppress(KeyboardInterrupt):  # is how a review ends
            server.run(sockets=[where])
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # it is ending already: the card is written to its end
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if rules_named := review.write_card():
        print(f"card        {version.where}/README.md has the precision of {counted(rules_named, 'rule')}")
    return 0


def _is_own(version: VersionFiles, target: str) -> bool:
    """Whether the version is a folder that the user named, and no copy in a cache."""
    return version.folder is not None and Path(target).is_dir()


def _beside(
    version: VersionFiles, target: str, named: str | None, ending: str, option: str, other: Path | None = None
) -> Path:
    """The file that is named, else one beside the version's folder, which no table or hash knows of."""
    if named is not None:
        return Path(named)
    if version.folder is not None and _is_own(version, target):
        folder = version.folder if version.folder.name not in ("", "..") else version.folder.resolve()
        return folder.with_name(f"{folder.name}.{ending}")
    if other is not None:
        return other.with_name(f"{other.name}.{ending}")
    raise CleancorpusError(version.where, "is no folder of yours", f"say by {option} FILE where that is to be written")
