"""The kind of page: invented pages of every kind, and articles that look like something else."""

from __future__ import annotations

import json

import pytest
from lxml import html

from cleancorpus.extract.blocks import extract_blocks, page_type
from cleancorpus.extract.blocks.notices import notice_of
from cleancorpus.extract.blocks.page_type import read_address
from cleancorpus.extract.html import extract_html
from extract_blocks.pages import PARAGRAPHS, article

HEADLINES = (
    "Ferry strike ends after nine days of talks", "Eight new buses for the upper valley", "Gulls return to the mole early",
    "Why the baker of Lindholm closes on Mondays", "School choir wins the island cup again", "Storm takes roof of old mill",
    "Council hears complaints about the new bins", "Harbour pilot retires after forty years", "Bridge tolls rise in May",
    "A museum for the last steam tractor", "Fishermen ask for smaller nets and longer seasons", "Library lends out telescopes",
    "Two hundred sheep moved to the north meadow", "Wind park vote put off until autumn", "Rail line to Fernhill reopens",
    "Cider makers expect a poor apple harvest", "Volunteers count bats in the church tower", "Swimming pool gets a new roof",
    "Mayor Hartwick wants fewer street lamps", "Teachers build a boat from milk cartons", "Dike repairs cost more than planned",
    "Postman cycles his millionth kilometre", "Town band looks for a second tuba", "Old cinema shows silent films again",
)  # fmt: skip
TEASERS = (
    "The two sides met in the town hall until late in the night and agreed on a raise of three percent.",
    "They will run every half hour from the first of June, and children ride free of charge in the holidays.",
    "Bird watchers counted more than four hundred of them on Sunday, three weeks earlier than last year.",
    "He has not had a free day in eleven years, he says, and his daughter learns to play the cello then.",
    "The jury praised the clear voices of the smallest singers, who had practised in an empty swimming pool.",
    "Nobody was hurt, but the miller's cat is missing since the night of the storm, the police said.",
)
LONG = "".join(f"<p>{text}</p>" for text in PARAGRAPHS * 2)
SHOP = "https://lindholm-boats.example"
NEWS = "https://bay-herald.example"


def card(number: int, text: str, tag: str = "h3", under: str = "") -> str:
    return f'<div class="teaser"><{tag}><a href="/story/{number}">{text}</a></{tag}>{under}</div>'


def cards(under: bool = False) -> str:
    texts = [f"<p>{TEASERS[number % len(TEASERS)]}</p>" if under else "" for number in range(len(HEADLINES))]
    return "".join(card(number, text, under=texts[number]) for number, text in enumerate(HEADLINES))


def page(body: str, title: str = "The Bay Herald", head: str = "") -> str:
    menu = "".join(f'<li><a href="/{word}">{word.title()}</a></li>' for word in ("news", "sport", "culture", "weather"))
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><nav><ul>{menu}</ul></nav>"
        f"<main>{body}</main><footer><p>© 2031 The Bay Herald</p></footer></body></html>"
    )


def ld(**node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **node})}</script>'


def kind(source: str, url: str | None = None) -> str | None:
    return extract_html(source, url=url).page_type


def test_page_of_headlines_is_a_listing() -> None:
    assert kind(page(cards(), "Culture | The Bay Herald"), f"{NEWS}/culture") == "listing"


def test_page_of_headlines_at_the_root_is_a_front_page() -> None:
    assert kind(page(cards()), f"{NEWS}/") == "front_page"
    assert kind(page(cards()), f"{NEWS}/index.html") == "front_page"


@pytest.mark.parametrize(
    "path", ["/category/culture", "/tag/harbour", "/news/page/3", "/search?q=harbour", "/kategorie/kultur"]
)
def test_teasers_under_headlines_at_the_address_of_a_list_are_a_listing(path: str) -> None:
    assert kind(page(cards(under=True), "Culture | The Bay Herald"), NEWS + path) == "listing"


