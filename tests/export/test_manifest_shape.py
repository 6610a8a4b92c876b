"""A manifest may be a stranger's, or damaged: what is no value of its kind costs one line, whatever is asked of the version."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast, get_args

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from invented import config, export, mixed

from cleancorpus.cli import main
from cleancorpus.cli.render import verify_text
from cleancorpus.config import Config
from cleancorpus.errors import CleancorpusError, ExportError
from cleancorpus.export import card
from cleancorpus.hub.versions import diff
from cleancorpus.report.difference import difference_of, version_before
from cleancorpus.report.page import report_page
from cleancorpus.report.picture import funnel_picture
from cleancorpus.schema import TABLES
from cleancorpus.verify.version import verify
from cleancorpus.versions.open import MANIFEST, local_version, parse_manifest
from cleancorpus.versions.shape import ALWAYS, ConfigName, Manifest, wrong_in
from cleancorpus.versions.takedown import Takedowns, Tombstone

Values = dict[str, Any]
Change = Callable[[Values], Any]
TODO = "export again, or restore the file"
HALF = "\ud83d"  # of a surrogate pair, which no file and no terminal takes


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version with rows in all tables, two splits, and files that were not read."""
    base = tmp_path_factory.mktemp("shape")
    settled = config().model_dump(mode="json") | {"splits": {"sizes": {"train": "rest", "test": 0.2}}}
    skipped = {
        "count": 1,
        "by_reason": {"no-article-format": 1},
        "first": [
            {"path": "seeds/b.jpg", "reason": "no-article-format", "why": "a picture", "bytes": 9, "source": "seeds/*"}
        ],
        "by_source": [{"path": "seeds/*", "read": 2, "skipped": 1, "by_reason": {"no-article-format": 1}}],
    }
    rows = mixed(8)
    in_test = {rows[0]["id"]: "test"}
    return export(base, rows, settled=Config.model_validate(settled), skipped_files=skipped, splits=in_test).path


@pytest.fixture
def version(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "1.0.0"))


