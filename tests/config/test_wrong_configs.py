"""Wrong configurations, each with the line that it gives."""

from itertools import pairwise

import pytest

from cleancorpus.checked_config import config_schema, load_config
from cleancorpus.config import Config, Dedup, Quality
from cleancorpus.errors import ConfigError

WRONG = {
    # YAML that would end the parser, or the machine
    "own_rules: &a {x: *a}": "c.yaml: a value holds itself (`*` in what its `&` names); write the value out",
    "sources: " + "[" * 3000 + "]" * 3000: "c.yaml: nests too deep; write it flat",
    "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(f"{c}: &{c} [{','.join(['*' + b] * 10)}]\n" for b, c in pairwise("abcdefghi"))
    : "c.yaml: its aliases stand for more than 1,000,000 values; write fewer of them",
    # YAML takes a word for something else
    "language: {detector: off}": 'c.yaml: language.detector: no such value (value false); YAML reads off as false: quote it, "off"',
    "language: {detector: Off}": 'c.yaml: language.detector: no such value (value false); YAML reads Off as false: quote it, "off"',
    "language: {keep: [en, no]}": 'c.yaml: language.keep[1]: must be a text (value false); YAML reads no as false: quote it, "no"',
    "own_rules: {a: {phrases: [x], languages: [No]}}": "c.yaml: own_rules.a.languages[0]: must be a text (value false); YAML "
    'reads No as false: quote it, "No"',
    "sources: [{path: a, fields: {language: no}}]": "c.yaml: sources[0].fields.language: must be a list (value false); YAML reads no "
    'as false: write a list, ["no"]',
    "export: {pretty_name: on}": 'c.yaml: export.pretty_name: must be a text (value true); YAML reads on as true: quote it, "on"',
    "quality: {min_words: yes}": "c.yaml: quality.min_words: must be a whole number (value true); YAML reads yes as true: write a number",
    "rules: {duplicate-headline: {min_shared: true}}": "c.yaml: rules.duplicate-headline.min_shared: must be a number (value true); "
    "write a number",
    "quality: {min_words: 010}": "c.yaml:1: 'quality.min_words': YAML reads 010 as 8; write 10, or quote it, \"010\"",
    "extract: {timeout_s: 1:30}": "c.yaml:1: 'extract.timeout_s': YAML reads 1:30 as 90; quote it, \"1:30\"",
    "name: 1.10": 'c.yaml: name: must be a text (value 1.1); quote it, "1.10"',
    "on: true": "c.yaml:1: 'on': YAML reads the key on as another kind of value; quote it, \"on\"",
    # sources
    "sources: flat.jsonl": 'c.yaml: sources: must be a list (value "flat.jsonl"); write a list: [{path: flat.jsonl}]',
    "sources: [a.jsonl]": 'c.yaml: sources[0]: must be keys with values (value "a.jsonl"); write {path: a.jsonl}',
    "sources: [{path: [a, b]}]": 'c.yaml: sources[0].path: must be a text (value ["a", "b"]); write a source for each: [{path: a}, '
    "{path: b}]",
    "sources: [{path: ''}]": 'c.yaml: sources[0].path: is empty (value ""); write one',
    "sources: [{path: *.jsonl}]": "c.yaml:1: not YAML: expected alphabetic or numeric character, but found '.'; quote a value that "
    "starts with * or &",
    "sources: [{path: a, delimiter: '\\t'}]": 'c.yaml: sources[0].delimiter: is too long (value "\\\\t"); a tab is written "\\t", in '
    "double quotes",
    "sources: [{path: a, delimiter: ;;}]": 'c.yaml: sources[0].delimiter: is too long (value ";;"); write 1 character',
    "path: flat.jsonl": "c.yaml: path: no such key; it is sources[].path",
    # names, versions, licences, numbers
    "name: my corpus": "c.yaml: name: 'my corpus' is no name: letters, digits, - _ . make one, 81 at most; write my-corpus",
    "name: Zeitungen/Übersicht": "c.yaml: name: 'Zeitungen/Übersicht' is no name: letters, digits, - _ . make one, 81 at most; write "
    "Zeitungen-Ubersicht",
    "export: {version: '>=1.0'}": "c.yaml: export.version: '>=1.0' is a range of versions; write the one to make, as 1.2.0, or auto",
    "export: {version: v1.2}": "c.yaml: export.version: 'v1.2' is no version, which has three numbers; write 1.2.0, or auto",
    "export: {version: 1.0}": "c.yaml: export.version: '1.0' is no version, which has three numbers; write 1.0.0, or auto",
    "export: {version: latest}": "c.yaml: export.version: 'latest' is no version; write MAJOR.MINOR.PATCH, as 1.2.0, or auto",
    "export: {licence: apache2}": "c.yaml: export.licence: 'apache2' is no licence of the Hub's list; did you mean 'apache-2.0'?",
    "export: {licence: CC BY 4.0}": "c.yaml: export.licence: 'CC BY 4.0' is written 'cc-by-4.0' here",
    "export: {licence: cc-by-sa}": "c.yaml: export.licence: 'cc-by-sa' is no licence of the Hub's list; did you mean 'cc-by-sa-4.0'?",
    "export: {licence: our terms of 2019}": "c.yaml: export.licence: 'our terms of 2019' is no licence of the Hub's list; write other, "
    "with licence_name and licence_link",
    "quality: {min_words: 9, max_words: 8}": "c.yaml: quality: min_words 9 is more than max_words 8: nothing would be kept; lower "
    "min_words or raise max_words",
    "run: {max_failed_share: 5%}": 'c.yaml: run.max_failed_share: must be a number (value "5%"); write 0.05',
    "read: {max_record_bytes: 20MB}": 'c.yaml: read.max_record_bytes: must be a whole number (value "20MB"); write the number alone, '
    "without 'MB'",
    'sources: [{path: "a\\0b"}]': "c.yaml:1: 'sources[0].path' has a NUL character; take it out",
    'sources: [{path: "a\\ud83d"}]': "c.yaml:1: 'sources[0].path' has half a surrogate pair; write the character itself",
    '"\\ude00": 1': "c.yaml:1: a key has half a surrogate pair; write the character itself",
    f"quality: {{min_words: {'9' * 5_000}}}": "c.yaml:1: 'quality.min_words' is a number of 5,000 digits; write a smaller one, or quote it",
    "run: {workers: 100000000000}": "c.yaml: run.workers: must be 1024 or less (value 100000000000)",
    "run: {workers: auto}": 'c.yaml: run.workers: must be a whole number (value "auto"); take the key out for the default, null',
    "extract: {timeout_s: .inf}": "c.yaml: extract.timeout_s: must be a number (value Infinity)",
    "language: {keep: [en-US]}": "c.yaml: language.keep: 'en-US' is no language code here; write en",
    # true is all of a section at its defaults
    "splits: {sizes: {test: 2024-06-01}}": "c.yaml: splits: sizes: '2024-06-01' is a day, but by is cluster; write by: date, or a "
    "share (0.01), a number of documents (1000) or rest",
    "splits: {by: date, sizes: {test: 2024-13-01}}": "c.yaml:1: 'splits.sizes.test': 2024-13-01 is no date: month must be in "
    '1..12; write another, or quote it, "2024-13-01"',
    "splits: {by: date, sizes: {test: 0.1, train: rest}}": "c.yaml: splits: sizes: by date, the oldest split stands first and has "
    "the rest; write train: rest first",
    "splits: {by: date, sizes: {test: 2024-05}}": "c.yaml: splits.sizes: test: '2024-05' is no day; write it as 2024-06-01",
    "splits: {sizes: {all: 0.1}}": "c.yaml: splits.sizes: 'all' is what `datasets` calls all splits together; write another name, "
    "as test",
    "splits: {sizes: {Test: 0.1}}": "c.yaml: splits.sizes: 'Test' is no name of a split; write lower-case letters, digits and "
    "_, as test",
    "splits: {sizes: {train: 0.9, test: 0.05}}": "c.yaml: splits: sizes: no split has what is left; write rest for one, as "
    "train: rest",
    "splits: {sizes: {test: 10%}}": "c.yaml: splits.sizes: test: '10%' is no size of a split; write a share (0.01), a number of "
    "documents (1000) or rest",
    "splits: {test: 0.1}": "c.yaml: splits.test: no such key; keys are by, sizes",
    "dedup: {near: yes please}": 'c.yaml: dedup.near: must be true, false or keys with values (value "yes please"); write near: true; keys '
    "are threshold, bands, rows, survivor, remove, pairs, against",
    "quality: {c4: [x]}": 'c.yaml: quality.c4: must be true, false or keys with values (value ["x"]); write c4: true; keys are '
    "min_sentences, forbidden, max_chars",
    # addresses
    "export: {dir: 's3:/bucket/x'}": "c.yaml: export.dir: two slashes follow 's3:' in an address; write s3://bucket/x, or ./ before it if "
    "it is a path",
    "run: {work_dir: 'gs:bucket'}": "c.yaml: run.work_dir: two slashes follow 'gs:' in an address; write gs://bucket, or ./ before it if it "
    "is a path",
    "sources: [{path: 'hf:/org/name'}]": "c.yaml: sources[0].path: two slashes follow 'hf:' in an address; write hf://org/name, or ./ before "
    "it if it is a path",
    "sources: [{path: 'https:/u:geheim@example.org/a'}]": "c.yaml: sources[0].path: two slashes follow 'https:' in an address; write "
    "https://example.org/a, or ./ before it if it is a path",
    "sources: [{path: 's3:///bucket'}]": "c.yaml: sources[0].path: two slashes follow 's3:' in an address; write s3://bucket, or ./ before it "
    "if it is a path",
    "sources: [{path: 'HTTPS://example.org/a'}]": "c.yaml: sources[0].path: an address begins with 'https:' in small letters; write "
    "https://example.org/a",
    "sources: [{path: 'file:/srv/a'}]": "c.yaml: sources[0].path: two slashes follow 'file:' in an address; write /srv/a, or ./ before it if "
    "it is a path",
    # columns to be carried
    "carry: true": 'c.yaml: carry: to carry all columns, write carry: "*"',
    "sources: [{path: a, carry: yes}]": 'c.yaml: sources[0].carry: to carry all columns, write carry: "*"',
    "carry: false": "c.yaml: carry: is no list of names; leave carry out where no column is to be carried",
    "carry: {columns: [label], rename: {label: title}}": "c.yaml: carry: 'label' would be 'title', the name of a column that the dataset "
    "has already; rename it: carry: {rename: {label: their_title}}",
    "sources: [{path: a, carry: {columns: [b], types: {c: string}}}]": "c.yaml: sources[0].carry: types: no column 'c' is carried; "
    "write its name in the dataset, or carry it",
    "{sources: [{path: a, carry: [b]}], carry: {types: {c: string}}}": "c.yaml: carry: types: no column 'c' is carried; write its "
    "name in the dataset, or carry it",
    "{sources: [{path: a, carry: [b, c]}], carry: {rename: {b: c}}}": "c.yaml: carry: with sources[0].carry: 'c' and 'b' would both be "
    "'c'; rename it: carry: {rename: {c: their_c}}",
    # only where `true` is of use
    "site_lines: {save: a, profile: b}": "c.yaml: site_lines: profile and save: with a profile nothing is counted; write one of the two",
    "site_lines: some": 'c.yaml: site_lines: must be true, false or keys with values (value "some"); write site_lines: true; keys are '
    "by, profile, save",
    # own rules
    "own_rules: {a: {}}": "c.yaml: own_rules.a: has no phrases, contains or regexes; give it some, or take the rule out",
    "own_rules: {a: }": 'c.yaml: own_rules.a: must be keys with values (value null); write own_rules: {a: {phrases: ["…"]}}',
    "own_rules: [a]": 'c.yaml: own_rules: must be keys with values (value ["a"]); write own_rules: {my-rule: {phrases: ["…"]}}',
    "own_rules: {a: {regexes: ['']}}": "c.yaml: own_rules.a: regexes[0] is '', which matches everywhere; take it out",
    "own_rules: {a: {phrases: [x, ' ']}}": "c.yaml: own_rules.a: phrases[1] is ' ', which is no phrase; take it out",
    "own_rules: {a: {phrases: ['…']}}": "c.yaml: own_rules.a.phrases[0]: '…' has no word in it; write words",
    "own_rules: {a: {contains: ['']}}": "c.yaml: own_rules.a: contains[0] is '', which every line holds; take it out",
    "own_rules: {a: {phrases: [x], languages: []}}": "c.yaml: own_rules.a.languages: is empty: the rule would apply to no text; write "
    '["*"] for all languages',
    "own_rules: {a: {phrase: [x]}}": "c.yaml: own_rules.a.phrase: no such key; did you mean 'own_rules.a.phrases'?",
    # the file itself
    "quality:\n\tmin_words: 3": "c.yaml:2: not YAML: found character '\\t' that cannot start any token; indent with spaces, not with tabs",
    "name: a\n  min: b": "c.yaml:2: not YAML: mapping values are not allowed here; quote a value that holds ': ', or mend the "
    "indentation",
    "name: a\n---\nname: b": "c.yaml:2: not YAML: but found another document; keep one document: take the second --- out",
    'name: "a': "c.yaml:1: not YAML: found unexpected end of stream; close the quote or bracket that is open",
    "rules:\n  byline: false\n  byline: true\n": "c.yaml:3: 'rules.byline' stands twice, in line 2 and line 3; keep one of them",
    # keys and presets
    "qualty: {min_words: 3}": "c.yaml: qualty: no such key; did you mean 'quality'?",
    "quality: {min_word: 3}": "c.yaml: quality.min_word: no such key; did you mean 'quality.min_words'?",
    "quality: {keep: [en]}": "c.yaml: quality.keep: no such key; it is language.keep",
    "sources: [{path: a, fields: {txt: b}}]": "c.yaml: sources[0].fields.txt: no such key; did you mean 'sources[0].fields.text'?",
    "rules: {duplicate-headline: {top_line: 3}}": "c.yaml: rules.duplicate-headline.top_line: no such option; did you mean 'top_lines'?",
    "extends: nwes": "c.yaml: extends: nwes: no such config file or preset; did you mean 'news'?",
    "extends: parent": "c.yaml: extends: parent: no such config file or preset; did you mean 'parent.yaml'?",
    "extends: parnt.yaml": "c.yaml: extends: parnt.yaml: no such config file; did you mean 'parent.yaml'?",
    "extends: news.yml": "c.yaml: extends: news.yml: no such config file; did you mean 'news'?",
    "extends: c.yaml": "c.yaml: extends itself (c.yaml → c.yaml); take one `extends` out",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parent.yaml").write_text("extends: base\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("text", WRONG)
def test_wrong_config_gives_one_line_with_what_to_write(folder, text):
    (folder / "c.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config("c.yaml")
    assert str(caught.value) == WRONG[text]
    assert "\n" not in WRONG[text]


@pytest.mark.parametrize(
    ("override", "line"),
    [
        ("quality.min_word=3", "no such key; did you mean 'quality.min_words'?"),
        ("min_words=3", "no such key; it is quality.min_words"),
        ("quality.min_words 3", "is not key=value; for example --set quality.min_words=50"),
        ("language.keep=en", 'must be a list (value "en"); write a list: [en]'),
        ("language.keep=[no]", 'must be a text (value false); YAML reads no as false: quote it, "no"'),
        ("language.detector=off", 'no such value (value false); YAML reads off as false: quote it, "off"'),
        ("name=@a", "not YAML: found character '@' that cannot start any token; put quotes around the value"),
        ("sources[0].path=a", "no such key; write the list whole: --set 'sources=[…]'"),
        ("sources.0.path=a", "'sources' holds no keys; set it as a whole, as YAML"),
    ],
)
def test_wrong_override_names_itself_and_what_to_write(folder, override, line):
    (folder / "c.yaml").write_text("extends: parent.yaml\nsources: [{path: in}]\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config("c.yaml", [override])
    assert str(caught.value).startswith(f"--set {override}: ")
    assert str(caught.value).endswith(f": {line}")


@pytest.mark.parametrize(
    "path", ["./s3:/a", "/srv/s3:/a", "C:/a", "a:b.jsonl", "mem://a", "s3://b", "hf://org/name@v1"]
)
def test_paths_and_addresses_are_left_alone(path):
    assert Config.model_validate({"sources": [{"path": path}], "export": {"dir": path}}).export.dir == path


def test_a_star_alone_is_all_columns_on_the_command_line(folder):
    (folder / "c.yaml").write_text("sources: [{path: in}]\n", encoding="utf-8")
    for override in ("carry=*", "carry= * ", "carry.columns=*", 'carry="*"'):
        assert load_config("c.yaml", [override]).sources[0].carry.all


def test_the_schema_for_editors_has_true_where_it_is_a_value():
    definitions = config_schema()["$defs"]
    assert config_schema()["properties"]["site_lines"]["anyOf"][0] == {"type": "boolean"}
    for section, names in (("Dedup", Dedup.takes_true), ("Quality", Quality.takes_true)):
        for name in names:
            assert {"type": "boolean"} in definitions[section]["properties"][name]["anyOf"], name
            whole = Config.model_validate({section.lower(): {name: True}})
            assert whole == Config.model_validate({section.lower(): {name: {}}})
            assert Config.model_validate({section.lower(): {name: False}}) == Config()


def test_files_that_extend_one_another_in_a_ring_are_named(folder):
    (folder / "a.yaml").write_text("extends: b.yaml\n", encoding="utf-8")
    (folder / "b.yaml").write_text("extends: [parent.yaml, a.yaml]\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config("a.yaml")
    assert str(caught.value) == "a.yaml: extends itself (a.yaml → b.yaml → a.yaml); take one `extends` out"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
def test_a_byte_order_mark_and_quoted_words_do_no_harm(folder, encoding):
    text = 'name: t\nlanguage: {detector: "off", keep: ["no"]}\nown_rules: {"yes": {phrases: ["no"]}}\n'
    (folder / "c.yaml").write_text(text, encoding=encoding)
    settled = load_config("c.yaml")
    assert (settled.name, settled.language.detector, settled.language.keep) == ("t", "off", ("no",))
    assert settled.own_rules["yes"].phrases == ("no",)


def test_a_file_in_another_encoding_says_so(folder):
    (folder / "c.yaml").write_bytes("name: t\n# Übersicht\n".encode("utf-16"))
    with pytest.raises(ConfigError) as caught:
        load_config("c.yaml")
    assert str(caught.value) == "c.yaml: is not UTF-8; save it as UTF-8"


def test_a_name_that_no_file_system_takes_is_told(folder):
    (folder / "c.yaml").write_text(f"extends: {'x' * 300}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"extends: x+: cannot be read: .+; name another file$"):
        load_config("c.yaml")
