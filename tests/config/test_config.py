import json

import pytest

from cleancorpus.config import Config
from cleancorpus.config.load import preset_names
from cleancorpus.errors import ConfigError
from cleancorpus.settings import config_schema, config_template, load_config


def load(tmp_path, text, *overrides):
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return load_config(path, overrides)


@pytest.mark.parametrize("name", preset_names())
def test_presets_load(name):
    assert load_config(name).name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("repiar: {}", ("repiar: no such key", "did you mean 'repair'?")),
        ("repair: {mojibak: true}", ("repair.mojibak: no such key", "did you mean 'repair.mojibake'?")),
        ("sources: [{path: a, fields: {txt: b}}]", ("sources.0.fields.txt: no such key", "text")),
        ("rules: {byline-leed: true}", ("rules.byline-leed: no such rule", "byline")),
        (
            "rules: {duplicate-headline: {top_line: 3}}",
            ("rules.duplicate-headline.top_line: no such option", "did you mean 'top_lines'?"),
        ),
        ("rules: {duplicate-headline: {min_shared: 7}}", ("rules.duplicate-headline.min_shared", "7")),
        ("quality: {min_words: many}", ("quality.min_words", "many")),
        ("decide: {mode: bold}", ("decide.mode", "bold", "careful")),
        ("quality: {drop_page_types: [front_pag]}", ("quality.drop_page_types.0", "front_page", "front_pag")),
        ("name: 'a/b'", ("name", "a/b")),
        ("own_rules: {mine: {regexes: ['(?<=a)b']}}", ("own_rules.mine.regexes[0]", "RE2")),
        ("own_rules: {duplicate-headline: {phrases: [x]}}", ("own_rules.duplicate-headline", "another id")),
        ("name: [", (":1", "not YAML")),
        ("- a", ("not a mapping",)),
        ("extends: newss", ("newss", "did you mean 'news'?")),
    ],
)
def test_error_is_one_line_with_file_key_and_hint(tmp_path, text, words):
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message


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


def test_config_that_extends_itself_is_an_error(tmp_path):
    with pytest.raises(ConfigError, match="extends itself"):
        load(tmp_path, "extends: c.yaml\n")


def test_digest_leaves_out_what_changes_speed_only():
    base = Config()
    assert base.digest == Config.model_validate({"run": {"workers": 3, "batch_size": 5}}).digest
    assert base.digest != Config.model_validate({"quality": {"min_words": 21}}).digest


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
