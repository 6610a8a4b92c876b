"""Lines of a site: what is counted, what the counts are good for, and the same result whatever the parts, workers and kills."""

import itertools
import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from test_run import config_of, table, write_jsonl

from cleancorpus import Cleaner
from cleancorpus.checked_config import load_config, settle
from cleancorpus.config import Config
from cleancorpus.dedup.site_lines import SiteLineCounts, count_texts, profile_of
from cleancorpus.detect.repeats import (
    Profile,
    exact_key,
    line_key,
    profile_of_counts,
    read_profile,
    site_key,
    write_profile,
)
from cleancorpus.engine.stage import StageKey
from cleancorpus.errors import ConfigError, ExportError
from cleancorpus.pipeline import run as job
from cleancorpus.pipeline.core import readings_batch
from cleancorpus.pipeline.places import parts_done, work_folder
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.pipeline.work import make_work
from cleancorpus.read import parts
from in_this_process import InThisProcess

WORDS = (
    "gate river crane harbour oak winter boats council market bridge farm library ferry engineer storm budget".split()
)
ABOVE, BELOW = (
    "Velun korsi",
    ("Osk treval minna ost vereth kan dolu, an tresk mivo an velun.", "Velun tamoleth an dri"),
)


def sentence(draw: random.Random) -> str:
    return f"The {' '.join(draw.choice(WORDS) for _ in range(14))} was seen on Monday."


def own_lines(number: int) -> list[str]:
    draw = random.Random(number)
    return [f"{sentence(draw)} {sentence(draw)}" for _ in range(4)]


def page(number: int, *, site: str = "velun.example", body: list[str] | None = None) -> dict[str, Any]:
    body = own_lines(number) if body is None else body
    lines = [ABOVE, *body, *BELOW]
    headline = " ".join(random.Random(-number - 1).sample(WORDS, 5)).capitalize()
    return {"id": f"d{number}", "url": f"https://www.{site}/{number}", "title": headline, "text": "\n\n".join(lines)}


def counted(documents: list[tuple[str, str | None]], site: str = "s") -> Profile:
    """The profile of texts, a line a line, each with its headline."""

    def places(text: str) -> list[tuple[int, int]]:
        lines, start = [], 0
        for line in text.split("\n"):
            lines.append((start, start + len(line)))
            start += len(line) + 1
        return lines

    return count_texts((text, places(text), title, site) for text, title in documents)


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        job, "make_engine", lambda config, store: InThisProcess(make_work(job.work_argument(config, store)))
    )


def texts_of(result: job.RunResult) -> dict[str, str]:
    return {row["id"]: row["text"] for row in table(result, "data")}


# ------------------------------------------------------------------------------------------------------------- counting


def test_sites_are_registered_domains_or_names() -> None:
    assert site_key("https://sport.gazette.co.uk/a", "The Gazette") == "gazette.co.uk"
    assert site_key("https://jane.github.io/a", None) == "jane.github.io"
    assert site_key("http://localhost:80/", None) == "localhost"
    assert site_key(None, "The Gazette!") == site_key("", "the gazette") == "the gazette"
    assert site_key("https://gazette.co.uk/a", "Aker Post", "site") == "aker post"
    assert site_key("https://gazette.co.uk/a", None, "site") == "gazette.co.uk"
    assert site_key(None, None) is site_key("mailto:jane@example.org", " ") is None


def test_each_document_counts_a_line_once_and_digits_count_in_both_ways() -> None:
    texts = [f"{own_lines(n)[0]}\n{n} Replies!\nShare\nShare" for n in range(4)]
    lines = counted([(text, f"Story {WORDS[n]}") for n, text in enumerate(texts)]).of_site("s")
    assert (lines.n_documents, lines.exactly("share")) == (4, 4)
    assert (lines.exactly("1 replies"), lines.documents(line_key("7 replies!"))) == (0, 4)
    assert lines.exactly(exact_key(texts[0].split("\n")[0].lower())) == 0, "stands once"
    assert not counted([]).of_site("s").n_documents
    assert not counted([(texts[0], None), (texts[1], None)]).of_site("s").n_documents, "two documents are no site"