def test_hub_of_long_teasers_is_a_listing() -> None:
    hub = (
        "".join(card(n, text, under=f"<p>{PARAGRAPHS[n % 5]}</p>") for n, text in enumerate(HEADLINES[:8]))
        + cards() * 3
    )
    assert kind(page(hub, "Culture | The Bay Herald"), f"{NEWS}/hub/culture") == "listing"
    assert kind(page(hub, "Culture | The Bay Herald"), f"{NEWS}/2031/05/23/lighthouse-vote-in-the-council") == "article"


def test_page_that_calls_itself_a_collection_is_a_listing() -> None:
    source = page(cards(under=True), "Culture | The Bay Herald", ld(**{"@type": "CollectionPage", "name": "Culture"}))
    assert kind(source, f"{NEWS}/culture") == "listing"


def test_shop_shelf_is_a_listing() -> None:
    shelf = "".join(
        f'<li class="product-card"><a href="/p/{n}">Oak paddle with brass tip number {n}</a><span class="price">{n} €</span></li>'
        for n in range(24)
    )
    assert (
        kind(page(f"<h1>Paddles</h1><ul>{shelf}</ul>", "Paddles | Lindholm"), f"{SHOP}/collections/paddles")
        == "listing"
    )


def test_product_is_told_by_its_metadata() -> None:
    head = ld(**{"@type": "Product", "name": "Oak paddle"})
    body = f'<h1>Oak paddle</h1><span class="price">40 €</span><p>{PARAGRAPHS[0]}</p>'
    assert kind(page(body, "Oak paddle | Lindholm", head), f"{SHOP}/oak-paddle") == "product"


def test_product_is_told_by_the_names_of_a_shop_and_its_address() -> None:
    body = (
        '<h1 class="product-title">Oak paddle</h1><div class="price">40 €</div><div class="product-form">'
        '<div class="quantity">1</div><div class="add-to-cart"><button>Add to cart</button></div></div>'
        "<p>A light paddle for long trips, oiled twice, with a tip of brass that keeps it from splitting.</p>"
    )
    assert kind(page(body, "Oak paddle | Lindholm"), f"{SHOP}/products/oak-paddle") == "product"


def test_thread_of_a_forum() -> None:
    posts = "".join(f'<div class="post-body"><p>{text}</p></div>' for text in PARAGRAPHS)
    source = page(f"<h1>Second lighthouse: good or bad?</h1>{posts}", "Second lighthouse: good or bad? | Boat talk")
    assert kind(source, "https://boats.example/threads/second-lighthouse.412/") == "forum"
    assert kind(source, "https://forum.boats.example/t/second-lighthouse/412") == "forum"
    assert kind(source, "https://boats.example/second-lighthouse") == "article"


ERRORS = {
    "en": "Page not found", "de": "Seite nicht gefunden", "fr": "Page non trouvée", "es": "Página no encontrada",
    "it": "Pagina non trovata", "pt": "Página não encontrada", "nl": "Pagina niet gevonden", "pl": "Nie znaleziono strony",
    "ru": "Страница не найдена", "uk": "Сторінку не знайдено", "cs": "Stránka nenalezena", "sv": "Sidan hittades inte",
    "da": "Siden blev ikke fundet", "no": "Siden ble ikke funnet", "fi": "Sivua ei löytynyt", "tr": "Sayfa bulunamadı",
    "el": "Η σελίδα δεν βρέθηκε", "ar": "الصفحة غير موجودة", "he": "הדף לא נמצא", "zh": "页面不存在",
    "ja": "お探しのページは見つかりませんでした", "ko": "페이지를 찾을 수 없습니다", "hi": "पेज नहीं मिला",
    "vi": "Không tìm thấy trang", "id": "Halaman tidak ditemukan", "ro": "Pagina nu a fost găsită", "hu": "Az oldal nem található",
}  # fmt: skip


@pytest.mark.parametrize("text", ERRORS.values(), ids=ERRORS)
def test_error_page_in_many_languages(text: str) -> None:
    assert kind(page(f"<p>{text}.</p>", f"{text} | Bay Herald"), f"{NEWS}/gone") == "error_page"
    assert kind(page(f"<h1>404 – {text}!</h1>"), f"{NEWS}/gone") == "error_page"


