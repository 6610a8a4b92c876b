"""What libraries print while a run is at work goes into the log: standard output has the result alone."""

from __future__ import annotations

import json
import logging

import pytest

from cleancorpus.cli.logs import printed_to_log, set_up_logging


@pytest.fixture(autouse=True)
def logging_as_before():
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.getLogger("cleancorpus").level
    yield
    root.handlers[:], level, ours = before
    root.setLevel(level)
    logging.getLogger("cleancorpus").setLevel(ours)


def test_what_is_printed_is_logged_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(0, as_json=True)
    with printed_to_log():
        print("\x1b[33m(cluster)\x1b[0m A worker 100 % lost\x1b]0;title\x07\nand", end=" ")
        print("another")
        print()
        print("no end", end="")
    print("{}")
    out, err = capsys.readouterr()
    assert out == "{}\n"
    told = [json.loads(line) for line in err.splitlines()]
    assert [each["message"] for each in told] == [
        "(cluster) A worker 100 % lost\N{REPLACEMENT CHARACTER}]0;title\N{REPLACEMENT CHARACTER}",
        "and another",
        "no end",
    ]
    assert {(each["event"], each["level"]) for each in told} == {("printed", "warning")}
