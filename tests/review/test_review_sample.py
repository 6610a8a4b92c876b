"""The random sample of the review: what is drawn, what counts as drawn, and what the card says of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="needs the extra: pip install 'cleancorpus[review]'")
pytest.importorskip("uvicorn", reason="needs the extra: pip install 'cleancorpus[review]'")

from reviewed import Server, article, serving, version

from cleancorpus.export import card
from cleancorpus.review.audit import RuleAudit


def of_rule(server: Server, size: int, rule: str) -> RuleAudit:
    return next(one for one in server.review.audit(size)[1] if one.rule == rule)


def drawn(server: Server, size: int, rule: str) -> set[str]:
    rows = server.review.index.removals.row[of_rule(server, size, rule).sample]
    return {server.review.index.ids[int(row)].as_py() for row in rows}


def next_drawn(server: Server, query: str) -> tuple[int, int]:
    """Row and cut of the next one to judge."""
    location = server.ask(f"audit/next?{query}")[2]["location"]
    found = re.search(r"doc/(\d+)\?audit=\d+&cut=(\d+)", location)
    assert found is not None, location
    return int(found[1]), int(found[2])


def test_another_version_has_another_sample_and_the_same_version_the_same(tmp_path: Path) -> None:
    documents = [article(n, ("planted", f"Planted line {n}")) for n in range(100)]
    first, second = version(tmp_path / "a", documents), version(tmp_path / "b", documents[:-1])
    with serving(first) as server, serving(first) as again, serving(second) as other:
        one = drawn(server, 20, "planted")
        assert one == drawn(again, 20, "planted") and len(one) == 20
        assert len(one & drawn(other, 20, "planted")) < 12  # four by chance; all that are still there with a fixed seed


def test_what_stands_beside_a_drawn_removal_was_not_drawn(tmp_path: Path) -> None:
    documents = [article(n, *[("byline", f"By Ada {n} {k}") for k in range(20 if n == 0 else 1)]) for n in range(40)]
    with serving(version(tmp_path, documents)) as server:
        (only,) = of_rule(server, 1, "byline").sample
        for row in range(5):
            for cut in server.review.document(row).cuts:
                server.say(row, f"wrong:removal:{cut.spot}", "?audit=1")
        row = int(server.review.index.removals.row[only])
        place = only - server.review.index.removals_of(row).start
        spot = server.review.document(row).cuts[place].spot
        server.say(row, f"right:removal:{spot}", "?audit=1")
        said = server.review.judgements.all()
        assert [one["audit"] for one in said.values() if one["audit"]] == [1]
        for size in (1, 59):
            assert dict(of_rule(server, size, "byline").said) == {"right": 1}
        for one in said.values():  # as a file says that somebody else has written
            one["audit"] = 1
        assert sum(dict(server.review.sample.audit(59, said)[0].said).values()) == 1


def test_a_sample_in_a_document_of_very_many_cuts_comes_to_its_end(tmp_path: Path) -> None:
    cuts = [("share-bar", f"Share this {number}") for number in range(700)]
    with serving(version(tmp_path, [article(1, *cuts)])) as server:
        judged: set[int] = set()
        for _ in range(20):
            row, cut = next_drawn(server, "n=20")
            page = server.ask(f"doc/{row}?audit=20&cut={cut}")[1]
            assert f'id="cut-{cut}"' in page and f"{700 - 500 - (cut >= 500)} more are not listed" in page
            spot = server.review.document(row).cuts[cut].spot
            assert f'value="right:removal:{spot}"' in page
            server.say(row, f"right:removal:{spot}", "?audit=20")
            judged.add(cut)
        assert len(judged) == 20 and max(judged) >= 500
        assert "/audit?n=20" in server.ask("audit/next?n=20")[2]["location"]


def test_the_card_says_nothing_of_judgements_that_are_gone(tmp_path: Path) -> None:
    folder = version(tmp_path)
    path = folder / card.FILE
    before = path.read_bytes()
    with serving(folder) as server:
        row, cut = next_drawn(server, "n=3&rule=byline")
        server.say(row, f"right:removal:{server.review.document(row).cuts[cut].spot}", "?audit=3")
        assert server.review.write_card() == 1 and b"How precise" in path.read_bytes()
        server.review.judgements.path.unlink()
        assert not of_rule(server, 3, "byline").said
        assert server.review.write_card() == 0  # who only looks takes nothing out
        assert b"How precise" in path.read_bytes()
        assert server.ask("card", "POST", {})[2]["location"].endswith("told=0")
        assert "the card has no such section" in server.ask("audit?told=0")[1]
        assert path.read_bytes() == before


@pytest.mark.parametrize("anchor", (True, False))
def test_the_section_stands_outside_of_what_people_write(tmp_path: Path, anchor: bool) -> None:
    folder = version(tmp_path)
    path = folder / card.FILE
    text = path.read_text(encoding="utf-8")
    if not anchor:  # as earlier releases have made it
        text = text.replace("<!-- before this: judged -->\n", "")
    hand = "We judge it by hand.\n\n<!-- before this: judged -->\n## Known limits\n<!-- judged -->\nOurs.\n<!-- end judged -->"
    text = re.sub(
        r"(<!-- write: (?:rationale|citation) -->\n)\n?(<!-- end)", lambda match: f"{match[1]}{hand}\n{match[2]}", text
    )
    assert text.count(hand) == 2
    path.write_text(text, encoding="utf-8")
    card.put_judged(folder, "## How precise the rules are\n\nFIGURES")
    found = path.read_text(encoding="utf-8")
    assert re.search(r"FIGURES\n<!-- end judged -->\n\n(<!-- before this: judged -->\n)?## Known limits\n", found)
    assert card.read_sections(folder) == {"rationale": hand, "citation": hand}
    card.put_judged(folder, "")
    assert path.read_text(encoding="utf-8") == text


def test_records_that_share_an_id_keep_their_judgements_apart(tmp_path: Path) -> None:
    from invented import dropped

    twice = [dropped(900_001), dropped(900_001) | {"position": 77, "repaired_text": "Another text.\nLine two of it."}]
    folder = version(tmp_path, [article(0), article(2), *twice])
    with serving(folder) as server:
        index = server.review.index
        row = next(row for row in range(len(index)) if (server.review.document(row).text or "").startswith("Another"))
        assert index.find("doc-900001", "dropped") == row - 1
        server.say(row, f"missed:line:{server.review.document(row).lines[0].spot}")
    with serving(folder) as again:
        assert again.review.rows_judged() == {"any": {row}, "missed": {row}}
        assert [line.missed for line in again.review.document(row - 1).lines] == [""]


def test_the_numbers_beside_rules_are_those_of_the_rows_that_are_listed(tmp_path: Path) -> None:
    cuts = [("byline", f"By Ada {number}") for number in range(9)]
    with serving(version(tmp_path, [article(1, *cuts), article(2, ("byline", "By Bo"))])) as server:
        assert re.findall(r"byline \((\d+)\)", server.ask("")[1]) == ["2"]
        assert "<h1>2 of 2 rows</h1>" in server.ask("?rule=byline")[1]


def test_all_words_of_a_title_are_found(tmp_path: Path) -> None:
    long: dict[str, Any] = {**article(1), "title": f"{'word ' * 100}zebra"}
    with serving(version(tmp_path, [long, article(2)])) as server:
        for query in ("q=Zebra&where=title", "q=zebra"):
            assert "<h1>1 of 2 rows</h1>" in server.ask(f"?{query}")[1]
        assert "<h1>0 of 2 rows</h1>" in server.ask("?q=zebra&where=text")[1]


def test_an_address_that_is_none_of_its_own_is_told_so(tmp_path: Path) -> None:
    with serving(version(tmp_path)) as server:
        for digits, status in ((5_000, 414), (150, 404)):
            assert server.ask(f"doc/{'9' * digits}")[0] == status
            assert server.ask(f"doc/{'9' * digits}", "POST", {"say": "x"})[0] == (414 if status == 414 else 400)