@pytest.mark.parametrize(
    "title",
    ["404", "Error 404", "404 Not Found", "HTTP 403: Access denied", "Oops! Page not found – The Bay Herald", "Fehler 404",
     "502 Bad Gateway", "404错误", "Ошибка 404. Страница не найдена", "Internal Server Error", "Not Found (404)"],
)  # fmt: skip
def test_titles_of_error_pages(title: str) -> None:
    assert notice_of(title) == "error_page"


@pytest.mark.parametrize(
    "title",
    ["Access denied: hundreds of pupils wait outside", "Page not found: the lost diary of a sailor", "Boeing 404 lands in a field",
     "The 500 best boats", "Error in the timetable", "404 Gallery opens in Fernhill", "Service unavailable on three bus lines",
     "Sorry", "Something went wrong at the mill, says its owner", "Accept", ""],
)  # fmt: skip
def test_headlines_that_are_no_notice(title: str) -> None:
    assert notice_of(title) is None


SCRIPTS = {
    "ko": "자바스크립트를 활성화해 주세요.", "en": "Please enable JavaScript to continue.", "de": "Bitte aktivieren Sie JavaScript in Ihrem Browser.",
    "fr": "Veuillez activer JavaScript pour continuer.", "es": "Por favor, active JavaScript en su navegador.",
    "ru": "Пожалуйста, включите JavaScript в браузере.", "ja": "JavaScriptを有効にしてください。",
    "pl": "Włącz obsługę JavaScript w przeglądarce.", "zh": "请启用JavaScript",
}  # fmt: skip


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_demand_for_javascript(text: str) -> None:
    assert kind(f"<html><head><title>Herald</title></head><body><p>{text}</p></body></html>") == "javascript_required"


def test_check_of_the_visitor_is_a_demand_for_javascript() -> None:
    source = "<html><head><title>Just a moment...</title></head><body><h1>bay-herald.example</h1><p>Verify you are human</p></body></html>"
    assert kind(source, f"{NEWS}/story") == "javascript_required"


WALLS = {
    "en": ("Your privacy", "We and our partners use cookies to show advertisements.", "Accept"),
    "de": ("Cookie-Einstellungen", "Wir und unsere Partner verwenden Cookies, um Werbung zu zeigen.", "Zustimmen"),
    "fr": ("Vos cookies", "Nos partenaires et nous utilisons des cookies pour la publicité.", "Tout accepter"),
    "es": ("Uso de cookies", "Nosotros y nuestros socios utilizamos cookies para la publicidad.", "Aceptar"),
    "pl": ("Pliki cookie", "My i nasi partnerzy używamy plików cookie, aby wyświetlać reklamy.", "Akceptuję"),
    "ja": ("クッキーについて", "当サイトでは広告の表示のためにクッキーを使用します。", "同意する"),
}


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_wall_of_consent(wall: tuple[str, str, str]) -> None:
    heading, text, button = wall
    source = f"<html><head><title>Herald</title></head><body><h1>{heading}</h1><p>{text}</p><button>{button}</button></body></html>"
    assert page_type(extract_blocks(html.fromstring(source))) == "consent_wall"


def test_page_without_text_is_empty() -> None:
    assert kind("<html><body></body></html>") in ("empty", None)
    assert (
        kind('<html><head><title>Herald</title></head><body><div id="app"></div></body></html>', f"{NEWS}/a") == "empty"
    )
    assert page_type(extract_blocks(html.fromstring("<html><body></body></html>"))) == "empty"


def test_page_whose_text_is_in_its_data_is_an_article() -> None:
    head = ld(**{"@type": "NewsArticle", "headline": "A second lighthouse", "articleBody": "\n".join(PARAGRAPHS)})
    assert (
        kind(page("<p>Please enable JavaScript to continue.</p>", "A second lighthouse", head), f"{NEWS}/lighthouse")
        == "article"
    )


def test_page_whose_text_only_the_second_try_finds_is_an_article() -> None:
    hidden = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    found = extract_html(
        page(f'<div style="display:none">{hidden}</div>', "A second lighthouse"), url=f"{NEWS}/lighthouse"
    )
    assert found.flags == ("second-try:recall",)
    assert found.page_type == "article"


# ----------------------------------------------------------------- articles that look like something else


