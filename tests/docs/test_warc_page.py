"""The page on web archives: its commands work, and it names all that the code has."""

import json
import re
import subprocess
import sys
from pathlib import Path

import web_archives
from cleancorpus.read.no_documents import NO_DOCUMENT

PAGE = (Path(__file__).parents[2] / "docs" / "warc.md").read_text(encoding="utf-8")


def test_the_commands_of_the_page_make_a_dataset_of_a_crawl(tmp_path):
    (tmp_path / "crawl").mkdir()
    for number, blocks in enumerate((web_archives.wget(5), web_archives.heritrix())):
        (tmp_path / "crawl" / f"{number}.warc.gz").write_bytes(web_archives.gz(blocks))
    (settings,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "crawl.yaml").write_text(settings, encoding="utf-8")
    commands = re.findall(r"^python -m (cleancorpus .+)$", PAGE, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", *command.split()], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "dist" / "my-crawl" / "1.0.0" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["ledger"]["kept"] >= 5
    assert [entry["records"] for entry in manifest["inputs"]] == [
        len(web_archives.wget(5)),
        len(web_archives.heritrix()),
    ]


def test_the_page_names_all_reasons_that_a_web_archive_has():
    table = PAGE.partition("| reason | the record |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z-]+)`", table)) == {*NO_DOCUMENT} - {"no-text", "no-rows"}
