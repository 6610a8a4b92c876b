"""Rules of other packages: what one does wrong is told with its name, and costs the rule or the document, never the run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from broken_package import write_package

from cleancorpus.config import Config
from cleancorpus.detect import plugins as found
from cleancorpus.detect.detector import Detector, build_rules
from cleancorpus.detect.plugins import PluginError, UnusableError
from cleancorpus.detect.registry import broken_plugins, rule_classes
from cleancorpus.model import Record
from cleancorpus.pipeline.core import Core
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.repair.assemble import assemble

WHO = r"plugin 'shout' of shouting-rules 1\.2 \(cleancorpus\.rules: shouting:Shout\)"
OUT = r"; mend or uninstall it, switch it off \(rules: \{shout: false\}\), or set plugins\.on_error: without$"
TEXT = "READ THIS NOW\nThe council met on Monday and said that the harbour bridge would be closed for two weeks."


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path / "site"))

    def forget() -> None:
        for cached in (found.plugins, found._load, found._code_digest):
            cached.cache_clear()
        sys.modules.pop("shouting", None)

    forget()
    yield tmp_path / "site"
    forget()


def config(**plugins: str) -> Config:
    return Config.model_validate({"plugins": plugins, "decide": {"line_model": False}})


AT_LOADING = {
    "raise ValueError('no\\nluck')": r"raises ValueError: no luck \(shouting:\d+\) when it is loaded",
    "sys.exit(3)": r"raises SystemExit: 3 \(shouting:\d+\) when it is loaded",
    "def (": r"raises SyntaxError: .* when it is loaded",
    "import not_there_at_all": r"raises ModuleNotFoundError: No module named 'not_there_at_all' \(shouting:\d+\) when it is loaded",
    "del Shout": r"raises AttributeError: .* when it is loaded",
    "class Odd(BaseException): pass\nraise Odd()": r"raises Odd \(shouting:\d+\) when it is loaded",
    "import os\nprint('ended', flush=True)\nos._exit(0)": r"ends its process \(exit code 0\) when it is loaded",
    "import os\nos._exit(7)": r"ends its process \(exit code 7\) when it is loaded",
    "import os\nShout.__init__ = lambda self, options: os._exit(4)": r"ends its process \(exit code 4\) when it is built",
    "import os\nShout.find = lambda self, view: os._exit(0)": r"ends its process \(exit code 0\) when it is built",
    "Shout = None": "is no subclass of Rule but None",
    "Shout = 'text'": "is no subclass of Rule but a value of type str",
    "class Shout(Rule): id, version, category, reasons = 'shout', 1, 'other', {}": "has no method `find`",
    "Shout.id = None": r"declares no id that can be used \(value None\)",
    "Shout.id = '[/red] <b>'": r"declares no id that can be used \(value '\[/red\] <b>'\)",
    "Shout.version = True": r"declares no version that can be used \(value True\)",
    "Shout.reasons = ['capitals']": r"declares no reasons that can be used \(value \['capitals'\]\)",
    "Shout.languages = 'en'": r"declares no languages that can be used \(value 'en'\)",
    "Shout.counts = 'words'": r"declares no counts that can be used \(value 'words'\)",
    "Shout.Options = dict": r"declares no Options that can be used \(value <class 'dict'>\)",
    "Shout.removes = (1,)": r"declares no removes that can be used \(value \(1,\)\)",
    "Shout.id = 'byline'": "declares the rule 'byline', which cleancorpus has",
    "Shout.__init__ = lambda self, options: sys.exit()": r"raises SystemExit \(shouting:\d+\) when it is built",
    "Shout.find = lambda self, view: None": r"raises TypeError: 'NoneType' object is not iterable \(plugins:\d+\) \(of a sample text\)",
    "Shout.find = lambda self, view: 1 / 0": r"raises ZeroDivisionError: division by zero \(shouting:\d+\) \(of a sample text\)",
    "Shout.authors = lambda self, view: [None]": r"gives authors that are no texts \(of a sample text\)",
}  # fmt: skip
if sys.platform != "win32":
    AT_LOADING["import os\nos.kill(os.getpid(), 9)"] = r"ends its process \(signal 9\) when it is loaded"


@pytest.mark.parametrize("code", AT_LOADING)
def test_what_cannot_be_used_is_refused_by_name_or_left_out_if_the_config_says_so(package: Path, code: str) -> None:
    write_package(package, code)
    with pytest.raises(UnusableError, match=f"^{WHO}: {AT_LOADING[code]}{OUT}") as told:
        build_rules(config())
    assert "\n" not in str(told.value)
    built = build_rules(config(on_error="without"))
    assert [error.what for error in built.left_out] == [told.value.what]
    assert built.rules == () or "shout" not in {rule.id for rule in built.rules}
    assert built.made_of == {}
    assert {rule.id for rule in built.rules} == {rule.id for rule in build_rules(config(use="false")).rules}


def test_a_target_that_names_nothing_is_refused(package: Path) -> None:
    write_package(package, "", target="not a target")
    with pytest.raises(UnusableError, match=r"plugin 'shout' of shouting-rules 1\.2 .* when it is loaded; mend"):
        build_rules(config())


QUITS = """
import os
from cleancorpus.detect.rule import RuleOptions
class Options(RuleOptions):
    loud: bool = False
