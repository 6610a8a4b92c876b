import json
import tomllib
from pathlib import Path

import pytest

from cleancorpus.checked_config import config_schema, config_template, load_config
from cleancorpus.config import Config
from cleancorpus.config.files import preset_names
from cleancorpus.config.messages import models_in
from cleancorpus.errors import ConfigError

ROOT = Path(__file__).parents[2]


def load(tmp_path, text, *overrides):
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return load_config(path, overrides)


@pytest.mark.parametrize("name", preset_names())
def test_presets_say_nothing_of_any_one_corpus(name):
    preset = load_config(name)
    assert preset.sources == ()
    assert (preset.name, preset.export, preset.run) == (Config().name, Config().export, Config().run)


def test_a_preset_is_what_its_name_says_whatever_lies_beside(tmp_path):
    (tmp_path / "base").write_text("notes", encoding="utf-8")
    (tmp_path / "news").write_text("name: mine", encoding="utf-8")
    (tmp_path / "my.yaml").write_text("extends: base", encoding="utf-8")
    assert load_config(tmp_path / "my.yaml").name == load_config("base").name
    (tmp_path / "my.yaml").write_text("extends: ./news", encoding="utf-8")
    assert load_config(tmp_path / "my.yaml").name == "mine"


def test_the_example_of_the_clone_is_no_preset_and_extends_news(tmp_path):
    with pytest.raises(ConfigError, match="no such config file or preset; presets are articles, base, c4, "):
        load(tmp_path, "extends: quickstart")
    example = load_config(ROOT / "configs" / "quickstart.yaml")
    own = ("name", "sources", "export", "run")
    assert example.model_dump(exclude=set(own)) == load_config("news").model_dump(exclude=set(own))
    assert all((ROOT / source.path).is_dir() for source in example.sources)


def test_a_wheel_holds_all_presets():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packed = tomllib.loads(text)["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert packed == {f"configs/{name}.yaml": f"cleancorpus/presets/{name}.yaml" for name in preset_names()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("repiar: {}", ("repiar: no such key", "did you mean 'repair'?")),
        ("repair: {mojibak: true}", ("repair.mojibak: no such key", "did you mean 'repair.mojibake'?")),
        ("sources: [{path: a, fields: {txt: b}}]", ("sources[0].fields.txt: no such key", "text")),
        ("rules: {byline-leed: true}", ("rules.byline-leed: no such rule", "byline")),
        (
            "rules: {duplicate-headline: {top_line: 3}}",
            ("rules.duplicate-headline.top_line: no such option", "did you mean 'top_lines'?"),
        ),
        ("rules: {duplicate-headline: {min_shared: 7}}", ("rules.duplicate-headline.min_shared", "7")),
        ("quality: {min_words: many}", ("quality.min_words", "many")),
        ("decide: {mode: bold}", ("decide.mode", "bold", "careful")),
        ("quality: {drop_rights: [noais]}", ("quality.drop_rights[0]", "noai", "noais")),
        (
            "quality: {require_licence: [CC BY 4.0]}",
            ("quality.require_licence", "'CC BY 4.0' is written 'cc-by-4.0' here"),
        ),
        ("quality: {require_licence: [cc-bysa]}", ("quality.require_licence", "did you mean 'cc-by-sa'?")),
        ("quality: {drop_page_types: [front_pag]}", ("quality.drop_page_types[0]", "front_page", "front_pag")),
        ("name: 'a/b'", ("name", "a/b")),
        ("own_rules: {mine: {regexes: ['(?<=a)b']}}", ("own_rules.mine.regexes[0]", "RE2")),
        ("own_rules: {duplicate-headline: {phrases: [x]}}", ("own_rules.duplicate-headline", "another id")),
        ("name: [", (":1", "not YAML")),
        ("- a", ("not a mapping",)),
        ("extends: newss", ("c.yaml: extends: newss", "did you mean 'news'?")),
        ("extends: 5", ("c.yaml: extends: is no name", "`extends: base`")),
        ("extend: base", ("did you mean 'extends'?",)),
        ("min_words: 4", ("min_words: no such key; it is quality.min_words",)),
        ("sources: [{path: a, text: body}]", ("sources[0].text: no such key; it is sources[].fields.text",)),
        ("sources: [{paths: a}]", ("sources[0].paths: no such key; did you mean 'sources[0].path'?",)),
        ("sources: a", ("sources: must be a list", "write a list: [{path: a}]")),
        ("sources: [a]", ("sources[0]: must be keys with values", "write {path: a}")),
        ("sources: [{path: a, format: json}]", ("sources[0].format: no such value", "did you mean 'jsonl'?")),
        ("language: {keep: en}", ("language.keep: must be a list", "write a list: [en]")),
        ("language: {keep: [en, no]}", ("language.keep[1]", 'YAML reads no as false: quote it, "no"')),
        ("language: {detector: off}", ("language.detector", 'YAML reads off as false: quote it, "off"')),
        ("rules: [timestamp]", ("rules: must be keys with values", "write {timestamp: true}")),
        ("rules: {timestamp: nope}", ("rules.timestamp: must be false, true or the rule's options",)),
        ("quality: {drop_page_types: [frontpage]}", ("did you mean 'front_page'?",)),
        ("extract: {engine: block}", ("extract.engine: no such value", "did you mean 'blocks'?")),
        ("quality: {min_words: -1}", ("quality.min_words: must be 0 or more (value -1)",)),
        ("quality: 5", ("quality: must be keys with values", "keys are min_words")),
        ("name: 5", ('name: must be a text (value 5); quote it, "5"',)),
        ("quality: {min_words: 9, max_words: 8}", ("quality: min_words 9 is more than max_words 8",)),
        (
            "rules:\n  byline: false\n  timestamp: false\n  byline: true\n",
            ("c.yaml:4: 'rules.byline' stands twice, in line 2 and line 4",),
        ),
        ("sources:\n- {path: a}\n- path: b\n  path: c\n", ("'sources[1].path' stands twice, in line 3 and line 4",)),
    ],
)
def test_error_is_one_line_with_file_key_and_hint(tmp_path, text, words):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert "\n" not in message
    assert "input should" not in message
    for word in words:
        assert word in message


