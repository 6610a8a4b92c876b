"""Addresses: which are of the same page, which are none, and what is read from them."""

import pytest

from cleancorpus.url import TRACKING, canonical_url, host_labels, host_of, is_root, read_url

PAGE = "example.org/News/1?page=2"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/News/1?page=2",
        "http://example.org/News/1?page=2",
        "HTTPS://WWW.Example.ORG:443/News/1?page=2",
        "http://example.org:80/News/1/?page=2",
        "https://example.org:/News/1?page=2",
        "https://example.org/News/1?utm_source=x&page=2&UTM_Medium=y&fbclid=z&gclid=1#top",
        "https://example.org/News/1?page=2&utm%5Fsource=x&",
        "https://example.org/News/1;jsessionid=0A9F?page=2&PHPSESSID=7",
        "//example.org/News/1?page=2",
        "example.org/News/1?page=2",
        "example.org:443/News/1?page=2",
        "https://user:secret@example.org/News/1?page=2",
        " https://example.org./News/1?page=2\n",
        "https://example.org/N%65ws/1?p%61ge=2",
        "https://ex%61mple.org/News/1?page=2",
        "https://example.org/News/1?page=2#:~:text=bridge",
    ],
)
def test_addresses_of_one_page_are_one(url: str) -> None:
    assert canonical_url(url) == PAGE


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/1?page=2",
        "https://example.org/News/1?page=3",
        "https://example.org/News/1",
        "https://example.org:8080/News/1?page=2",
        "https://example.org:80/News/1?page=2",
        "https://m.example.org/News/1?page=2",
        "https://example.org/News%2F1?page=2",
        "https://example.org/News/1?page=2#!/comments",
        "https://example.org/News/1?page=2&ref=front",
    ],
)
def test_addresses_of_other_pages_are_others(url: str) -> None:
    assert canonical_url(url) not in (None, PAGE)


@pytest.mark.parametrize("name", TRACKING)
def test_tracking_marks_choose_no_page(name: str) -> None:
    mark = name.replace("*", "x")
    assert canonical_url(f"https://example.org/a?{mark}=1&id=7&{mark.upper()}") == "example.org/a?id=7"
    assert canonical_url(f"https://example.org/a?x{mark}=1") == f"example.org/a?x{mark}=1"


@pytest.mark.parametrize("name", "id p page q s story article ref source from cid sid lang ocid feature amp".split())
def test_parameters_that_may_choose_content_stay(name: str) -> None:
    assert canonical_url(f"https://example.org/?{name}=1") == f"example.org?{name}=1"


@pytest.mark.parametrize(
    "url",
    [
        "http://xn--hfen-loa.example/a",
        "http://HÄFEN.example/a",
        "http://ha\N{COMBINING DIAERESIS}fen.example/a",
        "http://h%C3%A4fen.example/a",
        "http://häfen\N{IDEOGRAPHIC FULL STOP}example\N{FULLWIDTH FULL STOP}/a",
        "http://www.xn--hfen-loa.example./a",
    ],
)
def test_punycode_and_unicode_are_one_host(url: str) -> None:
    assert canonical_url(url) == "häfen.example/a"
    assert host_of(url) == "häfen.example"


@pytest.mark.parametrize("host", ["xn--zzzz-99999.example", "xn--.example", "xn--abc-.example", "xn--\xe4.example"])
def test_what_only_looks_like_punycode_stays(host: str) -> None:
    assert host_of(f"http://{host}/") == host


def test_sharp_s_is_a_letter_of_its_own() -> None:
    assert host_of("http://xn--strae-oqa.example") == host_of("http://Straße.example") == "straße.example"
    assert host_of("http://strasse.example") == "strasse.example"


def test_ipv6_addresses_are_one_however_they_are_written() -> None:
    assert canonical_url("http://[2001:DB8:0:0:0::1]:80/a") == canonical_url("https://[2001:db8::1]/a")
    assert canonical_url("http://[2001:db8::1]:8080/a") == "[2001:db8::1]:8080/a"
    assert canonical_url("http://[2001:db8::1:8080]/a") == "[2001:db8::1:8080]/a"


def test_escapes_are_written_in_one_way() -> None:
    assert canonical_url("https://example.org/caf%c3%a9") == canonical_url("https://example.org/café")
    assert canonical_url("https://example.org/a b|c") == "example.org/a%20b%7Cc"
    assert canonical_url("https://example.org/100%") == "example.org/100%"
    assert canonical_url("https://example.org/a%2fb") == "example.org/a%2Fb"
    assert canonical_url("https://example.org/\ud800") == "example.org/%ED%A0%80"


def test_a_fragment_that_scripts_choose_content_by_is_part_of_the_address() -> None:
    assert canonical_url("https://example.org/#!/a/") == "example.org#!/a"
    assert canonical_url("https://example.org/app#/a?b") == "example.org/app#/a?b"
    assert canonical_url("https://example.org/app#/") == canonical_url("https://example.org/app#!") == "example.org/app"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "n/a",
        "/news/1",
        "#top",
        "javascript:void(0)",
        "mailto:a@example.org",
        "jane@example.org",
        "http://",
        "http://[",
        "http://[v1.x]/",
        "http://[2001:db8::1::2]/",
        "https://intranet/x:y",
        "https://a..b/",
        "https://exa mple.org/",
        "https://example.org:99999/",
        "https://example.org:port/",
        "https://h\ud800.example/",
        "file:///a.html",
        "ftp://example.org/a",
        "urn:isbn:0",
    ],
)
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert canonical_url(url) is None
    assert host_of(url) is None
    assert read_url(url) is None
    assert not is_root(url)


def test_port_behind_a_host_without_scheme_is_no_scheme() -> None:
    assert canonical_url("example.org:8000/a") == "example.org:8000/a"
    assert canonical_url("localhost:8000/a") == "localhost:8000/a"


def test_host_without_www_and_port() -> None:
    assert host_of("https://www.oldmouthpost.example:443/a") == "oldmouthpost.example"
    assert host_of("//oldmouthpost.example/a") == host_of("oldmouthpost.example/a") == "oldmouthpost.example"
    assert host_of("https://[broken") is None
    assert host_of(None) is None


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("https://example.org", True),
        ("example.org/", True),
        ("https://example.org/Index.HTML?fbclid=1#top", True),
        ("https://example.org/?p=7", False),
        ("https://example.org/index.php/2024/bridge", False),
        ("https://example.org/#!/bridge", False),
        ("https://example.org/en", False),
        (None, False),
    ],
)
def test_root_is_an_address_that_chooses_no_page(url: str | None, root: bool) -> None:
    assert is_root(url) is root


@pytest.mark.parametrize(
    ("host", "labels"),
    [
        ("news.harbour-gazette.co.uk", ("news", "harbourgazette")),
        ("www.häfen.example", ("hafen",)),
        ("localhost", ()),
        ("192.0.2.7", ()),
        ("[2001:db8::1]", ()),
        (None, ()),
    ],
)
def test_labels_of_a_host_that_may_name_its_site(host: str | None, labels: tuple[str, ...]) -> None:
    assert host_labels(host) == labels