def test_copies_of_an_article_count_as_one_document() -> None:
    body = own_lines(3)
    same = [("\n".join(body), "Gate closed")] * 9
    assert not counted(same).of_site("s").n_documents
    growing = [("\n".join([*own_lines(n)[:2], *body]), "Gate closed") for n in range(9)]
    lines = counted(growing).of_site("s")
    assert lines.exactly(exact_key(body[0].lower())) < 9
    notice = "Velun " * 200  # longer than any paragraph: the same longest line in all
    apart = [("\n".join([*own_lines(n), notice]), f"Story {WORDS[n]}") for n in range(9)]
    found = counted(apart).of_site("s")
    # Most letters are the notice's, so that it is the middle line, too: only headlines are left to tell the documents apart,
    # unless it is the notice itself that is counted.
    assert (found.n_documents, found.passage(exact_key(notice.lower()))) == (0, (9, 0))
    shorter = [("\n".join([*own_lines(n), "Velun " * 60]), f"Story {WORDS[n]}") for n in range(9)]
    found = counted(shorter).of_site("s")
    assert (found.n_documents, found.exactly(exact_key("velun " * 60))) == (9, 9)


@pytest.mark.parametrize("cuts", [[0, 40], [0, 1, 2, 39, 40], [0, 13, 40]])
def test_counts_do_not_depend_on_parts_and_ranges(cuts: list[int]) -> None:
    from cleancorpus.pipeline.text_stage import TextStage

    stage, fold = TextStage(Config()), SiteLineCounts(StageKey("lines", {}))
    readings = [stage.read(record_of(page(n, site=f"velun{n % 3}.example"))) for n in range(40)]
    keys = pa.concat_tables([
        fold.collect(readings_batch(readings[a:b]), a) for a, b in itertools.pairwise(cuts)
    ])  # fmt: skip
    bucket = keys.column("bucket").to_numpy()
    assert ((keys.column("line").to_numpy() >> np.uint64(48)) == bucket).all()
    for edges in ([0, 1 << 16], [0, 20_000, 50_000, 1 << 16]):
        ranges = itertools.pairwise(edges)
        merged = [fold.merge(keys.filter(pa.array((bucket >= a) & (bucket < b)))) for a, b in ranges]
        profile = profile_of(merged, "domain")
        assert (np.diff(profile.hashes.astype(object)) > 0).all()
        assert profile.digest == whole_profile().digest
    lines = profile.of_site("velun1.example")
    assert (lines.n_documents, lines.exactly("velun korsi")) == (13, 13)


def record_of(row: dict[str, Any]) -> Any:
    from cleancorpus.model import Record

    return Record(row["id"], "", 1, "text", row["text"].encode(), "utf-8", title=row["title"], url=row["url"])


def whole_profile() -> Profile:
    from cleancorpus.pipeline.text_stage import TextStage

    docs = [TextStage(Config()).read(record_of(page(n, site=f"velun{n % 3}.example"))).doc for n in range(40)]
    return count_texts((d.text, [b.span for b in d.blocks], d.title, site_key(d.url, d.site)) for d in docs if d)


# ----------------------------------------------------------------------------------------------------------------- runs


@pytest.mark.usefixtures("one_process")
def test_a_footer_in_an_unknown_language_goes_and_a_refrain_stays(tmp_path: Path) -> None:
    rows = [page(n) for n in range(200)]
    verses = own_lines(7)
    rows[7] = page(7, body=[verses[0], "Row, river, row", verses[1], "Row, river, row", verses[2]])
    rows += [page(200 + n, site="aker.example") for n in range(4)]  # too few to tell
    write_jsonl(tmp_path, rows)
    result = job.run(config_of(tmp_path, site_lines=True))
    texts = texts_of(result)
    assert len(texts) == 204
    assert any(
        note.startswith("site_lines: 200 of 204 documents are on sites with 5 documents or more; ")
        for note in result.notes
    )
    for number in range(200):
        wanted = rows[number]["text"].split("\n\n")[1:-2]
        assert texts[f"d{number}"] == "\n\n".join(wanted), "all of the footer, and nothing else"
    assert all("Velun korsi" in texts[f"d{number}"] for number in range(200, 204))
    removed = table(result, "removals")
    evidence = {row["findings"][0]["evidence"] for row in removed}
    assert evidence == {"in 200 of the 200 documents of its site"}
    assert {row["findings"][0]["reason"] for row in removed} == {"repeated"}
    without = job.run(config_of(tmp_path, name="without"))
    assert all("Velun korsi" in text for text in texts_of(without).values())