def test_what_is_extended_is_said_in_the_file_alone(tmp_path):
    with pytest.raises(ConfigError, match=r"extends=c4: is no option: .*; write `extends: c4` there"):
        load(tmp_path, "extends: base", "extends=c4")


def test_extends_merges_key_by_key_and_set_comes_last(tmp_path):
    (tmp_path / "parent.yaml").write_text("extends: base\nquality: {min_words: 7, max_words: 70}\n", encoding="utf-8")
    settled = load(
        tmp_path,
        "extends: parent.yaml\nquality: {min_words: 8}\n",
        "quality.max_words=80",
        "rules.duplicate-headline.top_lines=3",
    )
    assert (settled.quality.min_words, settled.quality.max_words) == (8, 80)
    assert settled.rules == {"duplicate-headline": {"top_lines": 3}}


def test_wrong_value_is_blamed_on_where_it_was_said(tmp_path):
    (tmp_path / "parent.yaml").write_text("quality: {min_words: 7, max_words: many}\n", encoding="utf-8")
    blamed = {
        "parent.yaml: quality.max_words": ("extends: parent.yaml\nquality: {min_words: 8}\n",),
        "c.yaml: decide.mode": ("extends: base\ndecide: {mode: bold}\n", "quality.min_words=3"),
        "--set qualty.min_words=3: qualty": ("extends: base\n", "quality.max_words=80", "qualty.min_words=3"),
        "--set rules.bylin=false: rules.bylin": ("extends: base\nrules: {byline: true}\n", "rules.bylin=false"),
    }
    for where, (text, *overrides) in blamed.items():
        with pytest.raises(ConfigError) as caught:
            load(tmp_path, text, *overrides)
        assert caught.value.where.removeprefix(f"{tmp_path}/") == where


def test_merge_keys_and_anchors_of_yaml_are_no_repeated_keys(tmp_path):
    text = "sources:\n- &one {path: a, format: text}\n- {<<: *one, path: b}\n- *one\n"
    assert [source.path for source in load(tmp_path, text).sources] == ["a", "b", "a"]


def test_a_character_that_json_writes_as_two_escapes_is_one(tmp_path):
    text = '{"sources": [{"path": "\\ud83d\\ude00.jsonl"}], "own_rules": {"a": {"phrases": ["\\ud83d\\ude00 go"]}}}'
    config = load(tmp_path, text)
    assert config.sources[0].path == "\U0001f600.jsonl"
    assert config.own_rules["a"].phrases == ("\U0001f600 go",)


