"""Pages that browsers saved, and feeds."""

from __future__ import annotations

import json
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import pytest

from cleancorpus.config import Read, Source
from cleancorpus.model import Record
from cleancorpus.read import Piece, list_files, read_piece
from cleancorpus.read.no_documents import Tally
from web_archives import SENTENCES, page

LONG = " ".join(SENTENCES)


def read(path: Path, max_record_bytes: int = 20_000_000, **source: str) -> tuple[list[Record], Counter[str]]:
    (file,) = list_files((Source(path=path.name, **source),), path.parent).files
    tally = Tally()
    records = list(read_piece(Piece(file), Read(max_record_bytes=max_record_bytes), tally))
    return records, tally.skipped.get(file.name, Counter())


def saved(
    html: bytes, encoding: str = "quoted-printable", charset: str = "utf-8", subject: str = "Bridge closed"
) -> bytes:
    """A page as a browser saves it."""
    mail = EmailMessage()
    mail["From"] = "<Saved by Blink>"
    mail["Snapshot-Content-Location"] = "https://harbour.example/saved"
    mail["Subject"] = subject
    mail["Date"] = "Fri, 3 May 2024 12:11:12 +0200"
    mail["MIME-Version"] = "1.0"
    mail.set_type("multipart/related")
    part = EmailMessage()
    part.set_content(html, "text", "html", cte=encoding)
    part.set_param("charset", charset)
    part["Content-Location"] = "https://harbour.example/saved"
    picture = EmailMessage()
    picture.set_content(bytes(range(200)), "image", "png", cte="base64")
    for each in (part, picture):
        del each["MIME-Version"]
    mail.set_payload([part, picture])
    return mail.as_bytes()


@pytest.mark.parametrize("name", ["a.mht", "a.mhtml", "saved"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
def test_the_page_of_a_saved_file_is_the_document(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / name).write_bytes(saved(page(1).encode(), encoding))
    ((found,), skipped) = read(tmp_path / name)
    assert (found.kind, found.data.replace(b"\r\n", b"\n").strip()) == ("html", page(1).encode())
    assert (found.url, found.declared_encoding) == ("https://harbour.example/saved", "utf-8")
    assert (found.fetched, found.published, found.title) == ("2024-05-03T10:11:12Z", None, None)
    assert not skipped


def test_the_subject_is_the_title_where_the_page_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.mhtml").write_bytes(saved(f"<p>{LONG}</p>".encode(), subject="Brücke geschlossen"))
    ((found,), _) = read(tmp_path / "a.mhtml")
    assert found.title == "Brücke geschlossen"


def test_a_saved_file_that_breaks_off_says_so(tmp_path: Path) -> None:
    data = saved(page(1).encode())
    (tmp_path / "a.mhtml").write_bytes(data[:-100])
    ((found,), _) = read(tmp_path / "a.mhtml")
    assert found.flags == ("cut-in-source:boundary",)
    assert found.data.replace(b"\r\n", b"\n").strip() == page(1).encode()


def test_saved_files_without_a_page_or_too_long_are_errors(tmp_path: Path) -> None:
    data = saved(page(1).encode())
    (tmp_path / "a.mhtml").write_bytes(data.replace(b"text/html", b"text/css"))
    (tmp_path / "b.mhtml").write_bytes(data + b"x" * 2000)
    ((none,), _) = read(tmp_path / "a.mhtml")
    assert none.error == "no-page: a.mhtml: holds no page: no part is text/html; leave it out"
    ((long,), _) = read(tmp_path / "b.mhtml", max_record_bytes=2000)
    assert long.error is not None and long.error.startswith("record-too-long: b.mhtml: ")


# -------------------------------------------------------------------------------------------------------------- feeds

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Harbour Herald</title><link>https://harbour.example/</link><language>en-gb</language>
<item><title>Bridge &amp;amp; ferry</title><link>https://harbour.example/1</link><dc:creator>Jane Doe</dc:creator>
<pubDate>Fri, 03 May 2024 10:11:12 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>]]></content:encoded></item>
<item><title>Teaser</title><link>https://harbour.example/2</link><description>Only a few words.</description></item>
<item><title>Long</title><guid isPermaLink="false">x-3</guid><description>{LONG} {LONG}</description></item>
</channel></rss>
"""
ATOM = f"""<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!-- a feed --><feed xmlns="http://www.w3.org/2005/Atom">
<title>The Harbour Herald</title><id>urn:x</id><updated>2024-05-03T10:11:12Z</updated>
<entry><title>Bridge</title><id>urn:1</id><link href="https://harbour.example/1"/><updated>2024-05-04T00:00:00Z</updated>
<published>2024-05-03T10:11:12Z</published><author><name>Jane Doe</name></author>
<content type="html">&lt;p&gt;{SENTENCES[0]}&lt;/p&gt;</content></entry>
<entry><title>None</title><id>urn:2</id><updated>2024-05-04T00:00:00Z</updated></entry></feed>
"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Harbour Herald",
        "language": "en",
        "items": [
            {"id": "1", "url": "https://harbour.example/1", "title": "Bridge", "content_html": f"<p>{SENTENCES[0]}</p>", "date_published": "2024-05-03T10:11:12Z", "authors": [{"name": "Jane Doe"}]},
            {"id": "2", "content_text": SENTENCES[1]},
            {"id": "3", "summary": "Short."},
            "no entry",
        ],
    }
)  # fmt: skip


