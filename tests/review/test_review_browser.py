"""`review` in a real browser: nothing but its own pages is asked for, nothing hostile runs, keys alone suffice, all can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="needs the extra: pip install 'cleancorpus[review]'")
pytest.importorskip("uvicorn", reason="needs the extra: pip install 'cleancorpus[review]'")
pytest.importorskip("playwright.sync_api", reason="BROWSER TESTS SKIPPED: pip install playwright")

from playwright.sync_api import sync_playwright
from reviewed import HOSTILE, PARAGRAPHS, Server, article, browser_path, serving, version

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
# Elements with text of their own that is seen, each with its contrast to what is behind it: WCAG 2, 1.4.3.
CONTRAST = """() => {
  const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1]; };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = (c) => { const [r, g, b] = c.slice(0, 3).map((v) => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const behind = (e) => { const layers = []; for (let at = e; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]); };
  const found = [];
  for (const e of document.body.querySelectorAll("*")) {
    if (e.matches("option, script") || !e.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) && !e.matches("input, select")) continue;
    const back = behind(e), front = over(parse(getComputedStyle(e).color), back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
    found.push([(a + .05) / (b + .05), e.tagName + "." + e.className + ": " + e.textContent.trim().slice(0, 40)]);
  }
  return found;
}"""


@dataclass
class Look:
    """A page in a browser, and all that it asked for and complained of."""

    page: Any
    server: Server
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str = "") -> Any:
        self.page.goto(self.server.address + path)
        return self.page

    def key(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def saved(self, said: str) -> None:
        """Wait until a judgement is saved."""
        self.page.wait_for_function("said => (document.body.dataset.saved || '').startsWith(said)", arg=said)

    def check(self) -> None:
        """Nothing left this server, nothing failed, nothing hostile ran."""
        strange = [url for url in self.asked if not url.startswith(self.server.address)]
        assert strange == [] and self.asked and self.complaints == []
        assert self.page.evaluate("window.hurt") is None


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = browser_path()
    if path is None:
        pytest.skip("BROWSER TESTS SKIPPED: no Chromium found; apt-get install chromium")
    with sync_playwright() as playwright:
        # without a name of its own for anything else, no request can leave: what tries fails, and is seen
        options = [
            "--no-sandbox",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
        ]
        found = playwright.chromium.launch(executable_path=path, args=options)
        yield found
        found.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(version(tmp_path)) as found:
        yield found


@contextmanager
def looking(browser: Any, server: Server, **options: Any) -> Iterator[Look]:
    context = browser.new_context(**{"viewport": WIDE, **options})
    context.set_default_timeout(10_000)
    look = Look(context.new_page(), server)
    context.on("request", lambda request: look.asked.append(request.url))
    context.on(
        "requestfailed",  # one that a click on the next page ends is no failure
        lambda request: None if "ABORTED" in request.failure else look.complaints.append(f"failed: {request.url}"),
    )
    context.on(
        "response", lambda got: look.complaints.append(f"{got.status}: {got.url}") if got.status >= 400 else None
    )
    look.page.on("console", lambda message: look.complaints.append(f"{message.type}: {message.text}"))
    look.page.on("pageerror", lambda error: look.complaints.append(str(error)))
    look.page.on("dialog", lambda dialog: look.complaints.append(f"dialog: {dialog.message}"))
    try:
        yield look
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ("light", "dark"))
def test_all_pages_can_be_read_and_ask_for_nothing_else(browser: Any, server: Server, scheme: str) -> None:
    index = server.review.index
    evil, planted = index.find(f"evil {HOSTILE}", "kept"), index.find("doc-000011", "kept")
    near = next(row for row in range(len(index)) if index.reasons.of(row) == "near")
    cuts = server.review.document(planted or 0).cuts
    server.say(planted or 0, f"wrong:removal:{cuts[0].spot}", "?audit=5")
    server.say(planted or 0, f"right:removal:{cuts[1].spot}", "?audit=5")
    server.say(planted or 0, f"missed:line:{server.review.document(planted or 0).lines[-1].spot}", label="ad")
    server.review.suggesting.start()
    server.review.suggesting.wait(30)
    pages = (
        "",
        "?q=bridge&status=kept",
        f"doc/{planted}",
        f"doc/{evil}",
        f"doc/{near}",
        f"doc/{len(index) - 1}",
        "audit",
        "suggest",
        "?q=nothing+of+it",
    )
    with looking(browser, server, color_scheme=scheme) as look:
        for path in pages:
            page = look.go(path)
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                found = page.evaluate(CONTRAST)
                assert len(found) > 10
                dim = [(round(ratio, 2), what) for ratio, what in found if ratio < 4.5]
                assert dim == [], path
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
                    f"{path} is wider than {size}"
                )
            page.set_viewport_size(WIDE)
        look.key("?")
        assert [what for ratio, what in look.page.evaluate(CONTRAST) if ratio < 4.5] == []
        look.check()


def test_nothing_hostile_runs_and_no_link_leads_into_a_script(browser: Any, server: Server) -> None:
    evil = server.review.index.find(f"evil {HOSTILE}", "kept")
    with looking(browser, server) as look:
        page = look.go(f"doc/{evil}")
        assert page.evaluate("[...document.links].every((link) => ['http:', 'https:'].includes(link.protocol))")
        assert page.locator("main img, main script, main iframe").count() == 0
        page.locator("summary").last.click()
        assert "javascript:window.hurt=4" in page.locator("main").inner_text()
        look.key("n")
        look.saved("wrong")
        assert "<script>window.hurt=1</script>" in page.locator(".cut blockquote").inner_text()
        look.check()


def test_keys_alone_suffice_and_judgements_outlast_a_reload(browser: Any, server: Server) -> None:
    with looking(browser, server) as look:
        page = look.go()
        look.key("/")
        page.keyboard.type("Bridge 11")
        look.key("Enter")
        page.wait_for_url("**q=Bridge*")
        look.key("j", "Enter")
        page.wait_for_url("**/doc/**")
        look.key("n")  # the planted rule's cut, the first
        look.saved("wrong")
        look.key("y")  # on to the byline by itself
        look.saved("right")
        look.key("k", "K", "J", "J", "J", "m")
        look.saved("missed")
        marked = page.locator(".line.missed").inner_text()
        page.reload()
        verdicts = [each.get_attribute("data-verdict") for each in page.locator(".cut").all()]
        assert verdicts == ["wrong", "right"]
        assert page.locator(".line.missed").inner_text() == marked != ""
        assert page.locator("mark.said-wrong").inner_text() == PARAGRAPHS[0]
        look.key("k", "u")
        look.saved("undone")
        page.reload()
        assert page.locator(".cut").first.get_attribute("data-verdict") == ""
        look.key("?")
        assert page.locator("dialog").is_visible()
        look.key("Escape")
        assert not page.locator("dialog").is_visible()
        look.key("g")
        page.wait_for_selector("body.list[data-ready]")
        assert page.locator(".row .verdict.right").count() == 1
        look.check()


def test_a_sample_is_judged_by_keys_and_leads_on_by_itself(browser: Any, server: Server) -> None:
    with looking(browser, server) as look:
        page = look.go("audit?n=2")
        look.key("a")
        judged = 0
        while "/doc/" in page.url or not judged:
            page.wait_for_selector("body[data-ready].doc")
            before = page.url
            look.key("n" if judged == 0 else "s" if judged == 1 else "y")
            page.wait_for_function("before => location.href !== before", arg=before)
            judged += 1
            assert judged < 9
        assert judged == 5  # two of each rule, and the one of the third
        size, audits = server.review.audit(None)
        assert size == 2 and sum(one.judged for one in audits) == 4 and sum(one.said["unsure"] for one in audits) == 1
        assert "all judged" in page.locator("main").inner_text()
        look.check()


# The page's own way to ask, with its requests held back until `release()`.
HELD = """() => {
  const ask = window.fetch.bind(window);
  window.asked = 0;
  window.fetch = (...request) => new Promise((go) => {
    window.asked += 1;
    window.release = () => { window.fetch = ask; go(ask(...request)); };
  });
}"""


@pytest.mark.parametrize("path", ("audit/next?n=5", "doc/0"))
def test_keys_that_are_typed_before_the_answer_is_there_judge_nothing(browser: Any, server: Server, path: str) -> None:
    with looking(browser, server) as look:
        page = look.go(path)
        page.wait_for_selector("body[data-ready].doc")
        before = page.url
        page.evaluate(HELD)
        look.key("y")
        page.wait_for_function("window.asked === 1")
        look.key("n", "u", "j", "y")  # «the next one is wrong»
        assert page.evaluate("window.asked") == 1
        page.evaluate("window.release()")
        page.wait_for_function(  # the next removal of the sample may be on this page
            "before => location.href !== before || (document.body.dataset.saved || '').startsWith('right')", arg=before
        )
        page.wait_for_load_state()
        page.wait_for_selector("body[data-ready].doc")
        assert [one["verdict"] for one in server.review.judgements.all().values()] == ["right"]
        assert len(server.review.judgements.path.read_text(encoding="utf-8").splitlines()) == 2
        look.check()
        look.key("n")
        for _ in range(200):
            if len(server.review.judgements.all()) == 2:
                break
            page.wait_for_timeout(20)
        assert [one["verdict"] for one in server.review.judgements.all().values()] == ["right", "wrong"]


def test_a_key_that_is_held_judges_once(browser: Any, server: Server) -> None:
    with looking(browser, server) as look:
        page = look.go("doc/0")
        page.wait_for_selector("body[data-ready].doc")
        for _ in range(12):  # the first is a press, the others repeat it
            page.keyboard.down("y")
            page.wait_for_timeout(30)
        page.keyboard.up("y")
        assert [one["verdict"] for one in server.review.judgements.all().values()] == ["right"]
        assert [each.get_attribute("data-verdict") for each in page.locator(".cut").all()] == ["right", ""]
        look.key("y")
        page.wait_for_function("() => document.querySelectorAll('.cut[data-verdict=right]').length === 2")
        look.check()


def test_another_removal_of_the_page_leads_to_the_drawn_one_and_keys_go_on(browser: Any, tmp_path: Path) -> None:
    one = article(1, ("byline", "By Ada Exemplar"), ("share-bar", "Share this"))
    with serving(version(tmp_path, [one])) as server, looking(browser, server) as look:
        page = look.go("doc/0?audit=1&cut=1#cut-1")
        page.wait_for_selector("#cut-1.at")
        look.key("k", "y")  # the byline is of the sample, too; what is left is on this page
        page.wait_for_selector("#cut-1.at")
        look.key("y")
        page.wait_for_url("**/audit?n=1")
        assert len(server.review.judgements.all()) == 2
        look.check()


def test_suggestions_are_accepted_by_keys(browser: Any, server: Server) -> None:
    with looking(browser, server) as look:
        page = look.go("suggest")
        page.locator("#look").focus()
        look.key("Enter")
        page.wait_for_selector(".suggestion")
        page.wait_for_selector("body[data-ready]")
        look.key("j", "y")
        look.saved("accepted")
        look.key("j", "n")
        look.saved("refused")
        page.reload()
        told = [each.get_attribute("data-verdict") for each in page.locator(".suggestion").all()]
        assert told[:2] == ["accepted", "refused"]
        chosen = page.locator(".suggestion blockquote").first.inner_text()
        assert chosen[:20] in server.review.suggesting.rules.read_text(encoding="utf-8")
        look.check()


def test_tab_and_enter_reach_every_button(browser: Any, server: Server) -> None:
    planted = server.review.index.find("doc-000011", "kept")
    with looking(browser, server) as look:
        page = look.go(f"doc/{planted}")
        page.locator("#main").focus()
        reached = []
        for _ in range(40):
            look.key("Tab")
            value = page.evaluate("document.activeElement.value || ''")
            reached.append(value)
            if value.startswith("unsure:removal"):
                break
        assert [value.split(":")[0] for value in reached if ":removal:" in value] == ["right", "wrong", "unsure"]
        assert sum(":line:" in value for value in reached) == 3
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        look.key("Enter")
        look.saved("unsure")
        look.check()


def test_pages_work_without_javascript(browser: Any, server: Server) -> None:
    planted = server.review.index.find("doc-000011", "kept")
    with looking(browser, server, java_script_enabled=False) as look:
        page = look.go("?q=Bridge+11")
        page.locator(".row a").click()
        page.locator(".cut button.wrong").first.click()
        page.wait_for_url(re.compile(rf"/doc/{planted}\?q=Bridge\+11#cut-0$"))
        assert page.locator(".cut").first.get_attribute("data-verdict") == "wrong"
        assert look.complaints == [] and all(url.startswith(server.address) for url in look.asked)


def test_a_judgement_that_cannot_be_saved_is_said_to_be_lost(browser: Any, tmp_path: Path) -> None:
    with serving(version(tmp_path)) as server, looking(browser, server) as look:
        page = look.go("doc/0")
        server.review.judgements.path.mkdir()
        look.key("y")
        page.wait_for_selector("#alert:not([hidden])")
        assert "Not saved: " in page.locator("#alert").inner_text()
        assert page.locator(".cut").first.get_attribute("data-verdict") == ""
        # As browsers do where nobody answers; a route of the test's own may come a moment after the request.
        page.evaluate("() => { window.fetch = async () => { throw new TypeError('Failed to fetch'); }; }")
        look.key("y")
        page.wait_for_function("() => document.querySelector('#alert').textContent.includes('does not answer')")
