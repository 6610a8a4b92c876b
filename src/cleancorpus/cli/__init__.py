"""The command line: parses arguments, calls the package, prints. Results go to stdout, progress and errors to stderr.

Exit codes: 0 done (for `diff`: the same), 1 done but not clean (too much failed; `diff`: differs; `verify`: problems),
2 could not run.
"""

from __future__ import annotations

import argparse
import errno
import gc
import logging
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from cleancorpus.cli.arguments import make_parser
from cleancorpus.cli.logs import set_up_logging, tell_error
from cleancorpus.cli.signals import StoppedError, ends_by_signal
from cleancorpus.engine.libraries import give_memory_back
from cleancorpus.errors import CleancorpusError, out_of

log = logging.getLogger(__name__)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; gives the exit code."""
    _hold_closed_streams()
    arguments = make_parser().parse_args(argv)
    arguments.has_process = argv is None  # of its own, which ends with the command
    set_up_logging(arguments.verbose, as_json=arguments.log_json)
    if arguments.has_process:
        give_memory_back()
    try:
        # A run has a process of its own to end from its first moment on; once it is at work, it says what of it is done.
        with ends_by_signal() if arguments.has_process and arguments.command == "run" else nullcontext():
            code = _dispatch(arguments)
        sys.stdout.flush()
        return code
    except CleancorpusError as error:
        tell_error(error, as_json=arguments.log_json)
        return error.exit_code
    except BrokenPipeError:  # `… | head` closed its end: nothing more to say to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if (told := _told_by_system(error)) is not None:
            tell_error(told, as_json=arguments.log_json)
            return told.exit_code
        if not arguments.log_json:
            raise
        log.exception("a defect: report it", extra={"event": "defect"})
        return 1
    except StoppedError as stopped:
        tell_error(CleancorpusError(stopped.word, "nothing is done yet", "run it again"), as_json=arguments.log_json)
        return stopped.exit_code
    except KeyboardInterrupt:
        tell_error(CleancorpusError("interrupted", "nothing was exported"), as_json=arguments.log_json)
        return 2


def _hold_closed_streams() -> None:
    """Open what was closed before the start (`>&-`) on nothing: else a file of the dataset gets its number, and what somebody
    prints to that would be written into the file.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - it stays until the end


def _told_by_system(error: Exception) -> CleancorpusError | None:
    """What is told where the system gives no more of something, or does not take a path or what is printed; None for a defect."""
    if (told := out_of(error)) is not None:
        return told
    if isinstance(error, OSError) and error.errno in (errno.ENAMETOOLONG, errno.ELOOP) and error.filename is not None:
        # Of all paths that somebody can give: no file system takes it, so there is nothing that was begun.
        return CleancorpusError(str(error.filename), f"is no path: {error.strerror}", "give another")
    if not isinstance(error, OSError) or error.errno not in (errno.ENOSPC, errno.EIO) or error.filename is not None:
        return None
    # What the command itself writes is guarded where it is written: this is what it prints.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return CleancorpusError("standard output", f"cannot be written: {error.strerror}", "send it elsewhere")


def _dispatch(arguments: argparse.Namespace) -> int:
    # Each command imports what it needs when it runs, so that `--help` does not wait for libraries.
    match arguments.command:
        case "run":
            if not arguments.dry_run:
                _begin_to_preload(arguments)
            with _loading(arguments):
                from cleancorpus.cli.run import run_command
                from cleancorpus.detect.registry import package_rules

                package_rules()  # each has a module of its own

            return run_command(arguments)
        case "try":
            _begin_to_preload(arguments)
            with _loading(arguments):
                from cleancorpus.cli.try_out import try_command

            return try_command(arguments)
        case "explain":
            with _loading(arguments):
                from cleancorpus.cli.explain import explain_command

                return explain_command(arguments)
        case "rules":
            from cleancorpus.cli.rules import rules_command

            return rules_command(arguments)
        case "evaluate":
            from cleancorpus.cli.evaluate import evaluate_command

            return evaluate_command(arguments)
        case "diff" | "verify" | "publish":
            from cleancorpus.cli.versions import versions_command

            return versions_command(arguments)
        case "show":
            from cleancorpus.cli.show import show_command

            return show_command(arguments)
        case "quarantine":
            from cleancorpus.cli.quarantine import quarantine_command

            return quarantine_command(arguments)
        case "report":
            from cleancorpus.cli.report import report_command

            return report_command(arguments)
        case "review":
            from cleancorpus.cli.review import review_command

            return review_command(arguments)
        case "suggest":
            from cleancorpus.cli.suggest import suggest_command

            return suggest_command(arguments)
        case "completion":
            from cleancorpus.cli.completion import completion_command

            return completion_command(make_parser(), arguments.shell)
        case "init":
            from cleancorpus.cli.init import init_command

            return init_command(Path(arguments.file), arguments.sources)
        case _:
            return _config(arguments)


def _begin_to_preload(arguments: argparse.Namespace) -> None:
    """Have the process that workers are copied from load what they need while this one loads what it needs itself."""
    from cleancorpus.engine.local import begin_to_preload
    from cleancorpus.pipeline import preload_for

    settings = Path(arguments.config)
    with suppress(OSError):  # `load_config` says what is wrong with it
        said = b"\n".join(
            (settings.read_bytes() if settings.is_file() else b"", *map(os.fsencode, arguments.overrides))
        )
        if not re.search(rb"\bray\b", said):  # workers are elsewhere
            begin_to_preload(preload_for(said))


@contextmanager
def _loading(arguments: argparse.Namespace) -> Iterator[None]:
    """Load modules and tables without pandas, and without looking for what goes away again: nothing does, and looking takes a
    fifth of the time.
    """
    from cleancorpus.engine.libraries import leave_pandas_out

    was_on = gc.isenabled()
    gc.disable()
    try:
        leave_pandas_out()
        yield
        if arguments.has_process:
            gc.freeze()  # nor is it looked at later
    finally:
        if was_on:
            gc.enable()


def _config(arguments: argparse.Namespace) -> int:
    import json

    import yaml

    from cleancorpus.checked_config import config_schema, load_config

    if arguments.action == "schema":
        print(json.dumps(config_schema(), indent=2, ensure_ascii=False))
    else:
        settled = load_config(arguments.config, arguments.overrides)
        print(yaml.safe_dump(settled.model_dump(mode="json"), sort_keys=False, allow_unicode=True), end="")
    return 0
