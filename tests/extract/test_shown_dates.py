"""Dates that pages show: whose they are, and which of several is the article's."""

from __future__ import annotations

import json

import pytest

from cleancorpus.extract.dates import find_published
from cleancorpus.extract.metadata import article_nodes
from cleancorpus.extract.page import parse_page

TITLE = "Lighthouse keeper retires after forty winters on the rock"
H1 = f"<h1>{TITLE}</h1>"
TEXT = (
    "<p>For forty winters he rowed out to the rock with oil, bread and a newspaper, and for forty springs he rowed back to"
    " a village that had grown a little smaller each time he saw it again.</p>"
    "<p>The council has not decided who will light the lamp next year, and some say that nobody needs to, as the ships have"
    " had other ways of knowing where the rock lies for longer than most of the sailors have been at sea.</p>"
)


def published(
    body: str, head: str = "", lang: str = "en", url: str | None = "https://gazette.example/lamp"
) -> str | None:
    page = parse_page(f'<html lang="{lang}"><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>', url)
    assert page is not None
    return find_published(page, article_nodes(page))


def ld(*values: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)


@pytest.mark.parametrize(
    "line",
    [
        # one element
        "<p>Updated 9 March 2024, published 3 February 2024</p>",
        "<p>Published 3 February 2024 (updated 9 March 2024)</p>",
        "<p>3 February 2024, updated 9 March 2024</p>",
        "<div>Aktualisiert am 9. März 2024 | Veröffentlicht am 3. Februar 2024</div>",
        "<div>Mis à jour le 9 mars 2024 - Publié le 3 février 2024</div>",
        "<div>Обновлено 9 марта 2024, опубликовано 3 февраля 2024</div>",
        "<div>2024年3月9日更新　2024年2月3日公開</div>",
        "<div>입력 2024.02.03 10:15 | 수정 2024.03.09 11:00</div>",
        "<div>به‌روزرسانی: ۱۹ اسفند ۱۴۰۲ | تاریخ انتشار: ۱۴ بهمن ۱۴۰۲</div>",
        "<div>פורסם: כ״ד בשבט תשפ״ד, עודכן: כ״ט באדר א׳ תשפ״ד</div>",
        # an element for each
        "<span>Updated 9 March 2024</span> <span>Published 3 February 2024</span>",
        "<span>Updated</span> <span>9 March 2024</span> <span>Published</span> <span>3 February 2024</span>",
        "<p>Updated <time datetime='2024-03-09'>9 March</time> Published <time datetime='2024-02-03'>3 February</time></p>",
        "<div><div>Last updated</div><div>9 March 2024</div></div><div><div>First published</div><div>3 February 2024</div></div>",
        "<p><span>Last updated on </span><time datetime='2024-03-09'>9 March</time></p><p><time datetime='2024-02-03'>3 Feb</time></p>",
        "<time datetime='2024-03-09'>Updated 9 March 2024</time><time datetime='2024-02-03'>Published 3 February 2024</time>",
        "<time class='updated' datetime='2024-03-09'>x</time><time class='published' datetime='2024-02-03'>x</time>",
        "<time itemprop='dateModified' datetime='2024-03-09'>x</time><time itemprop='datePublished' datetime='2024-02-03'>x</time>",
        "<dl><dt>Updated</dt><dd>9 March 2024</dd><dt>Published</dt><dd>3 February 2024</dd></dl>",
        "<dl><dt>Zuletzt geändert</dt><dd>9. März 2024</dd><dt>Erschienen</dt><dd>3. Februar 2024</dd></dl>",
        "<table><tr><th>Updated</th><td>9 March 2024</td></tr><tr><th>Published</th><td>3 February 2024</td></tr></table>",
        "<p><b>Updated:</b> 9 March 2024<br><b>Published:</b> 3 February 2024</p>",
        "<span class='modified-date'>9 March 2024</span><span class='post-date'>3 February 2024</span>",
        "<span class='post-date'>3 February 2024</span><span class='lastUpdated'>9 March 2024</span>",
    ],
)
def test_published_is_told_from_updated_in_all_markup(line: str) -> None:
    assert (published(H1 + line + TEXT) or "")[:10] == "2024-02-03"
    assert (published(f"<article><header>{H1}{line}</header>{TEXT}</article>") or "")[:10] == "2024-02-03"


