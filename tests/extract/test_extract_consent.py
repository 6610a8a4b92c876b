"""Consent banners go before extraction; nothing else does, whatever it is called."""

import re
from importlib.resources import files

import pytest
from lxml import html as lxml_html

from cleancorpus.extract.consent import drop_consent_containers

STORY = "<p>" + "The ferry crossed the sound at dawn with forty passengers. " * 12 + "</p>"
NOTICE = "<p>We use cookies.</p><button>Accept</button>"


def drop(body: str, attributes: str = "") -> tuple[tuple[str, ...], str]:
    tree = lxml_html.document_fromstring(f"<html><body {attributes}>{body}</body></html>")
    found = drop_consent_containers(tree)
    return found, " ".join(tree.text_content().split())


@pytest.mark.parametrize(
    ("opening", "selector"),
    [
        ('<div id="onetrust-consent-sdk">', "#onetrust-consent-sdk"),
        ('<div id="CybotCookiebotDialog">', "#CybotCookiebotDialog"),
        ('<div class="x cky-consent-container y">', ".cky-consent-container"),
        ('<div id="sp_message_container_123456">', "#sp_message_container_123456"),
        ("<amp-consent>", "amp-consent"),
        ('<amp-consent id="x">', "amp-consent"),
        ('<div id="cookie-notice">', "#cookie-notice"),
        ('<section class="site-cookieBanner">', ".site-cookieBanner"),
        ('<div class="gdpr_modal">', ".gdpr_modal"),
        ('<div class="privacy-popup">', ".privacy-popup"),
        ('<aside id="dsgvo-layer">', "#dsgvo-layer"),
        ('<div class="cookiebar">', ".cookiebar"),
    ],
)
def test_banner_is_dropped(opening: str, selector: str) -> None:
    found, text = drop(f"{STORY}{opening}{NOTICE}</{opening[1:].split()[0].rstrip('>')}>after")
    assert found == (selector,)
    assert "cookies" not in text
    assert text.endswith("after")


@pytest.mark.parametrize(
    "opening",
    [
        '<div class="_brlbs-content-blocker">',
        '<div class="uc-embedding-container">',
        '<div class="embed-privacy-container">',
        '<div class="consent-placeholder">',
        '<div class="video-consent-blocked">',
        '<div class="cookie-embed">',
    ],
)
def test_note_for_a_blocked_embed_is_dropped_in_the_article(opening: str) -> None:
    found, text = drop(
        f"<article>{STORY}{opening}<p>Your consent is needed to show this video.</p><button>Load</button></div>{STORY}</article>"
    )
    assert len(found) == 1
    assert "consent" not in text


@pytest.mark.parametrize(
    "body",
    [
        f'<main class="cookie-notice">{NOTICE}{STORY}</main>',
        f'<article id="cookie-notice">{NOTICE}</article>{STORY}',
        f'<div class="cookie-notice"><h1>Ferry</h1>{NOTICE}</div>{STORY}',
        f'<div id="onetrust-consent-sdk"><main>{STORY}</main></div>',
        f'<div class="cookie-notice">{NOTICE}{STORY}</div><p>short</p>',
        f'<div id="onetrust-consent-sdk">{NOTICE}{STORY}</div>{STORY}',
        f'<div class="cmp-container cmp-text"><p>We use cookies.</p></div>{STORY}',
        f'<div class="article-body paywall">{STORY}</div><div class="paywall"><p>We use cookies.</p></div>',
        f'<p class="comment-form-cookies-consent-box"><input id="wp-comment-cookies-consent"> Save my name. We use cookies.</p>{STORY}',
        f'<div class="cookie-banner"><p>Our shop has moved to Harbour Street.</p></div>{STORY}',
        f'<article>{STORY}<div class="cookie-box"><p>Bake the cookies for ten minutes.</p></div></article>',
        f'<div class="cookie-recipe-box"><p>Bake the cookies for ten minutes.</p><a href="#">Print</a></div>{STORY}',
        f'<div class="cookies-not-set"><p>About cookies.</p></div>{STORY}',
    ],
)
def test_other_things_stay(body: str) -> None:
    found, text = drop(body)
    assert found == ()
    assert text == drop_nothing(body)


def drop_nothing(body: str) -> str:
    return " ".join(lxml_html.document_fromstring(f"<html><body>{body}</body></html>").text_content().split())


def test_body_with_a_consent_class_stays() -> None:
    found, text = drop(STORY, 'class="cookies-not-set cookie-notice has-cookie-banner"')
    assert found == ()
    assert "ferry" in text


def test_outermost_container_is_named_once() -> None:
    found, _ = drop(
        f'{STORY}<div id="cookie-notice"><div class="cookie-notice-container">{NOTICE}</div></div><div class="cookie-bar">{NOTICE}</div>'
    )
    assert found == ("#cookie-notice", ".cookie-bar")


def test_script_text_does_not_count_as_text_of_the_page() -> None:
    found, _ = drop(f'<div class="cookie-bar"><script>{"x" * 9000}</script>{NOTICE}</div>{STORY}')
    assert found == (".cookie-bar",)


def test_selector_table_is_well_formed() -> None:
    rows = files("cleancorpus.extract").joinpath("consent_selectors.tsv").read_text(encoding="utf-8").split("\n")
    assert rows[0] == "selector\tplatform\tsource"
    body = [row.split("\t") for row in rows[1:] if row]
    assert all(len(row) == 3 and all(row) for row in body)
    assert len({row[0] for row in body}) == len(body)
    assert all(re.fullmatch(r"[#.]?[\w-]+\*?", row[0]) for row in body)
    assert not any(row[0].startswith((".cmp-container", ".cmp-text", ".paywall")) for row in body)