def story(title: str, texts: tuple[str, ...], *, after: str = "", head: str = "") -> str:
    return page(
        f"<article><h1>{title}</h1>{''.join(f'<p>{text}</p>' for text in texts)}</article>{after}",
        f"{title} | The Bay Herald",
        head,
    )


@pytest.mark.parametrize(
    "url", [None, f"{NEWS}/news/council-votes-for-a-second-lighthouse", f"{NEWS}/a/91823", f"{NEWS}/?p=12"]
)
def test_article_with_many_related_links(url: str | None) -> None:
    after = f"<aside><h2>More stories</h2>{cards()}{cards()}</aside>"
    assert kind(article(after=after), url) == "article"
    assert kind(article(after=f"<aside>{cards(under=True)}</aside>"), url) == "article"


def test_article_with_a_related_link_after_every_paragraph() -> None:
    body = "".join(
        f'<p>{text}</p><p><a href="/{number}">{HEADLINES[number]}</a></p>' for number, text in enumerate(PARAGRAPHS * 2)
    )
    assert kind(article(body), f"{NEWS}/news/second-lighthouse") == "article"


def test_long_article_at_the_root_or_at_the_address_of_a_list() -> None:
    for path in ("/", "/category/news/second-lighthouse", "/archive/2031"):
        assert kind(article(LONG), NEWS + path) == "article"


def test_short_news_of_two_sentences_among_many_links() -> None:
    source = story(
        "Bridge to Fernhill closed until Thursday", (TEASERS[0] + " " + TEASERS[5],), after=f"<aside>{cards()}</aside>"
    )
    assert kind(source, f"{NEWS}/news/bridge-closed") == "article"
    assert kind(source) == "article"


def test_short_article_about_an_error_page() -> None:
    texts = (
        "A page of the town of Lindholm that says «404 – page not found» has become a hit with visitors this week.",
        "Whoever mistypes an address sees the mayor's dog, who digs for the missing page in the sand of the harbour.",
    )
    source = story("404: town's error page becomes a hit", texts)
    assert kind(source, f"{NEWS}/news/error-page-hit") == "article"


def test_short_news_with_a_part_that_failed_to_load() -> None:
    after = "<section><h2>Something went wrong</h2><p>Comments could not be loaded.</p></section>"
    source = story(
        "Bridge to Fernhill closed until Thursday", (f"{TEASERS[0]} {TEASERS[5]} {TEASERS[2]}",), after=after
    )
    assert kind(source, f"{NEWS}/news/bridge-closed") == "article"


def test_article_about_cookies() -> None:
    texts = (
        "The data protection office of the province wants fewer cookie banners. Sites must not ask for consent twice.",
        "Whoever clicks «Reject all» once should have peace for a year, the office says. Cookies for a basket stay free.",
        "Advertisers fear for their income. Without consent to cookies they earn half as much, their federation says.",
    )
    source = story(
        "Province wants fewer cookie banners",
        texts,
        after="<div><p>We use cookies.</p><button>Accept all</button></div>",
    )
    assert kind(source, f"{NEWS}/news/fewer-cookie-banners") == "article"


def test_article_about_javascript() -> None:
    texts = ("Whoever turns JavaScript off sees the web as it was in 1994. We tried it for a week: please enable JavaScript was the "
             "sentence that we read most often.", *PARAGRAPHS[:2])  # fmt: skip
    assert kind(story("A week without JavaScript", texts), f"{NEWS}/tech/a-week-without-javascript") == "article"


def test_listicle_with_linked_headings() -> None:
    items = "".join(
        f'<h2><a href="https://{n}.example">{HEADLINES[n]}</a></h2><p>{PARAGRAPHS[n % 5]}</p>' for n in range(10)
    )
    assert kind(article(items), f"{NEWS}/ten-things-to-see-on-the-mole") == "article"


