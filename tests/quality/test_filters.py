"""Scripts, lists of domains, addresses and words; and how words and sentences are counted."""

import gzip

import pytest

from cleancorpus import Cleaner
from cleancorpus.checked_config import load_config, settle
from cleancorpus.config import Config
from cleancorpus.errors import ConfigError
from cleancorpus.known.function_words import BY_LANGUAGE, function_words
from cleancorpus.pipeline.plan import make_plan
from cleancorpus.quality.check import Cleaned
from cleancorpus.quality.checks import build_checks, first_verdict
from cleancorpus.quality.counting import n_sentences
from cleancorpus.repair.assemble import assemble
from cleancorpus.text import n_words


def dropped(quality, text="some text", url=None):
    config = Config.model_validate({"quality": {"min_words": 0, **quality}})
    doc = assemble(text, id="x", language="en", language_score=1.0, url=url)
    found = first_verdict(build_checks(config), Cleaned(doc, text, n_words(text)))
    return found and (found.reason, found.detail)


@pytest.mark.parametrize(
    ("text", "scripts", "wanted"),
    [
        ("abcd едва", ["Latin"], None),  # four of eight
        ("abc едва", ["Latin"], ("script", "3 of 7 letters are Latin, quality.min_script_share is 0.5")),
        ("東京タワーへ", ["Han", "Kana"], None),
        ("東京タワーへ", ["Han"], ("script", "2 of 6 letters are Han, quality.min_script_share is 0.5")),
        ("12:45 — 13:00", ["Latin"], None),
        ("ＡＢＣ", ["Latin"], None),
        ("едва", [], None),
    ],
)
def test_scripts_are_told_by_letters(text, scripts, wanted):
    assert dropped({"keep_scripts": scripts}, text) == wanted


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://example.org/a", "blocked_domain"),
        ("http://www.News.Example.org:8080/b?x=1", "blocked_domain"),
        ("https://anexample.org/a", None),
        ("https://org/a", None),
        ("https://höfe.example/", "blocked_domain"),
        ("http://example.net/story/?utm_source=mail", "blocked_url"),
        ("https://example.net/story/2", None),
        (None, None),
    ],
)
def test_lists_take_domains_with_all_below_them_and_addresses_in_any_form(tmp_path, url, reason):
    with gzip.open(tmp_path / "domains.gz", "wt", encoding="utf-8") as file:
        file.write("# invented\nexample.org\n\nxn--hfe-sna.example\n")
    (tmp_path / "urls.txt").write_text("https://www.example.net/story\n", encoding="utf-8")
    lists = {"blocked_domains": [str(tmp_path / "domains.gz")], "blocked_urls": [str(tmp_path / "urls.txt")]}
    found = dropped(lists, url=url)
    assert (found and found[0]) == reason


@pytest.mark.parametrize(
    ("text", "between", "found"),
    [
        ("Blast it all", "no_letters", True),
        ("That is blasted", "no_letters", False),
        ("A sandblast", "no_letters", False),
        ("He said «BLAST».", "no_letters", True),
        ("in the name of thunder and hail", "no_letters", True),
        ("A blast\nof air", "c4", False),  # nothing stands behind it in its line
        ("The blast, he said", "c4", True),
        ("sandéblast, he said", "c4", True),  # é is none of a-z
        ("sandéblast, he said", "no_letters", False),
        ("這個壞詞在此", "no_letters", True),
    ],
)
def test_bad_words_stand_alone_in_any_capitals(tmp_path, text, between, found):
    (tmp_path / "words.txt").write_text("Blast\nname of thunder\n壞詞\n", encoding="utf-8")
    verdict = dropped({"bad_words": [str(tmp_path / "words.txt")], "bad_words_between": between}, text)
    assert (verdict is not None) == found
    assert verdict is None or verdict[0] == "bad_word"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (None, "cannot be read: No such file or directory; name a file, relative to the current folder"),
        (b"# nothing\n\n", "has no entry; write one a line, or take the file out"),
        (b"caf\xe9\n", "is not UTF-8; save it as UTF-8"),
    ],
)
def test_a_list_that_is_none_stops_before_work_begins(tmp_path, monkeypatch, content, line):
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / "list.txt").write_bytes(content)
    (tmp_path / "c.yaml").write_text("quality: {bad_words: [list.txt]}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config("c.yaml")
    assert str(caught.value) == f"c.yaml: quality.bad_words: 'list.txt' {line}"


def test_lists_say_which_entry_or_file_is_wrong(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"example.org\n" * 2000)[:-9])
    (tmp_path / "b.txt").write_text("no domain at all\n", encoding="utf-8")
    (tmp_path / "c.txt").write_text("https://sound.example/\nhttps://example.org/a\n", encoding="utf-8")
    (tmp_path / "d.txt").write_text("example.org?story=5\n", encoding="utf-8")
    for name, line in (
        ("a.gz", "is no whole gzip file"),
        ("b.txt", "'no domain at all' is no domain; write one a line"),
        (
            "c.txt",
            "'https://example.org/a' is an address of example.org, all of which would go; write example.org, or name it in ",
        ),
        ("d.txt", "is an address of example.org"),
    ):
        with pytest.raises(ConfigError, match=line):
            settle({"quality": {"blocked_domains": [str(tmp_path / name)]}}, "c.yaml")


def test_another_content_of_a_list_judges_again(tmp_path):
    path = tmp_path / "words.txt"
    config = Config.model_validate({"quality": {"bad_words": [str(path)]}})
    keys = []
    for content in ("blast\n", "blast\nthunder\n", "# said twice\nthunder\nblast\nblast\n"):
        path.write_text(content, encoding="utf-8")
        keys.append((make_plan(config).judge.digest, Cleaner(config).fingerprint))
    assert keys[0] != keys[1]
    assert keys[1] == keys[2]


@pytest.mark.parametrize(
    ("text", "language", "n"),
    [
        ("One. Two! Three? Four", "en", 4),
        ("Mr. Doe and Dr. J. Roe of the U.S. came at 5 p.m. to St. Ives.", "en", 1),
        ("He paid 3.50 at example.org. Then he left.", "en", 2),
        ("«Why?» he asked. “Because.” No more…", "en", 3),
        ("Er kam z.B. am 3. Mai an. Dann ging er.", "de", 2),
        ("他来了。她走了！好吗？", "zh", 3),
        ("ماذا؟ جاء اليوم. ذهب غدا.", "ar", 3),
        ("वह आया। वह गया।", "hi", 2),
        ("Kto? Jan. Co? Nic. np. Nic.", "pl", 4),
        ("no mark at all", "en", 1),
        ("   ", "en", 0),
    ],
)
def test_sentences_are_counted_by_the_marks_of_the_language(text, language, n):
    assert n_sentences(text, language) == n


def test_sentences_take_time_by_length(assert_linear):
    assert_linear(lambda n: "a. " * n, lambda text: n_sentences(text, "en"), 20_000)
    assert_linear(lambda n: "." * n + " " * n, lambda text: n_sentences(text, "en"), 20_000)


def test_the_table_of_languages_is_sound():
    wanted = "en de fr es it pt nl pl sv ru uk tr ar zh ja".split()
    assert set(wanted) <= set(BY_LANGUAGE)
    for language, row in BY_LANGUAGE.items():
        assert 8 <= len(row.stop_words) <= 16, language
        assert all(word == word.lower() for word in (*row.stop_words, *row.abbreviations)), language
        assert not any(word.endswith(".") for word in row.abbreviations), language
        assert row.ends, language
    assert function_words("en").stop_words == set("the be to of and that have with".split())  # Gopher's eight
    assert not function_words("und").stop_words