FACTS = {
    "price": lambda draw, _: [f"Price: {draw.randrange(90, 900)},000 euros", f"Rooms: {draw.randrange(1, 6)}"],
    "years": lambda draw, _: [f"Born: {draw.randrange(1880, 1960)}", f"Died: {draw.randrange(2000, 2020)}"],
    "votes": lambda draw, _: ["Labour", str(draw.randrange(9)), "Turnout", f"{draw.randrange(30, 90)} %"],
    "verdict": lambda draw, _: [draw.choice(["The appeal is dismissed.", "The appeal is allowed."])],
    "stars": lambda draw, _: [draw.choice(["Four stars", "Four stars", "Three stars"])],
    "recipe": lambda draw, number: ["Ingredients", *draw.sample(WORDS, 6), "Method", f"Bake cake number {number} until it is dry."],
    "answers": lambda draw, number: ["Any regrets?", draw.choice(["None.", "Many."]), f"And next, after {number} years?", f"A {draw.choice(WORDS)}."],
}  # fmt: skip


@pytest.mark.usefixtures("one_process")
@pytest.mark.parametrize("kind", FACTS)
def test_facts_of_documents_are_no_furniture_also_above_it(tmp_path: Path, kind: str) -> None:
    """What stands in the place of other values, and the fixed headings among them; the footer below them goes."""
    draw = random.Random(3)
    facts = [FACTS[kind](draw, number) for number in range(120)]
    rows = [page(number) for number in range(120)]
    for number, row in enumerate(rows):
        row["text"] = "\n\n".join([*own_lines(number), *facts[number], *BELOW])
    write_jsonl(tmp_path, rows)
    texts = texts_of(job.run(config_of(tmp_path, site_lines=True, decide={"line_model": False})))
    for number, lines in enumerate(facts):
        assert texts[f"d{number}"] == "\n\n".join([*own_lines(number), *lines])


@pytest.mark.usefixtures("one_process")
def test_a_report_that_goes_on_growing_keeps_its_paragraphs(tmp_path: Path) -> None:
    entries = [f"Entry {number}: {own_lines(500 + number)[0]}" for number in range(9)]
    rows = [page(number) for number in range(20)]
    for number in range(9):
        body = entries[: number + 1][::-1]
        rows.append(page(100 + number, body=body))
    write_jsonl(tmp_path, rows)
    texts = texts_of(job.run(config_of(tmp_path, site_lines=True)))
    for number in range(9):
        assert all(entry in texts[f"d{100 + number}"] for entry in entries[: number + 1])


def test_same_hash_with_any_workers_and_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [page(n, site=f"velun{n % 2}.example") for n in range(60)]
    for number in range(6):
        write_jsonl(tmp_path, rows[10 * number : 10 * number + 10], f"{number}.jsonl")
    one = job.run(config_of(tmp_path, name="one", site_lines=True, run={"workers": 1}))
    assert one.ledger["kept"] == 60
    assert all("korsi" not in text for text in texts_of(one).values())
    monkeypatch.setattr(parts, "_MOST_FILES", 1)
    work = {"workers": 2, "keep_work": True}
    two = job.run(config_of(tmp_path, name="two", site_lines=True, run=work))
    assert (two.parts, two.export.content_hash) == (6, one.export.content_hash)
    # A file more: all is judged again, and nothing is read again that was read.
    write_jsonl(tmp_path, [page(100, site="velun1.example")], "9.jsonl")
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "dist/two/.work").glob("text-*/*.arrow")}
    versions = {"dir": str(tmp_path / "dist"), "version": "auto"}
    more = job.run(config_of(tmp_path, name="two", site_lines=True, run=work, export=versions))
    assert (len(kept), more.ledger["kept"], more.reused_parts) == (6, 61, 0)
    assert all(path.stat().st_mtime_ns == changed for path, changed in kept.items())
    again = job.run(config_of(tmp_path, name="two", site_lines=True, run=work, export=versions))
    assert (again.reused_parts, again.export.changed) == (7, False)
    judged = list((tmp_path / "dist/two/.work").glob("judge-*/*.arrow"))
    assert len(judged) == 7, "what was judged with the counts of before is gone"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("stage", ["text", "judge"])