def test_recipe_is_a_recipe() -> None:
    head = ld(**{"@type": "Recipe", "name": "Plum cake"})
    body = (
        "<ul><li>300 g flour</li><li>4 eggs</li><li>1 kg plums</li></ul>"
        "<p>Stir the eggs with the sugar until the mass is almost white, then add the flour in three parts and rest the dough.</p>"
        "<p>Halve the plums, put them on the dough close to one another and bake the cake for fifty minutes at 180 degrees.</p>"
    )
    assert (
        kind(page(f"<h1>Plum cake of the harbour inn</h1>{body}", "Plum cake", head), f"{NEWS}/plum-cake") == "recipe"
    )
    assert kind(page(f"<h1>Plum cake of the harbour inn</h1>{body}", "Plum cake"), f"{NEWS}/plum-cake") == "article"


def test_interview_is_an_article() -> None:
    talk = "".join(f"<p><b>Why is that so, Ms Hartwick?</b></p><p>{text}</p>" for text in PARAGRAPHS)
    assert kind(article(talk), f"{NEWS}/interview-hartwick") == "article"


def test_live_blog_is_a_live_blog() -> None:
    entries = "".join(f"<h3>{18 - n}:30</h3><p>{text}</p>" for n, text in enumerate(PARAGRAPHS))
    source = article(entries).replace(
        "</head>", ld(**{"@type": "LiveBlogPosting", "headline": "Vote on the lighthouse"}) + "</head>"
    )
    assert kind(source, f"{NEWS}/live/lighthouse") == "live_blog"


def test_article_of_a_shop_is_an_article() -> None:
    after = '<div class="product-card"><span class="price">40 €</span><div class="add-to-cart">Add</div></div>' * 12
    assert kind(article(after=after), f"{SHOP}/blogs/a-second-lighthouse") == "article"


def test_long_review_that_only_declares_its_product_is_an_article() -> None:
    head = ld(**{"@type": "Product", "name": "Lamp of the second lighthouse"})
    assert kind(article(LONG).replace("</head>", head + "</head>"), f"{NEWS}/tests/lighthouse-lamp") == "article"
    form = '<div class="price">40 €</div><div class="product-form"><button class="add-to-cart">Add</button></div>'
    assert kind(article(LONG, before=form).replace("</head>", head + "</head>"), f"{SHOP}/lighthouse-lamp") == "product"


def test_long_text_of_a_page_that_calls_itself_a_listing_is_an_article() -> None:
    head = ld(**{"@type": "ItemList", "name": "Lighthouses"})
    assert kind(article(LONG).replace("</head>", head + "</head>"), f"{NEWS}/lighthouses") == "article"


# ----------------------------------------------------------------- addresses


def test_addresses() -> None:
    assert read_address(f"{NEWS}/").is_root
    assert read_address(f"{NEWS}/index.php").is_root
    assert read_address(f"{NEWS}/?utm_source=letter&fbclid=x1").is_root
    assert not read_address(f"{NEWS}/?p=12").is_root
    assert not read_address(f"{NEWS}/?p=12&utm_source=letter").is_root
    assert read_address(f"{NEWS}/tag/boats").lists
    assert read_address(f"{NEWS}/news?page=2").lists
    assert not read_address(f"{NEWS}/tag/why-the-baker-of-lindholm-closes-on-mondays").lists
    assert read_address("https://forum.boats.example/viewtopic.php?t=4").forum == 2
    assert read_address(f"{SHOP}/products/oak-paddle").product
    for url in (None, "", "no address", "https://[broken"):
        assert read_address(url) == read_address(None)


def test_posts_marked_in_the_markup_alone_make_a_forum() -> None:
    post = "<div itemscope itemtype='https://schema.org/{}'><p itemprop='text'>{}</p></div>"
    kinds = {
        kind: extract_html(page("".join(post.format(kind, text) for text in PARAGRAPHS))).page_type
        for kind in ("DiscussionForumPosting", "Comment")
    }
    assert kinds == {"DiscussionForumPosting": "forum", "Comment": "article"}


def test_a_short_recipe_is_not_empty() -> None:
    steps = "".join(f"<li>{step}</li>" for step in ("Peel the apples.", "Beat the eggs.", "Bake it for an hour."))
    body = f"<h1>Apple cake</h1><p>A cake for a wet day.</p><h2>Method</h2><ol>{steps}</ol>"
    assert extract_html(page(body, title="Apple cake")).page_type == "article"