def need_feedparser() -> None:
    pytest.importorskip("feedparser", reason="needs cleancorpus[feeds]")


@pytest.mark.parametrize("name", ["a.rss", "a.xml", "feed", "a.rss.gz"])
def test_entries_of_rss_with_a_text_are_documents(tmp_path: Path, name: str) -> None:
    need_feedparser()
    import gzip

    (tmp_path / name).write_bytes(gzip.compress(RSS.encode()) if name.endswith(".gz") else RSS.encode())
    records, skipped = read(tmp_path / name)
    first, long = records
    assert (first.kind, first.title, first.authors) == ("html", "Bridge & ferry", ("Jane Doe",))
    assert first.data.decode() == f"<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>"
    assert (first.url, first.language, first.site) == ("https://harbour.example/1", "en", "The Harbour Herald")
    assert first.published is not None and first.published.startswith("2024-05-03T10:11:12")
    assert (long.id, long.kind, long.data.decode(), long.position) == ("x-3", "text", f"{LONG} {LONG}", 3)
    assert skipped == {"no-text": 1}


def test_entries_of_atom_with_a_text_are_documents(tmp_path: Path) -> None:
    need_feedparser()
    (tmp_path / "a.atom").write_text(ATOM, encoding="utf-8")
    (found,), skipped = read(tmp_path / "a.atom")
    assert (found.title, found.authors, found.published) == ("Bridge", ("Jane Doe",), "2024-05-03T10:11:12+00:00")
    assert (found.data.decode(), skipped) == (f"<p>{SENTENCES[0]}</p>", {"no-text": 1})


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("A <b>bold</b> bridge &amp; <a href='/x'>more</a>", "A bold bridge & more"),
        ("&lt;b&gt;Big&lt;/b&gt; news", "Big news"),
        ("&lt;EM class=&quot;x&quot;&gt;Late&lt;/EM&gt;<br/> ferry", "Late ferry"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("What <section> is for", "What <section> is for"),
    ],
)
def test_titles_in_json_feeds_are_plain_text(tmp_path: Path, title: str, said: str) -> None:
    item = {"id": "1", "title": title, "content_text": SENTENCES[0]}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": [item]}
    (tmp_path / "feed.json").write_text(json.dumps(feed), encoding="utf-8")
    ((found,), _) = read(tmp_path / "feed.json")
    assert (found.title, found.site) == (said, said)


@pytest.mark.parametrize("name", ["feed.json", "feed"])
def test_json_feeds_are_read_without_any_package(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "feedparser", None)
    (tmp_path / name).write_text(JSON_FEED, encoding="utf-8")
    records, skipped = read(tmp_path / name)
    assert [(found.kind, found.title, found.authors) for found in records] == [
        ("html", "Bridge", ("Jane Doe",)),
        ("text", None, ()),
    ]
    assert (records[0].published, records[1].id, skipped) == ("2024-05-03T10:11:12+00:00", "2", {"no-text": 2})