@pytest.mark.parametrize("value", ['"a\\0"', '"a\\ud83d"', "2024-13-01", "007"])
def test_what_set_says_has_no_line(tmp_path, value):
    with pytest.raises(ConfigError, match="the value") as caught:
        load(tmp_path, "sources: [{path: a}]\n", f"name={value}")
    assert caught.value.where == f"--set name={value}"


def test_empty_extends_extends_nothing(tmp_path):
    assert load(tmp_path, "extends:\nname: x\n").name == "x"


def test_config_that_extends_itself_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="extends itself"):
        load(tmp_path, "extends: c.yaml\n")


# Each key is in one of the two; a new key must be put into one: does it change text or rows of the dataset?
IN_DIGEST = """
    sources.path sources.format sources.split sources.config sources.encoding sources.delimiter sources.fields.text sources.fields.html sources.fields.id
    sources.fields.url sources.fields.title sources.fields.authors sources.fields.published sources.fields.language
    sources.fields.site sources.fields.agency sources.carry.columns sources.carry.rename sources.carry.without sources.carry.types
    carry.columns carry.rename carry.without carry.types site_lines.by site_lines.profile read.max_record_bytes extract.engine extract.fast extract.focus extract.second_try_words
    extract.consent_containers extract.tables extract.title_from_text extract.max_lines extract.max_elements extract.max_attributes
    repair.html_entities repair.mojibake
    repair.control_characters repair.invisible_characters repair.nfc repair.spaces repair.ligatures repair.quotes
    language.detector language.max_chars language.keep language.min_score rules own_rules.category own_rules.phrases
    plugins.use own_rules.contains own_rules.regexes own_rules.languages own_rules.stage own_rules.max_words decide.mode
    decide.line_model decide.max_removed_share decide.over_budget quality.min_words quality.max_words
    quality.keep_scripts quality.min_script_share quality.blocked_domains quality.blocked_urls quality.bad_words
    quality.bad_words_between quality.gopher.words quality.gopher.min_words quality.gopher.max_words
    quality.gopher.min_word_chars quality.gopher.max_word_chars quality.gopher.average quality.gopher.max_symbols
    quality.gopher.symbols quality.gopher.ellipses quality.gopher.bullets quality.gopher.blank_lines
    quality.gopher.max_bullet_lines quality.gopher.max_ellipsis_lines quality.gopher.min_letter_words
    quality.gopher.min_stop_words quality.gopher.stop_words quality.gopher.stop_words_case quality.gopher_repetition.words
    quality.gopher_repetition.duplicates quality.gopher_repetition.max_duplicate_lines
    quality.gopher_repetition.max_duplicate_paragraphs quality.gopher_repetition.max_duplicate_line_chars
    quality.gopher_repetition.max_duplicate_paragraph_chars quality.gopher_repetition.max_top_ngram_chars
    quality.gopher_repetition.max_duplicate_ngram_chars quality.c4.min_sentences quality.c4.forbidden quality.c4.max_chars
    quality.fineweb.words quality.fineweb.at_limit quality.fineweb.min_punctuated_lines quality.fineweb.end_marks
    quality.fineweb.max_short_lines quality.fineweb.short_line_chars quality.fineweb.max_duplicate_chars
    quality.fineweb.max_newlines quality.columns quality.decontamination.texts.path quality.decontamination.texts.fields
    quality.decontamination.texts.format quality.decontamination.texts.split quality.decontamination.texts.config
    quality.decontamination.n quality.decontamination.min_words quality.decontamination.min_ngrams
    quality.decontamination.min_share quality.decontamination.action quality.refinedweb.max_removed_words quality.ccnet.min_chars
    quality.drop_page_types quality.min_text_confidence quality.drop_rights quality.require_licence dedup.exact dedup.same_words
    dedup.same_address.column dedup.same_address.keep dedup.near.threshold dedup.near.bands
    pii.mask pii.placeholders pii.phone_regions pii.private_ips pii.national_ids
    dedup.near.rows dedup.near.survivor.column dedup.near.survivor.keep dedup.near.against dedup.near.remove splits.by splits.sizes tokens.tokenizer export.takedowns
""".split()
OUTSIDE_DIGEST = """
    name read.max_skipped_files extract.timeout_s export.dir export.version export.licence export.licence_name
    plugins.on_error decide.guard decide.guard_share decide.guard_min_documents export.licence_link export.pretty_name export.description export.contact export.takedown_selectors export.shard_max_mb export.report run.workers run.batch_size
    site_lines.save dedup.near.pairs run.max_failed_share run.memory_mb run.engine run.ray_address run.work_dir run.keep_work
""".split()