Shout.Options = Options
Shout.__init__ = lambda self, options: os._exit(5) if options.loud else Rule.__init__(self, options)
"""


def test_a_rule_is_tried_with_the_options_it_is_given(package: Path) -> None:
    write_package(package, QUITS)
    with pytest.raises(UnusableError, match=r"ends its process \(exit code 5\) when it is built"):
        build_rules(Config.model_validate({"rules": {"shout": {"loud": True}}}))
    assert "shout" in {rule.id for rule in build_rules(config()).rules}


def test_each_rule_of_a_module_is_tried(package: Path) -> None:
    code = """
import os
class Other(Shout):
    id = "other"
    def __init__(self, options): os._exit(6)
"""
    write_package(package, code, more="zzz = shouting:Other\n")
    with pytest.raises(UnusableError, match=r"^plugin 'zzz' of .* ends its process \(exit code 6\) when it is built"):
        build_rules(config())
    assert "shout" in {rule.id for rule in build_rules(config(on_error="without")).rules}


def test_options_are_those_of_the_rules_id_whatever_its_entry_point_is_called(package: Path) -> None:
    write_package(package, QUITS, name="entry")
    with pytest.raises(UnusableError, match=r"ends its process \(exit code 5\) when it is built"):
        build_rules(Config.model_validate({"rules": {"shout": {"loud": True}}}))


@pytest.mark.parametrize(
    "python,why",
    [("/bin/false", "exit code 1"), ("", "Permission denied|No such file"), ("/not/there", "No such file")],
)
@pytest.mark.skipif(sys.platform == "win32", reason="commands of POSIX")
def test_a_plugin_is_not_blamed_where_python_does_not_start(
    package: Path, monkeypatch: pytest.MonkeyPatch, python: str, why: str
) -> None:
    write_package(package, "")
    monkeypatch.setattr(sys, "executable", python)
    with pytest.raises(UnusableError, match=rf"^{WHO}: cannot be tried in a process of its own \(({why})") as told:
        build_rules(config())
    assert "mend" not in told.value.todo


def test_what_a_rule_needs_of_the_corpus_is_known(package: Path) -> None:
    write_package(package, "Shout.counts = 'lines'")
    assert {rule.id: rule.counts for rule in build_rules(config()).rules}["shout"] == "lines"


def test_what_is_switched_off_is_not_even_loaded(package: Path) -> None:
    write_package(package, "raise AssertionError('loaded')")
    off = Config.model_validate({"rules": {"shout": False}})
    assert "shout" not in {rule.id for rule in build_rules(off).rules}
    assert build_rules(config(use="false")).left_out == ()
    assert "shouting" not in sys.modules
    assert "shout" not in rule_classes()
    assert [error.where for error in broken_plugins()] == [
        "plugin 'shout' of shouting-rules 1.2 (cleancorpus.rules: shouting:Shout)"
    ]


AT_A_DOCUMENT = {
    "raise ValueError(view.lines[0].text)": r"raises ValueError: READ THIS NOW \(shouting:\d+\)",
    "sys.exit(0)": r"raises SystemExit: 0 \(shouting:\d+\)",
    "yield None": "gives None for a finding",
    "raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})": r"raises Odd \(shouting:\d+\)",
    "yield Finding('shout', 3, 'other', Span(0, 4), 'other')": "gives a finding with the reason 'other', which it does not declare",
    "yield 7": "gives a value of type int for a finding",
    "yield Finding('byline', 1, 'byline', Span(0, 4), 'x')": "gives a finding of ''byline''",
    "yield self.finding(Span(5, 5), 'capitals')": r"gives a finding at 5 to 5 of a text of \d+ characters",
    "yield self.finding(Span(-1, 5), 'capitals')": r"gives a finding at -1 to 5 of a text of \d+ characters",
    "yield self.finding(Span(0, 10_000), 'capitals')": r"gives a finding at 0 to 10000 of a text of \d+ characters",
    "yield self.finding((0, 4), 'capitals')": r"gives a finding whose span is \(0, 4\)",
    "yield self.finding(Span(0, 4), 'capitals', score=float('nan'))": "gives a finding with the score nan",
    "yield self.finding(Span(0, 4), 'capitals', fields=(('authors', 3),))": r"gives a finding with the fields \(\('authors', 3\),\)",
    "yield self.finding(Span(0, 4), 'capitals', '\\ud800')": r"gives a finding with category, reason or evidence that is no text .*",
    "yield self.finding(Span(0, 4), 'capitals'); raise OSError(5, 'dies')": r"raises OSError: \[Errno 5\] dies \(shouting:\d+\)",
}  # fmt: skip


@pytest.mark.parametrize("code", AT_A_DOCUMENT)
def test_what_a_rule_does_at_a_document_costs_that_document(package: Path, code: str) -> None:
    body = (
        f"\n    def find(self, view):\n        if 'NOW' in view.doc.text:\n            {code}\n        yield from ()\n"
    )
    write_package(package, "\nclass Shout(Shout):" + body)
    core = Core(config())
    records = [Record(name, "a.jsonl", 1, "text", text.encode(), "utf-8") for name, text in _texts().items()]
    outcomes = core.judge_batch(core.read_batch(records)).to_pylist()
    assert [(row["id"], row["status"], row["reason"]) for row in outcomes] == [
        ("a", "kept", None), ("now", "quarantined", "plugin-failed"), ("b", "kept", None),
    ]  # fmt: skip
    told = rf"^{WHO}: {AT_A_DOCUMENT[code]}; tell its authors, or switch it off \(rules: \{{shout: false\}}\)$"
    assert re.match(told, outcomes[1]["detail"]), outcomes[1]["detail"]


def _texts() -> dict[str, str]:
    body = " ".join(["The council met on Monday and said that the harbour bridge would be closed."] * 6)
    return {"a": body, "now": f"{TEXT}\n{body}", "b": f"{body} It rained."}


def test_a_sound_rule_cuts_and_its_version_and_code_count(package: Path) -> None:
    write_package(package, "")
    detector = Detector(config())
    claims = detector.find(assemble(TEXT, id="a", language="en", language_score=1.0))
    assert [finding.rule for finding in claims.cuts] == ["shout"]
    assert any(label.startswith("shout@3 (shouting-rules 1.2 ") for label in detector.versions)
    before = make_plan(config()).judge.because["rules and checks"]
    found._code_digest.cache_clear()
    (package / "shouting.py").write_text((package / "shouting.py").read_text(encoding="utf-8") + "\n# changed\n")
    assert make_plan(config()).judge.because["rules and checks"] != before
    assert make_plan(config(use="false")).text == make_plan(config()).text


def test_a_signal_is_no_fault_of_a_rule(package: Path) -> None:
    write_package(package, "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        build_rules(config())


def test_errors_of_a_rule_go_between_processes() -> None:
    import pickle

    error = PluginError("plugin 'x'", "raises ValueError", "tell its authors")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.slow
def test_a_run_is_refused_goes_on_without_or_loses_a_document(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in _texts().items()), encoding="utf-8"
    )
    settings = "name: t\nsources: [{path: a.jsonl}]\nrun: {workers: 1, max_failed_share: 0.5}\n"
    (tmp_path / "t.yaml").write_text(settings, encoding="utf-8")

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": f"{tmp_path / 'site'}:{os.environ.get('PYTHONPATH', '')}"}
        command = [sys.executable, "-m", "cleancorpus", "run", "t.yaml", "--json", *more]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, check=False)

    write_package(tmp_path / "site", "sys.exit(0)")
    refused = run()
    assert (refused.returncode, refused.stdout) == (2, "")
    (line,) = refused.stderr.splitlines()
    assert "plugin 'shout' of shouting-rules 1.2 (cleancorpus.rules: shouting:Shout): raises SystemExit: 0" in line

    without = run("--set", "plugins.on_error=without", "--set", "name=without")
    assert without.returncode == 0, without.stderr
    result = json.loads(without.stdout)
    assert any(note.startswith("left out: plugin 'shout' of shouting-rules 1.2") for note in result["notes"])
    write_package(tmp_path / "site", "import os\nShout.__init__ = lambda self, options: os._exit(7)")
    ended = run("--set", "plugins.on_error=without", "--set", "name=ended")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["content_hash"] == result["content_hash"]
    write_package(tmp_path / "site", "sys.exit(0)")
    off = run("--set", "rules.shout=false", "--set", "name=switched")
    assert off.returncode == 0, off.stderr
    assert json.loads(off.stdout)["content_hash"] == result["content_hash"]
    (said,) = json.loads((Path(tmp_path, result["path"]) / "manifest.json").read_text())["environment"][
        "plugins"
    ].items()
    assert said[0].startswith("plugin 'shout'")
    assert said[1].startswith("left out: raises SystemExit: 0")

    body = "\n    def find(self, view):\n        if 'NOW' in view.doc.text:\n            sys.exit(1)\n        yield from ()\n"
    write_package(tmp_path / "site", "\nclass Shout(Shout):" + body)
    lost = run("--set", "name=lost")
    assert lost.returncode == 0, lost.stderr
    result = json.loads(lost.stdout)
    assert result["ledger"]["quarantined_by_reason"] == {"plugin-failed": 1}
    assert result["ledger"]["kept"] == 2
    manifest = json.loads((Path(tmp_path, result["path"]) / "manifest.json").read_text())
    assert manifest["environment"]["plugins"]["shout@3"].startswith("shouting-rules 1.2 ")