def read(folder: Path) -> Values:
    return cast(Values, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def put(folder: Path, manifest: Values) -> None:
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def set_at(*keys: str | int, to: Any) -> Change:
    def change(manifest: Values) -> None:
        part: Any = manifest
        for key in keys[:-1]:
            part = part[key]
        part[keys[-1]] = to

    return change


def without(*keys: str | int) -> Change:
    def change(manifest: Values) -> None:
        part: Any = manifest
        for key in keys[:-1]:
            part = part[key]
        del part[keys[-1]]

    return change


LINES: list[tuple[Change, str]] = [
    (set_at("figures", "words", to="x"), 'figures.words: must be a whole number (value "x")'),
    (without("figures"), "figures: is missing"),
    (set_at("figures", "splits", to=10**30), "figures.splits: must be keys with values (value 1" + "0" * 30 + ")"),
    (set_at("figures", "tokens", to=True), "figures.tokens: must be a whole number (value true)"),
    (set_at("files", to=[{}]), "files[0].path: is missing"),
    (set_at("files", 0, "rows", to=1.5), "files[0].rows: must be a whole number (value 1.5)"),
    (set_at("files", 0, "config", to="more"), 'files[0].config: no such value (value "more")'),
    (set_at("files", 0, "split", to="a/b"), "files[0].split: is no name of a split (value 'a/b')"),
    (set_at("configs", to=None), "configs: must be keys with values (value null)"),
    (set_at("configs", "more", to=1), 'configs.more: no such value (value "more")'),
    (set_at("splits", to=True), "splits: must be keys with values (value true)"),
    (
        set_at("splits", "first_days", to={"test": "May"}),
        "splits.first_days.test: is no day, as 2024-06-01 (value 'May')",
    ),
    (set_at("ledger", to="x"), 'ledger: must be keys with values (value "x")'),
    (set_at("ledger", "kept", to=-1), "ledger.kept: must be 0 or more (value -1)"),
    (set_at("ledger", "kept", to=10**30), "ledger.kept: must be 1e+18 or less (value 1" + "0" * 30 + ")"),
    (without("ledger", "by_reason", "dropped"), "ledger.by_reason.dropped: is missing"),
    (set_at("config_hash", to=5), "config_hash: must be a text (value 5)"),
    (set_at("card", to=1.5), "card: must be keys with values (value 1.5)"),
    (set_at("name", to=[1]), "name: must be a text (value [1])"),
    (set_at("version", to="1.0"), "version: is no version, as 1.2.0 or 1.2.0-rc.1 (value '1.0')"),
    (set_at("run", to=[{}]), "run: must be keys with values (value [{}])"),
    (set_at("run", "guard", to=[{}]), "run.guard[0].kind: is missing"),
    (set_at("run", "seconds", to={"a": float("inf")}), "run.seconds.a: must be 1e+18 or less (value Infinity)"),
    (set_at("inputs", 0, "rows", to=[1]), "inputs[0].rows: must be a whole number (value [1])"),
    (set_at("schemas", "duplicates", to=-1), "schemas.duplicates: must be keys with values (value -1)"),
    (set_at("carried", to="AAAA"), "carried: holds no columns that can be read"),
    (set_at("takedowns", to=[{"kind": "x"}]), 'takedowns[0].kind: no such value (value "x")'),
    (set_at("takedown_receipts", to=None), "takedown_receipts: must be keys with values (value null)"),
    (set_at("card", "contact", to=HALF), r'card.contact: holds half of a surrogate pair (value "\ud83d")'),
    (set_at("of-later", to=[{"a": HALF}]), r'of-later[0].a: holds half of a surrogate pair (value "\ud83d")'),
    (set_at("run", HALF, to=1), "run.\N{REPLACEMENT CHARACTER}: the key holds half of a surrogate pair"),
]


@pytest.mark.parametrize(("change", "line"), LINES, ids=[line.partition(" (")[0][:50] for _, line in LINES])
def test_what_is_no_value_of_its_kind_is_named_with_its_place(good: Path, change: Change, line: str) -> None:
    manifest = read(good)
    change(manifest)
    with pytest.raises(ExportError) as told:
        parse_manifest(json.dumps(manifest).encode(), f"dist/harbour/1.0.0/{MANIFEST}")
    assert str(told.value) == f"dist/harbour/1.0.0/{MANIFEST}: {line}; {TODO}"


@pytest.mark.parametrize(
    "name", ["../../x", "/etc/passwd", "data/../../x", "C:/x", "data\\x", "", "data//x", "data/", "./x", "a\0b", "a\nb"]
)
def test_names_of_files_do_not_lead_out_of_the_folder(good: Path, name: str) -> None:
    manifest = read(good)
    manifest["files"][0]["path"] = name
    assert wrong_in(manifest) == f"files[0].path: is no name of a file in the version's folder (value {name!r})"


@pytest.mark.parametrize("command", ["verify", "diff", "report", "show", "quarantine"])
def test_the_command_line_tells_it_in_one_line(version: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    put(version, {**read(version), "figures": 5})
    others = {"diff": [str(version)], "show": ["doc-000001"]}.get(command, [])
    assert main([command, str(version), *others]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"error: {version}/{MANIFEST}: figures: must be keys with values (value 5); {TODO}\n"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"{", "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"\xff{}", "is not JSON: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
        (b"[" * 200_000, "is not JSON that can be read: it is nested too deep"),
        (
            b'{"format": 1, "of-later": ' + b"[" * 150 + b"]" * 150 + b"}",
            "of-later[0][0][0][0]…: is nested more than 100 levels deep",
        ),
    ],
    ids=["cut off", "no UTF-8", "nested without end", "nested deep"],
)
def test_what_is_no_json_that_can_be_read_is_one_line(data: bytes, line: str) -> None:
    with pytest.raises(ExportError) as told:
        parse_manifest(data, MANIFEST)
    assert str(told.value) == f"{MANIFEST}: {line}; {TODO}"


def test_a_folder_in_place_of_the_file_is_one_line(version: Path) -> None:
    (version / MANIFEST).unlink()
    (version / MANIFEST).mkdir()
    with pytest.raises(ExportError, match=r"manifest\.json: cannot be read: .*; export again"):
        local_version(version)


OF_LATER: list[tuple[str | int, ...]] = [
    (),
    ("files", 0),
    ("ledger",),
    ("ledger", "by_reason"),
    ("figures",),
    ("figures", "splits", "train"),
    ("figures", "removals_by_rule", "byline"),
    ("run",),
    ("card",),
    ("inputs", 0),
    ("records_skipped",),
    ("skipped_files",),
    ("skipped_files", "first", 0),
    ("skipped_files", "by_source", 0),
    ("config",),
    ("config", "decide"),
    ("splits",),
    ("environment",),
]


def test_what_a_later_version_says_besides_is_passed_over(version: Path) -> None:
    manifest = read(version)
    for keys in OF_LATER:
        set_at(*keys, "of-later", to={"a": [1, None]})(manifest)
    manifest["records_skipped"].pop("of-later")  # compared as a whole with what the inputs say
    put(version, manifest)
    assert local_version(version).manifest == manifest
    assert verify(version) == []
    assert diff(version, version).same
    assert "of-later" not in report_page(local_version(version), None)
    stone = {"kind": "id", "digest": "0" * 64, "of-later": 1}
    assert Takedowns.from_manifest({"takedowns": [stone]}).tombstones == (Tombstone("id", "0" * 64),)


def test_what_is_read_with_a_default_may_be_missing(version: Path) -> None:
    manifest = read(version)
    for key in ("sample", "previous_version", "run", "records_skipped", "skipped_files", "takedowns", "carried"):
        del manifest[key]
    put(version, manifest)
    assert diff(version, version).same
    verify(version, load=False)
    manifest["skipped_files"] = {"count": 0, "by_reason": {}, "first": []}
    put(version, manifest)
    assert main(["quarantine", str(version)]) == 0


def test_all_that_is_written_is_declared(good: Path) -> None:
    manifest = read(good)
    declared = Manifest.model_validate(manifest).model_dump(exclude_unset=True)
    assert declared.pop("config").keys() == READ_OF_CONFIG
    assert declared == {key: value for key, value in manifest.items() if key not in ("format", "config")}


def test_the_configs_of_the_shape_are_the_tables() -> None:
    assert get_args(ConfigName) == tuple(TABLES)
    assert all(columns <= {*TABLES[name].schema.names} for name, columns in ALWAYS.items())


def test_a_number_of_rows_that_is_not_the_files_is_told_by_diff(version: Path) -> None:
    good_rows = read(version)["files"][0]["rows"]
    for rows in (0, good_rows - 1, good_rows + 1, 10**12, 10**18):
        manifest = read(version)
        manifest["files"][0]["rows"] = rows
        put(version, manifest)
        with pytest.raises(ExportError, match=f"has {good_rows} rows, the manifest says {rows:,}; run verify"):
            diff(version, version)
        assert any(f"the manifest says {rows:,}" in line for line in verify(version, load=False))


def test_ten_thousand_inputs_are_looked_through_in_no_time(good: Path) -> None:
    manifest = read(good)
    manifest["inputs"] = [{**manifest["inputs"][0], "path": f"part-{number}.jsonl"} for number in range(10_000)]
    assert wrong_in(manifest) == ""
    took = []
    for _ in range(3):  # the machine may be busy
        began = time.perf_counter()
        wrong_in(manifest)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.5


def leaves(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all values that hold no others, of a list those of the first two items."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    inner = [place for key, item in pairs for place in leaves(item, (*at, key))]
    yield from inner or [at]


ODD: list[Any] = [None, "x", -1, [1], {"a": 1}, 10**30, HALF, "\x1b[31m", "../../x", True, 1.5, [{}], 10**17, "", 0]
READ_OF_CONFIG = {"decide", "export", "pii", "splits"}


def _is_of_its_own(place: tuple[str | int, ...]) -> bool:
    """Whether a place is none of many that are read in the same way, or not at all."""
    match place:
        case ("config", section, *_):
            return section in READ_OF_CONFIG
        case ("schemas", _, column):
            return column in ("id", "text")
        case ("environment", "packages", package):
            return package == "numpy"
    return True


def test_no_value_anywhere_makes_a_traceback(version: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card, "read_front_matter", cache(card.read_front_matter))  # the card stays, and YAML takes long
    manifest = read(version)
    places = [place for place in leaves(manifest) if _is_of_its_own(place)]
    assert len(places) > 100
    told = results = 0
    for number, place in enumerate(places):
        for turn in range(3):
            spoilt = copy.deepcopy(manifest)
            set_at(*place, to=ODD[(3 * number + turn * 7) % len(ODD)])(spoilt)
            put(version, spoilt)
            for ask in (lambda: verify_text("v", verify(version, load=False)), lambda: report_of(version)):
                try:
                    ask().encode()
                    results += 1
                except CleancorpusError as error:
                    assert "\n" not in str(error)
                    str(error).encode()
                    told += 1
    assert told > 300 and results > 100


def report_of(folder: Path) -> str:
    version = local_version(folder)
    difference = difference_of(version_before(version), version)
    return report_page(version, difference) + funnel_picture(version.manifest, version.where)


@pytest.mark.parametrize("column", ["id", "text", "text_sha256", "meta_sha256", "removals", "n_chars", "source"])
@pytest.mark.parametrize("kind", [None, "int8"])
def test_a_file_that_lacks_a_column_is_one_line_though_its_digest_is_right(
    version: Path, capsys: pytest.CaptureFixture[str], column: str, kind: str | None
) -> None:
    manifest = read(version)
    entry = next(entry for entry in manifest["files"] if entry["config"] == "default")
    path = version / entry["path"]
    rows = pq.read_table(path)
    rows = rows.drop_columns([column])
    if kind is not None:
        rows = rows.append_column(column, pa.nulls(rows.num_rows, kind))
    pq.write_table(rows, path)
    entry |= {"size": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    put(version, manifest)
    assert any(f"{entry['path']}: " in line and column in line for line in verify(version, load=False))
    told = []
    for command in (
        ["diff", str(version), str(version)],
        ["report", str(version)],
        ["show", str(version), "doc-000000"],
    ):
        assert main(command) in (0, 1, 2)
        told += capsys.readouterr().err.splitlines()
    assert all(f"its column '{column}' is {kind or 'missing'}, the manifest says" in line for line in told)
    assert told or column in ("source", "text")