def test_plain_texts_of_json_feeds_are_no_pages(tmp_path: Path) -> None:
    text = "A vector<int> holds numbers &amp; <b>no</b> words."
    long = f"{LONG} {LONG} <em>{LONG}</em>"
    items = [{"id": "1", "content_text": text}, {"id": "2", "summary": long}, {"id": "3", "content_text": "<int>"}]
    items += [{"id": "4", "content_html": " ", "content_text": text}, {"id": "5", "content_html": "Bread &amp; salt"}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": items}
    (tmp_path / "feed.json").write_text(json.dumps(feed), encoding="utf-8")
    records, skipped = read(tmp_path / "feed.json")
    texts = [text, long, "<int>", text, "Bread & salt"]
    assert [(found.kind, found.data.decode()) for found in records] == [("text", each) for each in texts]
    assert not skipped


def test_a_feed_that_breaks_off_gives_what_was_before_and_an_error(tmp_path: Path) -> None:
    need_feedparser()
    cut = RSS.index("<item><title>Long")
    (tmp_path / "a.rss").write_text(RSS[:cut], encoding="utf-8")
    records, skipped = read(tmp_path / "a.rss")
    assert [found.kind for found in records] == ["html", "error"]
    assert records[1].error is not None and records[1].error.startswith("damaged: a.rss: is no sound XML at line ")
    assert skipped == {"no-text": 1}


def test_the_entry_in_which_a_feed_ends_is_the_error(tmp_path: Path) -> None:
    need_feedparser()
    (tmp_path / "a.rss").write_text(RSS[: RSS.index("Only a few")], encoding="utf-8")
    records, skipped = read(tmp_path / "a.rss")
    assert [(found.kind, found.position) for found in records] == [("html", 1), ("error", 2)]
    error = records[1].error
    assert error is not None and error.endswith(
        "; the file ends within entry 2; fetch it again; all other entries that it has are read"
    )
    assert not skipped


def test_a_cut_entry_that_has_only_a_picture_is_the_error(tmp_path: Path) -> None:
    need_feedparser()
    picture = "<content:encoded>&lt;img src='a.png'&gt;</content:encoded>"
    cut = RSS[: RSS.index("<item><title>Teaser")] + f"<item><title>A</title>{picture}"
    (tmp_path / "a.rss").write_text(cut, encoding="utf-8")
    records, skipped = read(tmp_path / "a.rss")
    assert [(found.kind, found.position) for found in records] == [("html", 1), ("error", 2)]
    assert not skipped


def test_the_entry_in_which_a_feed_ends_is_named_as_cut_where_its_text_is_there(tmp_path: Path) -> None:
    need_feedparser()
    cut = RSS.replace(f"{LONG}</description></item>", f"{LONG}</description><category>Har")
    (tmp_path / "a.rss").write_text(cut[: cut.index("<category>Har") + 13], encoding="utf-8")
    records, skipped = read(tmp_path / "a.rss")
    assert [(found.kind, found.flags) for found in records] == [
        ("html", ()),
        ("text", ("cut-in-source:entry",)),
        ("error", ()),
    ]
    assert skipped == {"no-text": 1}


def test_wherever_a_feed_ends_no_cut_entry_is_counted_as_a_sound_one(tmp_path: Path) -> None:
    need_feedparser()
    for cut in range(RSS.index("<item>"), RSS.index("</channel>"), 5):
        (tmp_path / "a.rss").write_text(RSS[:cut], encoding="utf-8")
        records, skipped = read(tmp_path / "a.rss")
        whole = RSS[:cut].count("</item>")
        sound = [found for found in records if found.error is None and not found.flags]
        assert len(sound) + skipped.total() == whole, RSS[:cut][-60:]
        assert records[-1].kind == "error"


def test_a_feed_with_a_wrong_sign_says_that_all_its_entries_are_read(tmp_path: Path) -> None:
    need_feedparser()
    (tmp_path / "a.rss").write_text(RSS.replace("Short.", "Bread & salt."), encoding="utf-8")
    records, skipped = read(tmp_path / "a.rss")
    assert [found.kind for found in records] == ["html", "text", "error"]
    error = records[2].error
    assert error is not None and error.endswith("; fetch it again; the entries that it has are read")
    assert skipped == {"no-text": 1}


@pytest.mark.parametrize(
    "spoil, kinds",
    [
        (("Short.", "Bread &#xD800; and &#99999999999; salt."), ["html", "text"]),  # references to no character
        (
            ("<title>", "<title></t\N{ZERO WIDTH NO-BREAK SPACE}itle>"),
            ["html", "text", "error"],
        ),  # an entry without a summary
    ],
)
def test_what_the_parser_of_feeds_trips_over_costs_no_entry(
    tmp_path: Path, spoil: tuple[str, str], kinds: list[str]
) -> None:
    need_feedparser()
    (tmp_path / "a.rss").write_text(RSS.replace(*spoil), encoding="utf-8")
    records, _ = read(tmp_path / "a.rss")
    assert [found.kind for found in records] == kinds
    assert not any("defect" in (found.error or "") for found in records)


@pytest.mark.parametrize("digits", ["9" * 25, "x" + "1" * 25, "9" * 5000, "x" + "9" * 5000, "0" * 5000 + "65"])
@pytest.mark.parametrize("form", ["&#{};", "&#{} ", "&amp;#{};", "&amp;#{} ", "<![CDATA[<p>&#{}; a</p>]]>"])
def test_references_of_any_length_to_no_character_cost_no_entry(tmp_path: Path, form: str, digits: str) -> None:
    need_feedparser()
    (tmp_path / "a.rss").write_text(RSS.replace("Short.", form.format(digits)), encoding="utf-8")
    records, _ = read(tmp_path / "a.rss")
    errors = [found.error for found in records]
    assert errors[:2] == [None, None]
    assert len(errors) == (3 if form == "&#{} " else 2)  # which is no sound XML


def test_references_of_any_length_in_a_json_feed_cost_no_entry(tmp_path: Path) -> None:
    text = f"{SENTENCES[0]} &#{'9' * 5000}; &#{'0' * 5000}65;"
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "title": text, "content_text": text}, {"id": "2", "content_text": SENTENCES[1]}],
    }
    (tmp_path / "a.json").write_text(json.dumps(feed), encoding="utf-8")
    records, _ = read(tmp_path / "a.json")
    assert [found.error for found in records] == [None, None]
    assert records[0].title == f"{SENTENCES[0]} \N{REPLACEMENT CHARACTER} A"


