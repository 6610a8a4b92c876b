"""JSON-LD is read in all the shapes that pages give it, broken ones included."""

import json

import pytest

from cleancorpus.extract.json_ld import (
    ARTICLE_TYPES,
    clean_string,
    first_string,
    is_organisation,
    parse_script,
    read_json_ld,
    strings_of,
    types_of,
)

ARTICLE = {
    "@type": "NewsArticle",
    "headline": "Bridge at Oldmouth reopens",
    "author": {"@type": "Person", "name": "Ada Ferris"},
}


@pytest.mark.parametrize(
    "script",
    [
        json.dumps(ARTICLE),
        json.dumps([ARTICLE]),
        json.dumps(
            {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Oldmouth Post"}, ARTICLE]}
        ),
        json.dumps({"@type": "WebPage", "mainEntity": ARTICLE}),
        json.dumps({"@type": "WebPage", "mainEntityOfPage": ARTICLE}),
        "<!--\n" + json.dumps(ARTICLE) + "\n-->",
        "//<![CDATA[\n" + json.dumps(ARTICLE) + "\n//]]>",
        "<![CDATA[" + json.dumps(ARTICLE) + "]]>",
        json.dumps(ARTICLE) + ";",
        "\ufeff" + json.dumps(ARTICLE),
        '{"@type": "NewsArticle", "headline": "Bridge at Oldmouth reopens", "keywords": ["a", "b",],}',
        '{"@type": "NewsArticle", // the type\n "headline": "Bridge at Oldmouth reopens" /* the title */}',
        '{"@type": "NewsArticle", "headline": "Bridge at Oldmouth reopens",, "name": "x"}',
        '{"@type": "NewsArticle", "description": "one\nline\x07 and another", "headline": "Bridge at Oldmouth reopens"}',
        json.dumps(ARTICLE).replace('"', "&quot;"),
        '{"@type": "WebSite", "name": "Oldmouth Post"}\n' + json.dumps(ARTICLE),
        '{"@type": "http://schema.org/NewsArticle", "headline": "Bridge at Oldmouth reopens"}',
        '{"@type": ["Product", "newsarticle"], "headline": "Bridge at Oldmouth reopens"}',
    ],
)
def test_article_is_found_in_every_shape(script: str) -> None:
    nodes = read_json_ld([script]).of_type(ARTICLE_TYPES)
    assert [node["headline"] for node in nodes] == ["Bridge at Oldmouth reopens"]


def test_slashes_and_commas_inside_strings_survive_mending() -> None:
    [value] = parse_script('{"url": "https://example.org/a,]//b", "tags": ["x, ]",], }').values
    assert value == {"url": "https://example.org/a,]//b", "tags": ["x, ]"]}


@pytest.mark.parametrize("script", ["", "   ", "var x = 1;", "{", '{"headline": }', "[" * 100_000])
def test_what_cannot_be_mended_gives_nothing(script: str) -> None:
    assert read_json_ld([script]).nodes == ()


def test_values_before_a_break_are_kept() -> None:
    script = parse_script('{"a": 1}\n{"b": 2} {"c": oops}')
    assert (script.values, script.is_json) == (({"a": 1}, {"b": 2}), False)
    assert parse_script('{"a": 1}') == ('{"a": 1}', ({"a": 1},), True)


def test_articles_below_lists_and_parts_are_not_the_pages_own() -> None:
    script = json.dumps(
        {
            "@type": "ItemList",
            "itemListElement": [{"@type": "ListItem", "item": {"@type": "NewsArticle", "headline": "Another story"}}],
        }
    )
    ld = read_json_ld([script])
    assert ld.of_type(ARTICLE_TYPES) == ()
    assert len(ld.of_type(ARTICLE_TYPES, own=False)) == 1


def test_a_pointer_is_resolved_to_the_fullest_node_of_its_id() -> None:
    ld = read_json_ld(
        [
            json.dumps(
                {
                    "@graph": [
                        {"@type": "Article", "author": {"@id": "#p"}},
                        {"@type": "Person", "@id": "#p", "name": "Ada Ferris"},
                    ]
                }
            )
        ]
    )
    assert ld.resolve({"@id": "#p"})["name"] == "Ada Ferris"
    assert ld.resolve({"@id": "#unknown"}) == {"@id": "#unknown"}
    assert ld.resolve({"@id": "#p", "name": "Own name"})["name"] == "Own name"


def test_deep_nesting_ends() -> None:
    value: dict[str, object] = {"@type": "Article", "headline": "deep"}
    for _ in range(80):
        value = {"mainEntity": value}
    assert read_json_ld([json.dumps(value)]).nodes == ()


def test_strings_of_every_kind_of_value() -> None:
    value = ["a", {"name": "b"}, {"@value": "c"}, {"text": ["d"]}, 7, None, {"other": "x"}, " "]
    assert list(strings_of(value)) == ["a", "b", "c", "d"]
    assert first_string(None, [], {"name": "x"}) == "x"
    assert first_string(None, 3) is None


def test_clean_string_unescapes_twice_and_drops_tags() -> None:
    assert clean_string("Tom &amp;amp; Ada&#8217;s <b>bold</b>\u00a0 plan") == "Tom & Ada’s bold plan"
    assert (
        clean_string(f"&#{'9' * 5000}; &amp;#{'9' * 5000}; &#{'0' * 5000}65") == "\N{REPLACEMENT CHARACTER} " * 2 + "A"
    )
    assert clean_string("3 < 4 and 5 > 4") == "3 < 4 and 5 > 4"


def test_types() -> None:
    assert types_of({"@type": ["https://schema.org/NewsArticle", "Thing"]}) == {"newsarticle", "thing"}
    assert types_of({}) == frozenset()
    assert is_organisation({"@type": "NewsMediaOrganization"})
    assert not is_organisation({"@type": "Person"})


def test_a_long_row_of_spaces_takes_time_by_its_length(assert_linear):
    assert_linear(lambda n: '{"@type":"NewsArticl' + " " * n, parse_script, 20_000)
    assert parse_script("//  <![CDATA[ \n{'a'".replace("'", '"') + ": 1,}  // ]]> ").values == ({"a": 1},)