@pytest.mark.parametrize(
    "part",
    [
        # the foot of the site, with a name for it or none
        "<footer>Site last updated 14 March 2022</footer>",
        "<div class='foot'>Site last updated 14 March 2022</div>",
        "<div class='site-footer'><time datetime='2022-03-14'>14 March 2022</time></div>",
        "<div role='contentinfo'><span class='date'>14 March 2022</span></div>",
        "<div id='colophon'>Zuletzt geändert am 14. März 2022</div>",
        "<p>Last updated: 14 March 2022</p>",
        "<p>Copyright 14 March 2022</p>",
        # comments
        "<div id='comments'><p>Bo <time datetime='2021-01-02'>2 January 2021</time> Well done.</p></div>",
        "<section class='comment-list'><p>Posted on 2 January 2021</p></section>",
        "<div itemscope itemtype='https://schema.org/Comment'><time itemprop='dateCreated' datetime='2021-01-02'>x</time></div>",
        # other stories
        "<div class='related'><a href='/x'>Choir sings</a> <time datetime='2020-08-09'>9 August</time></div>",
        "<div class='box'><h3><a href='/choir'>The choir sings again in the harbour hall</a></h3><time datetime='2020-08-09'>x</time></div>",
        "<ul><li><a href='/choir'><h4>The choir sings again in the harbour hall</h4><span class='date'>9 August 2020</span></a></li></ul>",
        "<article><h2><a href='/choir'>The choir sings again in the harbour hall</a></h2><p class='date'>9 August 2020</p></article>",
        # an event, a term, a life
        "<div class='event'><time datetime='2031-05-01'>1 May 2031</time></div>",
        "<p>Starts: <time datetime='2025-05-01'>1 May</time></p>",
        "<p>Deadline: 1 May 2025</p>",
        "<p>Anmeldeschluss: <time datetime='2025-05-01'>1. Mai 2025</time></p>",
        "<p>Date limite : <time datetime='2025-05-01'>1er mai 2025</time></p>",
        "<p>開催日：<time datetime='2025-05-01'>2025年5月1日</time></p>",
        "<dl><dt>Date of birth</dt><dd>3 May 1994</dd></dl>",
        "<dl><dt>Launched</dt><dd><time datetime='1994-05-03'>3 May 1994</time></dd></dl>",
        "<div itemscope itemtype='https://schema.org/MusicEvent'><time itemprop='startDate' datetime='2025-05-01'>x</time></div>",
        "<time itemprop='validThrough' datetime='2025-05-01'>x</time>",
        "<time class='dtstart' datetime='2025-05-01'>x</time>",
        # what the text tells, to its last sentence
        "<p>The lamp was lit first on 3 May 1994.</p>",
        "<p>It went dark on 3 May 2019, and nobody noticed for a week.</p>",
        "<p>Rocket launched on 3 May 2019.</p>",
        "<blockquote>3 May 2019</blockquote>",
        # scripts
        '<script>var offer = {"expires": "2025-05-01", "validThrough": "2025-05-01T00:00:00Z"};</script>',
        '<script type=\'application/json\'>{"datePublished": "2020-08-09", "story": "choir"}</script>',
        "<div data-expires='2025-05-01' data-date='2025-05-01'></div><img src='/2020/08/09/choir.jpg'>",
        "<!-- cached 2025-05-01 10:11:12 -->",
        # too early, too late
        "<time datetime='1935-08-14'>14 August 1935</time>",
        "<p class='date'>14 August 1935</p>",
        "<time datetime='2038-07-06'>x</time>",
        "<p class='date'>6 July 2081</p>",
    ],
)
def test_dates_of_something_else_are_not_the_articles(part: str) -> None:
    assert published(H1 + TEXT + part) is None
    own = "<p class='byline'>By Ann Ito, <time datetime='2024-02-03'>3 February 2024</time></p>"
    assert published(H1 + own + TEXT + part) == "2024-02-03"


@pytest.mark.parametrize(
    "part",
    [
        "<div class='event-box'><time datetime='2031-05-01'>1 May 2031</time> Save the date</div>",
        "<div>Save the date: 1 May 2025</div>",
        "<nav><ul><li><a href='/a'>One</a> <time datetime='2025-01-31'>31 January</time></li></ul></nav>"
        + "<i></i>" * 70,
        "<p class='date'>14 August 1935</p>",
        "<p class='today'>Friday, 29 November 2024</p>",
    ],
)
def test_dates_of_something_else_before_the_articles(part: str) -> None:
    own = "<p>Ann Ito</p><p><time datetime='2024-02-03'>3 February 2024</time></p>"
    assert published(part + H1 + own + TEXT) == "2024-02-03"
    if "nav" not in part:
        assert published(H1 + part + own.replace("<time", "<span>Published</span> <time") + TEXT) == "2024-02-03"


