// Keys of the review, and forms that are sent without loading the page again. Everything works without this script, too.
"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const alertBox = one("#alert"), help = one("#help");
  const rows = all(".row"), cuts = all(".cut"), lines = all(".line");
  const form = one("#judge") || one("form.suggestions");
  const isDocument = document.body.classList.contains("doc");
  let row = -1, cut = -1, line = -1, last = "cut";

  function say(text) {
    alertBox.textContent = text;
    alertBox.hidden = !text;
  }

  function at(elements, number) {
    elements.forEach((element, place) => element.classList.toggle("at", place === number));
  }

  function show(element) {
    element.scrollIntoView({ block: "nearest" });
  }

  function toRow(number) {
    if (!rows.length) return;
    row = Math.max(0, Math.min(rows.length - 1, number));
    at(rows, row);
    one("a", rows[row]).focus({ preventScroll: true });
    show(rows[row]);
  }

  function toCut(number) {
    if (!cuts.length) return;
    cut = Math.max(0, Math.min(cuts.length - 1, number));
    last = "cut";
    at(cuts, cut);
    const name = cuts[cut].dataset.cut;
    all("mark").forEach((mark) => mark.classList.toggle("at", mark.dataset.cut === name));
    cuts[cut].focus({ preventScroll: true });
    const mark = one(`mark[data-cut="${name}"]`);
    if (mark) mark.scrollIntoView({ block: "center" });
    show(cuts[cut]);
  }

  function toLine(number) {
    if (!lines.length) return;
    line = Math.max(0, Math.min(lines.length - 1, number));
    last = "line";
    at(lines, line);
    lines[line].focus({ preventScroll: true });
    lines[line].scrollIntoView({ block: "nearest" });
  }

  // The first line to go to: behind the removal that is looked at, else the first.
  function stepLine(way) {
    if (line < 0 && cut >= 0) {
      const mark = one(`mark[data-cut="${cuts[cut].dataset.cut}"]`);
      if (mark) line = lines.indexOf(mark.closest(".line"));
    }
    toLine(line + way);
  }

  function press(root, kind) {
    const button = root && one(`button.${kind}`, root);
    if (button) button.click();
  }

  function put(said) {
    for (const element of cuts) {
      const verdict = said.cuts[element.dataset.cut] || "";
      element.dataset.verdict = verdict;
      tell(element, verdict);
      for (const mark of all(`mark[data-cut="${element.dataset.cut}"]`)) dress(mark, verdict);
    }
    const names = Object.fromEntries(all("#label option").map((option) => [option.value, option.textContent]));
    for (const element of lines) {
      const label = said.lines[element.dataset.start];
      element.classList.toggle("missed", Boolean(label));
      const told = one(".verdict", element);
      if (told) told.textContent = label ? names[label] || label : "";
    }
  }

  function dress(mark, verdict) {
    mark.classList.toggle("said-right", verdict === "right");
    mark.classList.toggle("said-wrong", verdict === "wrong");
  }

  function tell(element, verdict) {
    const told = one(".verdict", element);
    told.textContent = verdict === "undone" ? "" : verdict;
    told.className = `verdict ${verdict}`;
    for (const button of all("button[aria-pressed]", element)) {
      button.setAttribute("aria-pressed", String(button.value.startsWith(`${verdict}:`)));
    }
  }

  async function send(button) {
    const body = new URLSearchParams(new FormData(form));
    body.set("say", button.value);
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    } catch {
      say("Not saved: the review does not answer. Is `cleancorpus review` still running?");
      return;
    }
    if (!answer.ok) {
      say(`Not saved: ${await answer.text()}`);
      return;
    }
    say("");
    const said = await answer.json();
    if (!isDocument) {
      const element = one(`#s${said.number}`);
      element.dataset.verdict = said.verdict === "undone" ? "" : said.verdict;
      tell(element, said.verdict);
      document.body.dataset.saved = button.value;
      return;
    }
    put(said);
    document.body.dataset.saved = button.value;
    if (said.next) {
      location.assign(said.next);
      return;
    }
    const verdict = button.value.split(":")[0];
    if (verdict === "right" || verdict === "wrong" || verdict === "unsure") {
      const open = cuts.findIndex((element, place) => place > cut && !element.dataset.verdict);
      if (open >= 0) toCut(open);
    }
  }

  if (form) {
    form.addEventListener("submit", (event) => {
      if (!event.submitter || event.submitter.name !== "say" || event.submitter.value === "look") return;
      event.preventDefault();
      const element = event.submitter.closest(".cut"), place = cuts.indexOf(element);
      if (place >= 0 && place !== cut) toCut(place);
      send(event.submitter);
    });
  }
  for (const mark of all("mark[data-cut]")) {
    mark.addEventListener("click", () => {
      const place = cuts.findIndex((element) => element.dataset.cut === mark.dataset.cut);
      if (place >= 0) toCut(place);
    });
    const card = one(`.cut[data-cut="${mark.dataset.cut}"]`);
    if (card) dress(mark, card.dataset.verdict);
  }
  lines.forEach((element, place) => element.addEventListener("click", () => {
    line = place;
    last = "line";
    at(lines, place);
  }));

  function follow(selector) {
    const link = one(selector);
    if (link) link.click();
  }

  const base = one("nav a").getAttribute("href");
  const keys = {
    j: () => (rows.length ? toRow(row + 1) : toCut(cut + 1)),
    k: () => (rows.length ? toRow(row - 1) : toCut(cut - 1)),
    J: () => stepLine(1),
    K: () => stepLine(-1),
    y: () => press(cuts[cut], "right"),
    n: () => press(cuts[cut], "wrong"),
    s: () => press(cuts[cut], "unsure"),
    u: () => press(last === "line" ? lines[line] : cuts[cut], "undo"),
    m: () => press(lines[line], "mark"),
    "]": () => follow("a[rel=next]"),
    "[": () => follow("a[rel=prev]"),
    "/": () => (one("#q") ? one("#q").focus() : location.assign(`${base}#q`)),
    g: () => (one("#list") ? follow("#list") : location.assign(base)),
    a: () => (one("#begin") ? follow("#begin") : location.assign(`${base}audit/next`)),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const field = event.target.closest("input, select, textarea");
    if (field) {
      if (event.key === "Escape") field.blur();
      return;
    }
    const act = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
    if (act) {
      event.preventDefault();
      act();
    }
  });

  const button = one("#keys");
  button.hidden = false;
  button.addEventListener("click", () => help.showModal());
  if (location.hash === "#q" && one("#q")) one("#q").focus();
  if (isDocument && cuts.length) {
    const wanted = /^#cut-(\d+)$/.exec(location.hash);
    toCut(wanted ? Number(wanted[1]) : Math.max(0, cuts.findIndex((element) => !element.dataset.verdict)));
  }
  document.body.dataset.ready = "yes";
})();