def keys_of(model, path=""):
    for name, field in model.model_fields.items():
        nested = next(iter(models_in(field.annotation)), None)
        if nested is None:
            yield f"{path}{name}", name in model.outside_digest
        else:
            yield from keys_of(nested, f"{path}{name}.")


def test_every_key_is_in_the_digest_or_outside_it_with_a_reason():
    keys = dict(keys_of(Config))
    assert {key for key, outside in keys.items() if not outside} == set(IN_DIGEST)
    assert {key for key, outside in keys.items() if outside} == set(OUTSIDE_DIGEST)
    for section in (Config, *models_of(Config)):
        assert section.outside_digest.keys() <= section.model_fields.keys()
        assert all(section.outside_digest.values())


def models_of(model):
    for field in model.model_fields.values():
        for nested in models_in(field.annotation):
            yield nested
            yield from models_of(nested)


VALUES = {
    "name": "other",
    "export.version": "1.2.3",
    "read.max_skipped_files": 7,
    "export.takedowns": "gone.jsonl",
    "read.max_record_bytes": 1_234,
    "quality.min_words": 21,
    "tokens.tokenizer": "other.json",
    "rules": {"timestamp": False},
}
TEXTS = ("dir", "licence", "licence_name", "licence_link", "pretty_name", "description", "contact")
VALUES |= {f"export.{key}": "other" for key in TEXTS}
VALUES |= dict.fromkeys(("extract.timeout_s", "export.shard_max_mb", "run.workers", "run.batch_size"), 2)
VALUES |= {"run.memory_mb": 999, "run.max_failed_share": 0.5, "run.engine": "ray", "run.keep_work": True}
VALUES |= {"run.ray_address": "auto", "run.work_dir": "elsewhere", "export.report": False}


@pytest.mark.parametrize("key", VALUES)
def test_digest_changes_with_what_changes_text_or_rows_and_with_nothing_else(key):
    section, _, name = key.rpartition(".")
    values = {section: {name: VALUES[key]}} if section else {name: VALUES[key]}
    changed = Config.model_validate(values)
    assert changed != Config()
    assert (changed.digest == Config().digest) == (key in OUTSIDE_DIGEST)


def test_digest_knows_the_values_within_lists_and_mappings():
    def digest_of(**values):
        return Config.model_validate(values).digest

    assert digest_of(sources=[{"path": "a"}]) != digest_of(sources=[{"path": "b"}])
    assert digest_of(sources=[{"path": "a"}]) != digest_of(sources=[{"path": "a", "fields": {"text": "body"}}])
    assert digest_of(own_rules={"x": {"phrases": ["a"]}}) != digest_of(own_rules={"x": {"phrases": ["b"]}})
    assert digest_of(own_rules={"x": {"phrases": ["a"]}}) != digest_of(own_rules={"y": {"phrases": ["a"]}})


def test_config_is_frozen():
    with pytest.raises(Exception, match="frozen"):
        Config().name = "other"


def test_schema_knows_rules_and_their_options():
    schema = config_schema()
    json.dumps(schema)
    assert "top_lines" in json.dumps(schema["properties"]["rules"]["properties"]["duplicate-headline"])
    assert schema["additionalProperties"] is False


def test_template_loads_as_it_stands_and_uncommented(tmp_path):
    template = config_template()
    load(tmp_path, template)
    sections = [
        line.removeprefix("# ")
        for line in template.split("\n")
        if line.startswith("#") and not line.startswith(("# A", "# Check"))
    ]
    load(
        tmp_path,
        "name: x\n" + "\n".join(line.replace("#  ", "  ", 1) if line.startswith("#  ") else line for line in sections),
    )


def test_every_key_is_described():
    def walk(model):
        for field in model.model_fields.values():
            nested = field.annotation
            if isinstance(nested, type) and hasattr(nested, "model_fields"):
                assert nested.__doc__
                walk(nested)
            else:
                assert field.description, field

    walk(Config)