@pytest.mark.parametrize(
    ("body", "iso"),
    [
        # of several the one at the headline
        (
            "<time datetime='2025-01-31'>x</time>"
            + "<i></i>" * 80
            + H1
            + "<time datetime='2024-02-03'>x</time>"
            + TEXT,
            "2024-02-03",
        ),
        (H1 + "<time datetime='2024-02-03'>x</time>" + TEXT + "<time datetime='2025-01-31'>x</time>", "2024-02-03"),
        (
            H1 + "<p>Text of 3 February 2024</p>" + "<time datetime='2024-02-03T10:15:00+01:00'>x</time>",
            "2024-02-03T10:15:00+01:00",
        ),
        # the headline is no <h1>, or another than the first
        (f"<h1>Gazette</h1><h2>{TITLE}</h2><p>3 February 2024</p>" + TEXT, "2024-02-03"),
        (f"<p><b>{TITLE}</b></p><p>3 February 2024</p>" + TEXT, "2024-02-03"),
        # in its own foot, in an abbreviation's title, in an element of the site's own, in three elements
        (f"<article>{H1}{TEXT}<footer>Posted on <time datetime='2024-02-03'>x</time></footer></article>", "2024-02-03"),
        (
            H1 + "<div class='footer'><time itemprop='datePublished' datetime='2024-02-03'>x</time></div>" + TEXT,
            "2024-02-03",
        ),
        (H1 + "<abbr title='2024-02-03T10:15:00Z'>a while ago</abbr>" + TEXT, "2024-02-03T10:15:00+00:00"),
        (
            H1 + "<span class='value-date' title='2024-02-03T10:15:00Z'>a while ago</span>" + TEXT,
            "2024-02-03T10:15:00+00:00",
        ),
        (
            H1 + "<span property='dc:date dc:created' content='2024-02-03T10:15:00Z'>a while ago</span>" + TEXT,
            "2024-02-03T10:15:00+00:00",
        ),
        (
            H1
            + "<span itemprop='dateModified' content='2024-03-09'>x</span><span itemprop='datePublished' content='2024-02-03'>x</span>",
            "2024-02-03",
        ),
        (H1 + "<local-time datetime='2024-02-03T10:15:00Z'>x</local-time>" + TEXT, "2024-02-03T10:15:00+00:00"),
        (H1 + "<p class='date'><b>3</b> <i>February</i> <u>2024</u></p>" + TEXT, "2024-02-03"),
        (H1 + "<p>Published <span>February 3</span>, 2024</p>" + TEXT, "2024-02-03"),
        # far from the headline the word «published» says enough
        (H1 + TEXT + "<i></i>" * 80 + "<p>This entry was posted on February 3rd, 2024 at 1:42 am.</p>", "2024-02-03"),
        # only the update is said
        (H1 + "<p>Last updated: 9 March 2024</p>" + TEXT, "2024-03-09"),
        (H1 + "<p>Zuletzt aktualisiert: <time datetime='2024-03-09'>x</time></p>" + TEXT, "2024-03-09"),
        # a label of one's own is no event
        (H1 + "<p>Velden: 3 February 2024</p>" + TEXT, "2024-02-03"),
        (H1 + "<p>By Ann Ito | Harbour Notes | 3 February 2024 | 5 min read</p>" + TEXT, "2024-02-03"),
    ],
)
def test_the_date_at_the_headline(body: str, iso: str) -> None:
    assert (published(body) or "")[: len(iso)] == iso


@pytest.mark.parametrize(
    ("lang", "line", "others", "iso"),
    [
        ("de", "03/04/2024", "", "2024-04-03"),
        ("fr", "Publié le 03/04/2024 à 10h", "", "2024-04-03"),
        ("es", "03-04-2024", "", "2024-04-03"),
        ("en-US", "03/04/2024", "", "2024-03-04"),
        ("en-GB", "03/04/2024", "", "2024-04-03"),
        ("en", "03/04/2024", "", None),
        ("en", "03/04/2024", "<p>Choir sings 25/04/2024</p>", "2024-04-03"),
        ("en", "03/04/2024", "<p>Choir sings 04/25/2024</p>", "2024-03-04"),
        ("en-US", "03/04/2024", "<p>Choir sings 25/04/2024</p>", "2024-04-03"),
        (
            "en",
            "03/04/2024",
            "<time datetime='2024-04-03'>x</time>" * 0 + "<meta itemprop='dateModified' content='2024-04-03'>",
            "2024-04-03",
        ),
        ("ja", "03/04/2024", "", None),
    ],
)
def test_day_and_month_by_the_page_and_its_language(lang: str, line: str, others: str, iso: str | None) -> None:
    assert published(H1 + f"<p>{line}</p>" + TEXT + others, lang=lang) == iso