def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    padding = {"padding": "x" * 7000}
    write_jsonl(tmp_path, [page(n) | padding for n in range(600)])
    sources = {"sources": [{"path": "in"}], "site_lines": True, "run": {"workers": 2}}
    whole = job.run(config_of(tmp_path, name="whole", **sources))
    config = config_of(tmp_path, name="killed", **sources)
    (tmp_path / "c.json").write_text(config.model_dump_json(), encoding="utf-8")
    work = tmp_path / "dist" / "killed" / ".work"
    with subprocess.Popen([sys.executable, "-m", "cleancorpus", "run", "c.json"], stdout=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while len(list(work.glob(f"{stage}-*/*.json"))) < 3:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
    result = job.run(config)
    assert result.export.content_hash == whole.export.content_hash
    assert result.ledger["kept"] == 600
    assert result.reused_texts >= 2 if stage == "text" else result.reused_texts == result.parts
    assert (result.reused_parts >= 2) == (stage == "judge")


@pytest.mark.usefixtures("one_process")
def test_a_saved_profile_does_the_same_in_a_later_run_and_in_a_cleaner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [page(n) for n in range(20)]
    write_jsonl(tmp_path, rows)
    counted = job.run(config_of(tmp_path, name="counted", site_lines={"save": "counts.arrow"}))
    before = Path("counts.arrow").read_bytes()
    job.run(config_of(tmp_path, name="counted", site_lines={"save": "counts.arrow"}), limit=5)
    assert Path("counts.arrow").read_bytes() == before, "a sample says little of the whole"
    taken = job.run(config_of(tmp_path, name="taken", site_lines={"profile": "counts.arrow"}))
    assert texts_of(taken) == texts_of(counted)
    cleaner = Cleaner(load_config("news", ["site_lines.profile=counts.arrow"]))
    doc = cleaner.clean(rows[3]["text"], rows[3]["url"], title=rows[3]["title"])
    assert doc.text == texts_of(counted)["d3"]
    assert "korsi" in Cleaner("news").clean(rows[3]["text"], rows[3]["url"], title=rows[3]["title"]).text
    new = page(400)  # a page that nobody has counted
    assert "korsi" not in cleaner.clean(new["text"], new["url"], title=new["title"]).text
    other = page(401, site="aker.example")
    assert "korsi" in cleaner.clean(other["text"], other["url"], title=other["title"]).text


@pytest.mark.usefixtures("one_process")
def test_counts_that_are_good_for_nothing_are_a_note(tmp_path: Path) -> None:
    write_jsonl(tmp_path, [{"id": f"d{n}", "text": page(n)["text"]} for n in range(9)])
    (note,) = job.run(config_of(tmp_path, name="a", site_lines=True)).notes
    assert note.startswith(
        "site_lines: none of 9 documents has an address or a site, so no line can be counted; name the fields"
    )
    write_jsonl(tmp_path, [page(n, site=f"host{n % 3}.example") for n in range(9)])
    (note,) = job.run(config_of(tmp_path, name="b", site_lines=True)).notes
    assert note.startswith("site_lines: no site has 5 documents or more, so nothing could be cut")
    rules = {"site-line": {"min_documents": 3}}
    (note,) = job.run(config_of(tmp_path, name="c", site_lines=True, rules=rules)).notes
    assert note.startswith("site_lines: 9 of 9 documents are on sites with 3 documents or more; ")


@pytest.mark.usefixtures("one_process")
def test_a_users_column_can_say_what_a_site_is(tmp_path: Path) -> None:
    rows = [page(n, site=f"host{n}.example") | {"publisher": f"P{n % 2}"} for n in range(20)]
    write_jsonl(tmp_path, rows)
    source = [{"path": str(tmp_path / "in"), "fields": {"site": "publisher"}}]
    by_site = job.run(config_of(tmp_path, name="a", sources=source, site_lines={"by": "site"}))
    assert all("korsi" not in text for text in texts_of(by_site).values())
    by_domain = job.run(config_of(tmp_path, name="b", sources=source, site_lines=True))
    assert all("korsi" in text for text in texts_of(by_domain).values())


def test_wrong_profiles_and_places_are_one_line(tmp_path: Path) -> None:
    missing = tmp_path / "none.arrow"
    with pytest.raises(ConfigError, match=r"site_lines\.profile: '.*none\.arrow' cannot be read: .*; name a file"):
        settle({"site_lines": {"profile": str(missing)}}, "c.yaml")
    (tmp_path / "text.arrow").write_text("no Arrow file")
    with pytest.raises(ConfigError, match=r"site_lines\.profile: '.*text\.arrow' is no profile; name a file of"):
        read_profile(str(tmp_path / "text.arrow"))
    other = pa.table({"line": [1]})
    with pa.ipc.new_file(str(tmp_path / "other.arrow"), other.schema) as writer:
        writer.write_table(other)
    with pytest.raises(ConfigError, match=r"other\.arrow: is no profile of site lines; name a file that"):
        read_profile(str(tmp_path / "other.arrow"))
    with pytest.raises(ConfigError, match=r"site_lines\.save: '.*' cannot be written: "):
        write_profile(profile_of_counts("s", 9, []), Path("/proc/nobody/counts.arrow"))
    with pytest.raises(ConfigError, match=r"site_lines: profile and save: with a profile nothing is counted"):
        settle({"site_lines": {"profile": "a", "save": "b"}}, "c.yaml")
    write_jsonl(tmp_path, [page(1)])
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match=r"file: is a file, no folder; set site_lines\.save to another place"):
        job.run(config_of(tmp_path, site_lines={"save": str(tmp_path / "file" / "x.arrow")}))
    profile = profile_of_counts("s", 9, [("Share 0", 9)])
    write_profile(profile, tmp_path / "own.arrow")
    back = read_profile(str(tmp_path / "own.arrow"))
    assert back is not None
    assert (back.digest, back.by) == (profile.digest, "domain")