def test_a_feed_that_its_parser_cannot_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    feedparser = pytest.importorskip("feedparser")

    def parse(*_: object, **__: object) -> None:
        raise KeyError("nobody\nexpects this")

    monkeypatch.setattr(feedparser, "parse", parse)
    (tmp_path / "a.rss").write_text(RSS, encoding="utf-8")
    (record,), _ = read(tmp_path / "a.rss")
    assert record.error is not None and record.error.startswith("damaged: ")
    assert "holds what feedparser cannot read (KeyError: " in record.error


def test_sitemaps_hold_no_text(tmp_path: Path) -> None:
    urls = "<url><loc>https://harbour.example/1</loc><news:news><news:title>Bridge</news:title></news:news></url>"
    text = f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    (tmp_path / "sitemap.xml").write_text(text, encoding="utf-8")
    (tmp_path / "other.xml").write_text("<catalogue><a/></catalogue>", encoding="utf-8")
    (tmp_path / "a.txt").write_text(LONG, encoding="utf-8")
    found = list_files((Source(path="."),), tmp_path)
    assert {item.name: item.reason for item in found.skipped} == {
        "sitemap.xml": "sitemap",
        "other.xml": "no-article-format",
    }


def test_without_feedparser_a_feed_is_named_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cleancorpus.read import sources

    monkeypatch.setattr(sources, "find_spec", lambda _: None)
    for name in ("a.rss", "a.xml", "feed"):
        (tmp_path / name).write_text(RSS, encoding="utf-8")
    (tmp_path / "a.txt").write_text(LONG, encoding="utf-8")
    found = list_files((Source(path="."),), tmp_path)
    assert {item.reason for item in found.skipped} == {"missing-package"}
    assert all("pip install 'cleancorpus[feeds]'" in item.why for item in found.skipped)