STORY = {"@type": "NewsArticle", "headline": TITLE}
OTHER = {
    "@type": "NewsArticle",
    "headline": "The choir sings again in the harbour hall",
    "url": "https://gazette.example/choir",
    "datePublished": "2020-08-09",
}
EVENT = {"@type": "Event", "name": "Open day", "startDate": "2025-05-01", "datePublished": "2020-08-09"}


@pytest.mark.parametrize(
    ("head", "iso"),
    [
        (ld(OTHER), None),
        (ld(OTHER, STORY | {"datePublished": "2024-02-03"}), "2024-02-03"),
        (ld([OTHER, STORY | {"datePublished": "2024-02-03"}]), "2024-02-03"),
        (ld(EVENT), None),
        (ld(EVENT, STORY | {"datePublished": "2024-02-03"}), "2024-02-03"),
        (ld(STORY | {"comment": [{"@type": "Comment", "datePublished": "2021-01-02"}]}), None),
        (ld(STORY | {"hasPart": [OTHER], "isPartOf": {"@type": "Article", "datePublished": "2001-02-03"}}), None),
        (ld(STORY | {"expires": "2025-05-01", "dateModified": "2024-03-09"}), None),
        (ld(STORY, {"@type": "VideoObject", "name": "The choir", "uploadDate": "2019-05-03"}), None),
        (ld({"@type": "VideoObject", "name": TITLE, "uploadDate": "2024-02-03"}), "2024-02-03"),
        ('<meta property="article:modified_time" content="2024-03-09">', None),
        ('<meta name="expires" content="2025-05-01"><meta name="date" content="2024-02-03">', "2024-02-03"),
        ('<meta name="event:start" content="2025-05-01">', None),
        ('<meta property="article:published_time" content="1935-08-14">', "1935-08-14"),  # declared: an archive
    ],
)
def test_data_of_other_things_are_not_the_articles(head: str, iso: str | None) -> None:
    assert published(H1 + TEXT, head) == iso


def test_what_readers_are_told_is_before_vague_or_later_data() -> None:
    line = "<p>Published 3 February 2024</p>"
    assert published(H1 + line + TEXT, '<meta name="date" content="2024-02-07">') == "2024-02-03"
    assert published(H1 + line + TEXT, ld(STORY | {"datePublished": "2025-08-21"})) == "2024-02-03"
    assert published(H1 + line + TEXT, ld(STORY | {"datePublished": "2024-02-02"})) == "2024-02-02"
    later = "<p>Published 3 February 2025</p>"
    assert published(H1 + later + TEXT, ld(STORY | {"datePublished": "2024-02-02"})) == "2024-02-02"


def test_nothing_shown_is_later_than_a_change_or_a_capture_of_the_page() -> None:
    line = "<p>1 May 2025</p>"
    assert published(H1 + line + TEXT) == "2025-05-01"
    assert published(H1 + line + TEXT, ld(STORY | {"dateModified": "2024-03-09"})) is None
    assert published(H1 + line + TEXT, '<meta property="article:modified_time" content="2024-03-09T10:00:00Z">') is None
    archive = "https://web.archive.org/web/20240309101112/https://gazette.example/lamp"
    assert published(H1 + line + TEXT, url=archive) is None
    assert published(H1 + "<p>1 May 2023</p>" + TEXT, url=archive) == "2023-05-01"


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("fa", "۱۴ بهمن ۱۴۰۲"),
        ("fa", "تاریخ انتشار: ۱۴۰۲/۱۱/۱۴ - ۱۰:۱۵"),
        ("he", "כ״ד בשבט תשפ״ד"),
        ("he", "פורסם ב־3 בפברואר 2024"),
        ("ja", "令和6年2月3日"),
        ("ja", "令和六年二月三日"),
        ("th", "3 กุมภาพันธ์ 2567"),
        ("th", "เผยแพร่ 3 ก.พ. 67"),
        ("zh", "民國113年2月3日"),
        ("zh", "二〇二四年二月三日"),
    ],
)
@pytest.mark.parametrize(
    "markup", ["<p>{}</p>", "<p class='date'>{}</p>", "<time>{}</time>", "<div><span>{}</span></div>"]
)
def test_other_calendars_in_a_page(lang: str, line: str, markup: str) -> None:
    assert (published(H1 + markup.format(line) + TEXT, lang=lang) or "")[:10] == "2024-02-03"