# ------------------------------------------------------------------------------------------------------------- passages


@pytest.mark.usefixtures("one_process")
def test_long_passages_go_where_that_is_asked_and_copies_keep_all(tmp_path: Path) -> None:
    about = " ".join(own_lines(1000)[:2])
    rows = []
    for number in range(40):
        own = own_lines(number)
        row = page(number, site=f"host{number % 8}.example")
        rows.append(row | {"text": "\n\n".join([own[0], about, *own[1:]])})
    rows += [rows[0] | {"id": f"copy{n}", "url": f"https://host{n}.example/c"} for n in range(20)]
    write_jsonl(tmp_path, rows)

    def made(name: str, **rule: Any) -> job.RunResult:
        rules = {"repeated-passage": rule} if rule else {}
        return job.run(config_of(tmp_path, name=name, site_lines=True, rules=rules))

    assert all(about in text for text in texts_of(made("off")).values())
    cut = made("cut", min_sites=8)
    assert not any(about in text for text in texts_of(cut).values())
    assert texts_of(cut)["d3"] == "\n\n".join(own_lines(3))
    (evidence,) = {row["findings"][0]["evidence"] for row in table(cut, "removals")}
    assert evidence == "in 40 documents on 20 sites", "copies of one article count as one document, on many sites"
    assert all(about in text for text in texts_of(made("more", min_sites=21)).values())
    reported = made("reported", report_only=True)
    assert all(about in text for text in texts_of(reported).values())
    assert reported.ledger["trial_findings_by_rule"] == {"repeated-passage": 40}
    with pytest.raises(ConfigError, match=r"rules\.repeated-passage\.min_sites: is 2, but counts begin with three"):
        settle({"rules": {"repeated-passage": {"min_sites": 2}}}, "c.yaml")


def test_parts_that_are_read_and_not_judged_are_told(tmp_path):
    rows = [
        {"id": str(n), "url": f"https://velun.example/{n}", "text": f"The {n}th boat came in on Monday, they said."}
        for n in range(4)
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    config = Config.model_validate({
        "name": "t", "sources": [{"path": str(tmp_path / "in.jsonl")}], "export": {"dir": str(tmp_path / "dist")},
        "site_lines": True, "quality": {"min_words": 1}, "run": {"workers": 1, "keep_work": True},
    })  # fmt: skip
    job.run(config)
    assert parts_done(config) == (1, 1)
    work_folder(config).remove(make_plan(config).judge.folder)
    assert parts_done(config) == (0, 1)
