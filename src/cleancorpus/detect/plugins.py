"""Rules of other installed packages (entry point `cleancorpus.rules`): found, loaded and asked so that what one does wrong is
told with its name, and costs no more than the rule, or the document.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import math
import re
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path, PurePath
from typing import Any, TypeVar

from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.errors import ConfigError, DocumentError
from cleancorpus.model import Document, Finding, Span
from cleancorpus.repair.assemble import assemble

T = TypeVar("T")

GROUP = "cleancorpus.rules"
_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_CODE = frozenset((".py", ".so", ".pyd", ".tsv", ".json"))
_SAMPLE = (
    "Bridge closed\nThe bridge was closed on Monday after a storm, and the town said that it would open on Thursday."
)


@dataclass(frozen=True)
class Plugin:
    """A rule that another package offers: `name` is that of its entry point, `target` what this names."""

    name: str
    target: str
    distribution: str
    version: str
    point: EntryPoint = field(compare=False, repr=False)

    def __str__(self) -> str:
        return f"plugin '{self.name}' of {self.distribution} {self.version} ({GROUP}: {self.target})"


class UnusableError(ConfigError):
    """A rule of another package cannot be used."""


class PluginError(DocumentError):
    """A rule of another package failed at a document."""


@lru_cache(maxsize=1)
def plugins() -> tuple[Plugin, ...]:
    """The rules that installed packages offer, in order of name; none of them is loaded."""
    found = []
    for point in entry_points(group=GROUP):
        try:
            made_by = (point.dist.name, point.dist.version) if point.dist is not None else ("unknown", "unknown")
        except Exception:  # noqa: BLE001 - metadata that cannot be read: the entry point is told by its name
            made_by = ("unknown", "unknown")
        found.append(Plugin(point.name, point.value, str(made_by[0]), str(made_by[1]), point))
    return tuple(sorted(found, key=lambda plugin: (plugin.name, plugin.distribution, plugin.target)))


def load(plugin: Plugin, rules: Mapping[str, Any] | None = None, *, tried: bool = False) -> type[Rule]:
    """The class of a rule. `rules` has the options of rules by id, as a configuration has them; `tried` says that the process
    that started this one has loaded it with them.

    Raises:
        UnusableError: it cannot be loaded, or what is loaded is no rule; it ends its process, also when it is built. Names the
            plugin.
    """
    loaded = _load(plugin, json.dumps(rules or {}, default=str, sort_keys=True), tried)
    if isinstance(loaded, UnusableError):
        raise loaded.with_traceback(None)
    return loaded


@lru_cache(maxsize=256)
def _load(plugin: Plugin, rules: str, tried: bool) -> type[Rule] | UnusableError:
    # What failed is kept, too: to load it once more would run half of it again.
    if not tried and (unusable := _trial(plugin, rules)) is not None:
        return unusable
    try:
        loaded = attempt(plugin.point.load)
        wrong = attempt(lambda: _wrong_class(loaded))
    except FailedError as failed:
        return refused(plugin, f"{failed.said} when it is loaded")
    if wrong:
        return refused(plugin, wrong)
    return loaded  # type: ignore[no-any-return]


_TRIAL = """
import sys
sys.path[:] = sys.argv[3:]
from cleancorpus.detect.plugins import try_out
try_out(sys.argv[1], sys.argv[2])
"""
_TRIAL_S = 120.0
_BEGUN, _LOADED, _BUILT = "\0begun\0", "\0loaded\0", "\0built\0"


def try_out(target: str, rules: str) -> None:
    """Load a rule, build it with its options among those of `rules` (JSON), ask it about a sample text, in a process of its own,
    and say on standard output how far that got. Whatever is raised is told by who does the same afterwards.
    """
    plugin = Plugin("", target, "", "", EntryPoint("", target, GROUP))
    loaded: Any = None
    print(_BEGUN, file=sys.__stdout__, flush=True)
    with suppress(BaseException):
        loaded = plugin.point.load()
    print(_LOADED, file=sys.__stdout__, flush=True)
    with suppress(BaseException):
        if not _wrong_class(loaded) and (given := json.loads(rules).get(loaded.id, True)) is not False:
            make(plugin, loaded, loaded.Options.model_validate({} if given is True else given))
    print(_BUILT, file=sys.__stdout__, flush=True)


def _trial(plugin: Plugin, rules: str) -> UnusableError | None:
    """Why a plugin cannot be used that ends the process in which it is loaded or built (`os._exit`, a crash in C), so that
    nothing could be said there: tried in a process of its own, .7 s. None for others.
    """
    command = [sys.executable, "-c", _TRIAL, plugin.target, rules, *sys.path]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_TRIAL_S,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return refused(plugin, f"takes more than {_TRIAL_S:g} s to be loaded and built")
    except OSError as error:
        return _untried(plugin, str(error.strerror))
    if _BUILT in done.stdout:
        return None
    how = f"signal {-done.returncode}" if done.returncode < 0 else f"exit code {done.returncode}"
    if _BEGUN not in done.stdout:
        return _untried(plugin, (done.stderr.strip().splitlines() or [how])[-1][:200])
    return refused(plugin, f"ends its process ({how}) when it is {'built' if _LOADED in done.stdout else 'loaded'}")


def _untried(plugin: Plugin, why: str) -> UnusableError:
    """The error that nobody knows whether a plugin can be used."""
    what = f"cannot be tried in a process of its own ({why})"
    return UnusableError(str(plugin), what, f"see what keeps Python from starting, or {_switch_off(plugin)}")


def refused(plugin: Plugin, what: str) -> UnusableError:
    """The error that a plugin cannot be used."""
    todo = f"mend or uninstall it, {_switch_off(plugin)}, or set plugins.on_error: without"
    return UnusableError(str(plugin), what, todo)


def _switch_off(plugin: Plugin) -> str:
    return f"switch it off (rules: {{{plugin.name}: false}})"


def make(plugin: Plugin, rule_class: type[Rule], options: Any) -> Rule:
    """A rule of a plugin, built and asked about a sample text.

    Raises:
        UnusableError: it fails at that; names the plugin.
    """
    doc = assemble(_SAMPLE, id="sample", language="en", language_score=1.0)
    try:
        rule = PluginRule(plugin, attempt(lambda: rule_class(options)))
        for _ in rule.find(View(doc, (rule,))):
            pass
        tuple(rule.authors(View(doc, (rule,))))
    except FailedError as failed:
        raise refused(plugin, f"{failed.said} when it is built") from failed
    except PluginError as error:
        raise refused(plugin, f"{error.what} (of a sample text)") from error
    return rule


class PluginRule(Rule):
    """A rule of another package: what it raises and gives is looked at, so that it costs its document alone."""

    def __init__(self, plugin: Plugin, inner: Rule) -> None:
        super().__init__(inner.options)
        self._plugin, self._inner = plugin, inner
        for name in ("id", "version", "stage", "category", "reasons", "languages", "protects", "modes", "counts"):
            setattr(self, name, getattr(type(inner), name))

    def find(self, view: View) -> Iterator[Finding]:
        found = self._ask(lambda: list(self._inner.find(view)))
        for finding in found:
            if wrong := self._ask(lambda finding=finding: _wrong_finding(finding, self, view.doc)):  # type: ignore[misc]
                raise self._error(f"gives {wrong}")
        return iter(found)

    def authors(self, view: View) -> Iterable[str]:
        names = self._ask(lambda: list(self._inner.authors(view)))
        if not all(map(_is_text, names)):
            raise self._error("gives authors that are no texts")
        return names

    def applies_to(self, language: str) -> bool:
        return bool(self._ask(lambda: self._inner.applies_to(language)))

    def _ask(self, question: Callable[[], T]) -> T:
        try:
            return attempt(question)
        except FailedError as failed:
            raise self._error(failed.said) from failed

    def _error(self, what: str) -> PluginError:
        return PluginError(str(self._plugin), what, f"tell its authors, or switch it off (rules: {{{self.id}: false}})")


def made_of(plugin: Plugin) -> str:
    """What a plugin's results depend on: its package's version and a digest of its code, as far as this lies in files."""
    return f"{plugin.distribution} {plugin.version} {_code_digest(plugin.target.partition(':')[0])}"


@lru_cache(maxsize=64)
def _code_digest(module_name: str) -> str:
    top = import_module(module_name.partition(".")[0])
    roots = [Path(place) for place in getattr(top, "__path__", ())] if getattr(top, "__file__", None) else []
    found = [path for root in roots for path in root.rglob("*") if path.suffix in _CODE and path.is_file()]
    if not found:  # one file, or a part of a namespace that other packages share
        place = getattr(import_module(module_name), "__file__", None)
        found = [] if place is None else [Path(place)]
    digest = hashlib.sha256()
    for path in sorted(found):
        digest.update(f"{path.name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16] if found else "unknown"


class FailedError(Exception):
    """Code of another package raised something; `said` is what, and where."""

    def __init__(self, error: BaseException) -> None:
        # Without the path: the same on every machine.
        frames = traceback.extract_tb(error.__traceback__)[-1:]
        calls = "".join(f" ({PurePath(frame.filename).stem}:{frame.lineno})" for frame in frames)
        try:
            words = " ".join(str(error).split())[:300]
        except Exception:  # noqa: BLE001 - an error that does not even say what it is
            words = ""
        self.said = f"raises {type(error).__name__}{': ' if words else ''}{words}{calls}"
        super().__init__(self.said)


def attempt(question: Callable[[], T]) -> T:
    """What code of another package gives; whatever it raises, an exit of the process too, becomes one error.

    Signals that end a run, want of memory and what is told already pass through.
    """
    try:
        return question()
    except (KeyboardInterrupt, MemoryError, PluginError):
        raise
    except BaseException as error:  # also `sys.exit`, which is no end of the run here
        is_signal = not isinstance(error, Exception) and type(error).__module__.startswith("cleancorpus.")
        if is_signal:
            raise
        raise FailedError(error) from error


def _wrong_class(loaded: Any) -> str:
    """What keeps an object from being a rule; '' if nothing does."""
    if not (isinstance(loaded, type) and issubclass(loaded, Rule)):
        return f"is no subclass of Rule but {_kind(loaded)}"
    if inspect.isabstract(loaded):
        return "has no method `find`"
    demands: dict[str, Callable[[Any], bool]] = {
        "id": lambda value: isinstance(value, str) and _ID.fullmatch(value) is not None,
        "version": lambda value: type(value) is int and value >= 1,
        "stage": lambda value: value in ("trial", "stable"),
        "category": lambda value: isinstance(value, str) and _ID.fullmatch(value) is not None,
        "reasons": lambda value: isinstance(value, Mapping) and all(map(_is_text, (*value, *value.values()))),
        "languages": _are_texts,
        "protects": lambda value: value == () or _are_texts(value),
        "modes": lambda value: value == () or _are_texts(value),
        "counts": lambda value: value in (None, "lines", "paragraphs"),
        "enabled": lambda value: isinstance(value, bool),
        "removes": _are_examples,
        "keeps": _are_examples,
        "Options": lambda value: isinstance(value, type) and issubclass(value, RuleOptions),
    }
    for name, holds in demands.items():
        value = getattr(loaded, name, None)
        if not holds(value):
            return f"declares no {name} that can be used (value {_shown(value)})"
    return ""


def _wrong_finding(finding: Any, rule: Rule, doc: Document) -> str:
    """What keeps an object from being a finding of a rule in a document; '' if nothing does."""
    if not isinstance(finding, Finding):
        return f"{_kind(finding)} for a finding"
    if (finding.rule, finding.version) != (rule.id, rule.version):
        return f"a finding of '{_shown(finding.rule)}'"
    span = finding.span
    if not (isinstance(span, Span) and type(span.start) is int and type(span.end) is int):
        return f"a finding whose span is {_shown(span)}"
    if not 0 <= span.start < span.end <= len(doc.text):
        return f"a finding at {span.start} to {span.end} of a text of {len(doc.text)} characters"
    texts = (finding.category, finding.reason, finding.evidence)
    if not all(map(_is_text, texts)):
        return f"a finding with category, reason or evidence that is no text ({_shown(texts)})"
    if finding.reason not in rule.reasons:
        return f"a finding with the reason {_shown(finding.reason)}, which it does not declare"
    score = finding.score
    if isinstance(score, bool) or not isinstance(score, int | float) or not (math.isfinite(score) and 0 <= score <= 1):
        return f"a finding with the score {_shown(score)}"
    pairs = finding.fields
    if not (isinstance(pairs, tuple) and all(_are_texts(pair) and len(pair) == 2 for pair in pairs)):
        return f"a finding with the fields {_shown(pairs)}"
    return ""


def _are_texts(values: Any) -> bool:
    return isinstance(values, tuple) and bool(values) and all(map(_is_text, values))


def _are_examples(values: Any) -> bool:
    return isinstance(values, tuple) and all(isinstance(value, Example) for value in values)


def _is_text(value: Any) -> bool:
    """Whether it is a text that can be written."""
    return isinstance(value, str) and not re.search(r"[\ud800-\udfff]", value)


def _kind(value: Any) -> str:
    return "None" if value is None else f"a value of type {type(value).__name__}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"
