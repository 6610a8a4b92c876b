"""Credits that a page has beside its text, which the extractor leaves out: their fields come, no line of them, nobody else."""

from __future__ import annotations

import json

import pytest

from cleancorpus import Cleaner
from cleancorpus.checked_config import load_config
from cleancorpus.cleaner import CleanDocument
from cleancorpus.model import Record
from cleancorpus.pipeline.core import Core, readings_batch, readings_in
from cleancorpus.pipeline.judge_stage import JudgeStage
from cleancorpus.pipeline.outcome import Outcome
from cleancorpus.pipeline.reading import Origin, Reading
from cleancorpus.repair.assemble import assemble_blocks

TEXTS = {
    "en": (
        "Ferry to Vell runs aground in the fog",
        "The ferry to Vell ran aground on a sandbank early on Monday, and forty people waited for the tide with blankets and tea.",
        "Its captain said that the fog had come down within minutes and that the buoy at the north landing had lost its light.",
        "The harbour office wants to have the lamp repaired by Friday, and until then the last boat leaves an hour before dusk.",
        "Nobody was hurt, and the tide lifted the ferry off the sand shortly after noon, when the kettle was empty anyway.",
    ),
    "de": (
        "Fähre nach Vell läuft im Nebel auf Grund",
        "Die Fähre nach Vell ist am Montag früh auf eine Sandbank gelaufen, und vierzig Menschen warteten mit Decken und Tee auf die Flut.",
        "Der Kapitän sagte, der Nebel sei binnen Minuten gekommen, und die Boje am nördlichen Anleger habe kein Licht mehr gehabt.",
        "Das Hafenamt will die Lampe bis Freitag richten lassen, und bis dahin fährt das letzte Boot eine Stunde vor der Dämmerung.",
        "Verletzt wurde niemand, und kurz nach Mittag hob die Flut die Fähre vom Sand, als der Kessel ohnehin leer war.",
    ),
    "fr": (
        "Le bac de Vell s'échoue dans la brume",
        "Le bac de Vell s'est échoué lundi matin sur un banc de sable, et quarante personnes ont attendu la marée avec du thé.",
        "Le capitaine a expliqué que la brume était tombée en quelques minutes et que la bouée du nord n'avait plus de lumière.",
        "Le port veut faire réparer la lampe avant vendredi, et d'ici là le dernier bateau part une heure avant la nuit.",
        "Personne n'a été blessé, et la marée a soulevé le bac peu après midi, quand la bouilloire était vide de toute façon.",
    ),
    "es": (
        "El transbordador de Vell encalla en la niebla",
        "El transbordador de Vell encalló el lunes en un banco de arena, y cuarenta personas esperaron la marea con mantas y té.",
        "El capitán explicó que la niebla había bajado en pocos minutos y que la boya del norte se había quedado sin luz.",
        "El puerto quiere arreglar la lámpara antes del viernes, y hasta entonces el último barco sale una hora antes de la noche.",
        "Nadie resultó herido, y la marea levantó el barco poco después del mediodía, cuando la tetera ya estaba vacía.",
    ),
    "it": (
        "Il traghetto per Vell si arena nella nebbia",
        "Il traghetto per Vell si è arenato lunedì su un banco di sabbia, e quaranta persone hanno atteso la marea con il tè.",
        "Il capitano ha spiegato che la nebbia era scesa in pochi minuti e che la boa del nord era rimasta senza luce.",
        "Il porto vuole far riparare la lampada entro venerdì, e fino ad allora l'ultima barca parte un'ora prima del buio.",
        "Nessuno è rimasto ferito, e la marea ha sollevato il traghetto poco dopo mezzogiorno, quando il bollitore era vuoto.",
    ),
    "pl": (
        "Prom do Vell osiadł we mgle na mieliźnie",
        "Prom do Vell osiadł w poniedziałek rano na mieliźnie, a czterdzieści osób czekało na przypływ z kocami i herbatą.",
        "Kapitan powiedział, że mgła opadła w kilka minut, a boja przy północnej przystani nie miała już światła.",
        "Kapitanat chce naprawić lampę do piątku, a do tego czasu ostatnia łódź odpływa godzinę przed zmierzchem.",
        "Nikt nie został ranny, a przypływ uniósł prom krótko po południu, kiedy czajnik i tak był już pusty.",
    ),
    "ru": (
        "Паром в Велль сел на мель в тумане",
        "Паром в Велль сел на мель в понедельник рано утром, и сорок человек ждали прилива с пледами и чаем.",
        "Капитан рассказал, что туман опустился за несколько минут, а буй у северной пристани остался без света.",
        "Портовое управление хочет починить лампу до пятницы, а до тех пор последний катер уходит за час до темноты.",
        "Никто не пострадал, и прилив поднял паром вскоре после полудня, когда чайник всё равно уже был пуст.",
    ),
    "ja": (
        "霧のなかでベル行きの渡し船が座礁",
        "ベル行きの渡し船が月曜の早朝、砂州に乗り上げた。乗っていた四十人は毛布にくるまり、お茶を飲みながら潮が満ちるのを待った。",
        "船長は、霧が数分のうちに下りてきたうえ、北の船着き場の浮標の明かりが消えていたと話した。",
        "港の事務所は金曜日までに明かりを直す予定で、それまで最終便は日暮れの一時間前に出る。",
        "けが人はなかった。昼過ぎに潮が船を持ち上げたとき、やかんはもう空になっていた。",
    ),
    "ko": (
        "안개 속에서 벨행 나룻배 좌초",
        "벨로 가는 나룻배가 월요일 이른 아침 모래톱에 걸려 승객 마흔 명이 담요를 두르고 차를 마시며 밀물을 기다렸다.",
        "선장은 안개가 몇 분 만에 내려앉았고 북쪽 선착장의 부표에 불이 꺼져 있었다고 말했다.",
        "항만 사무소는 금요일까지 등을 고칠 계획이며 그때까지 마지막 배는 해가 지기 한 시간 전에 떠난다.",
        "다친 사람은 없었고 정오가 조금 지나 밀물이 배를 들어 올렸을 때 주전자는 이미 비어 있었다.",
    ),
}  # fmt: skip
NAV = '<header><nav><ul><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>'
RELATED = (
    '<aside class="related"><h2>More</h2><ul><li><a href="/a">Ferry strike ends after nine days of talks</a></li>'
    '<li><a href="/b">Eight new buses for the valley road</a></li></ul></aside>'
)


def page(language: str, above: str = "", below: str = "", authors: tuple[str, ...] = ()) -> str:
    title, *paragraphs = TEXTS[language]
    node = {"@type": "NewsArticle", "headline": title, "author": [{"@type": "Person", "name": who} for who in authors]}
    # Elements enough between headline and foot that the page's metadata are not read from there.
    body = "".join(f"<p>{text}</p>" for text in ("".join(f"<i>{sign}</i>" for sign in paragraphs[0]), *paragraphs[1:]))
    return (
        f'<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<script type="application/ld+json">{json.dumps(node)}</script></head><body>{NAV}<main><h1>{title}</h1>'
        f'{above}<div class="text">{body}</div>{below}</main>{RELATED}<footer><p>Quay Notes</p></footer></body></html>'
    )


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner("news")


def clean(cleaner: Cleaner, html: str) -> CleanDocument:
    return cleaner.clean(html, url="https://www.quaynotes.example/news/vell", kind="html")


@pytest.mark.parametrize(
    ("language", "parts", "field", "value"),
    [
        pytest.param("en", {"above": "<p>By Jane Doe, with Reuters</p>", "authors": ("Jane Doe",)}, "agency", "Reuters", id="en with"),
        pytest.param("en", {"below": "<p>Editing by John Roe</p>"}, "editors", ("John Roe",), id="en editor at the foot"),
        pytest.param("en", {"below": "<p class='sign'>Reporting by Jane Doe; Editing by John Roe</p>"}, "authors", ("Jane Doe",), id="en wire"),
        pytest.param("en", {"above": "<ul><li><a href='#'>Facebook</a></li><li><a href='#'>Copy link</a></li></ul><p>Photo: John Roe/AP</p>", "authors": ("Jane Doe",)}, "photo_credits", ("John Roe/AP",), id="en photo"),
        pytest.param("de", {"above": "<p class='autor'>Von Anna Beispiel (mit dpa)</p><p>3. März 2024, 8:10 Uhr</p>", "authors": ("Anna Beispiel",)}, "agency", "dpa", id="de with"),
        pytest.param("de", {"below": "<p>Quelle: dpa</p>"}, "agency", "dpa", id="de source at the foot"),
        pytest.param("de", {"below": "<p>Aus dem Englischen übersetzt von Anna Beispiel</p>"}, "translators", ("Anna Beispiel",), id="de translator"),
        pytest.param("fr", {"above": "<p class='signature'>Par Anne Exemple (avec AFP)</p>", "authors": ("Anne Exemple",)}, "agency", "AFP", id="fr with"),
        pytest.param("fr", {"below": "<p>Traduction : Anne Exemple</p>"}, "translators", ("Anne Exemple",), id="fr translator"),
        pytest.param("es", {"above": "<p>Ana Muestra / EFE</p><p>3 de marzo de 2024</p>", "authors": ("Ana Muestra",)}, "agency", "EFE", id="es employed"),
        pytest.param("it", {"below": "<p>(ANSA)</p>"}, "agency", "ANSA", id="it agency at the foot"),
        pytest.param("pl", {"above": "<p>Autor: Jan Przykładowski</p><p>3 marca 2024</p>"}, "authors", ("Jan Przykładowski",), id="pl label"),
        pytest.param("pl", {"below": "<p>Źródło: PAP</p>"}, "agency", "PAP", id="pl source at the foot"),
        pytest.param("ru", {"below": "<p>Автор: Иван Примеров</p>"}, "authors", ("Иван Примеров",), id="ru author at the foot"),
        pytest.param("ja", {"below": "<p class='sign'>（記者・山田花子）</p>"}, "authors", ("山田花子",), id="ja reporter at the foot"),
        pytest.param("ja", {"above": "<p>2024年3月3日 5時30分</p><p>写真：山田花子</p>"}, "photo_credits", ("山田花子",), id="ja photo"),
        pytest.param("ko", {"below": "<p>홍길동 기자 hong@qn.example</p>"}, "authors", ("홍길동",), id="ko reporter at the foot"),
    ],
)  # fmt: skip
def test_a_credit_beside_the_text_gives_its_fields(
    cleaner: Cleaner, language: str, parts: dict[str, object], field: str, value: object
) -> None:
    doc = clean(cleaner, page(language, **parts))  # type: ignore[arg-type]
    assert getattr(doc, field) == value
    assert doc.text == "\n\n".join(TEXTS[language][1:])


def test_what_was_read_beside_the_text_is_flagged(cleaner: Cleaner) -> None:
    doc = clean(cleaner, page("ja", below="<p>（記者・山田花子）</p>"))
    assert doc.removals == ()
    assert doc.flags == ("credit-beside-text:authors",)


def test_lines_beside_the_text_pass_the_work_folder() -> None:
    config = load_config("news")
    record = Record("r", "", 1, "html", page("de", below="<p>Quelle: dpa</p>").encode(), "utf-8")
    core = Core(config)
    (reading,) = core.read_batch([record])
    assert reading.doc is not None
    assert reading.doc.lines_below == ("Quelle: dpa",)
    assert readings_in(readings_batch([reading]))[0].doc == reading.doc


def test_nothing_is_read_where_the_rule_is_off() -> None:
    off = Cleaner(load_config("news", ["rules.byline=false"]))
    assert clean(off, page("de", below="<p>Quelle: dpa</p>")).agency is None


TEASER = "<div><h3>Eight new buses for the valley road</h3><p>{}</p></div>"


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        pytest.param("en", {"below": TEASER.format("By Bo Lind")}, id="a teaser with a byline behind the text"),
        pytest.param("en", {"below": "<div><a href='/b'>Eight new buses for the valley road</a></div><p>By Bo Lind</p>"}, id="a link to a story, then its byline"),
        pytest.param("en", {"below": "<p>Eight new buses for the valley road</p><p>By Thandeka Mokwena</p>"}, id="a story without a link, then its byline"),
        pytest.param("en", {"below": "<div class='author-bio'><p>By Bo Lind</p><p>More stories</p></div>"}, id="a box about an author"),
        pytest.param("en", {"below": "<div class='comments'><p>Posted by Bo Lind</p><p>I was there, it was cold.</p></div>"}, id="a comment"),
        pytest.param("en", {"above": "<nav><p>By Bo Lind</p></nav>"}, id="in a menu"),
        pytest.param("en", {"above": "<figure><img src='a.jpg'><figcaption>By Bo Lind</figcaption></figure>"}, id="below a picture"),
        pytest.param("en", {"below": "<div class='teaser'><img src='a.jpg'><p>Photo: Bo Lind/AP</p><a href='/b'>Eight new buses</a></div>"}, id="the photo of a teaser"),
        pytest.param("en", {"above": "<p>Bo Lind</p>"}, id="a person of the story over the text"),
        pytest.param("en", {"below": "<p>Thandeka Mokwena | 3 March 2024</p>"}, id="a name and a date behind the text"),
        pytest.param("en", {"above": "<p>By the river</p>"}, id="a kicker"),
        pytest.param("de", {"above": "<p>Von der Brücke zum Markt</p>"}, id="a kicker in German"),
        pytest.param("fr", {"below": "<div><h3>Huit nouveaux bus</h3><p>Par Anne Exemple (avec AFP)</p></div>"}, id="a teaser in French"),
        pytest.param("ja", {"below": "<h2>関連記事</h2><p>谷に新しいバス</p><p>（記者・山田花子）</p>"}, id="a related story in Japanese"),
        pytest.param("es", {"below": "<h2>Opinión</h2><p>Por Ana Muestra / EFE</p>"}, id="another section in Spanish"),
    ],
)  # fmt: skip
def test_credits_of_other_things_give_nothing(cleaner: Cleaner, language: str, parts: dict[str, object]) -> None:
    doc = clean(cleaner, page(language, **parts))  # type: ignore[arg-type]
    assert doc.authors == parts.get("authors", ())
    assert (doc.agency, doc.editors, doc.translators, doc.photo_credits) == (None, (), (), ())


def judged(above: tuple[str, ...] = (), below: tuple[str, ...] = (), **known: object) -> Outcome:
    """What becomes of the English article with these lines beside it."""
    title, *paragraphs = TEXTS["en"]
    blocks = [(text, "paragraph", 1) for text in paragraphs]
    doc = assemble_blocks(
        blocks, id="d", title=title, language="en", from_page=True, lines_above=above, lines_below=below, **known
    )  # type: ignore[arg-type]
    return JudgeStage(load_config("news")).judge(Reading(Origin("d", "", 1, None, ""), doc))


def credited(outcome: Outcome) -> dict[str, object]:
    assert outcome.doc is not None
    found = {"authors": outcome.doc.authors, "agency": outcome.doc.agency, **outcome.fields}
    return {name: value for name, value in found.items() if value}


@pytest.mark.parametrize(
    ("lines", "known", "values"),
    [
        pytest.param({"above": ("By Bo Lind (with Reuters)",)}, {"authors": ("Jane Doe",)}, {"authors": ("Jane Doe",)}, id="another author"),
        pytest.param({"above": ("By Jane Doe (with Reuters)",)}, {"authors": ("Jane Doe",), "agency": "AFP"}, {"authors": ("Jane Doe",), "agency": "AFP"}, id="an agency is known"),
        pytest.param({"above": ("By Jane Doe",)}, {"authors": ("Quay News",), "site": "Quay News", "url": "https://www.quaynotes.example/vell"}, {"authors": ("Jane Doe",)}, id="the site stood for the author"),
        pytest.param({"above": ("By QN NEWS",)}, {"authors": ("Quay News",), "site": "Quay News", "url": "https://www.quaynotes.example/vell"}, {"authors": ("Quay News",)}, id="another name of the site"),
        pytest.param({"above": ("CNN",)}, {}, {}, id="an outlet alone"),
        pytest.param({"below": ("(AP)",)}, {}, {"agency": "Associated Press"}, id="an agency alone"),
        pytest.param({"above": ("Jane Doe / AP",)}, {}, {"authors": ("Jane Doe",), "agency": "Associated Press"}, id="no photo credit, too"),
        pytest.param({"below": ("By Jane Doe",)}, {}, {"authors": ("Jane Doe",)}, id="at the foot"),
        pytest.param({"below": ("* * *", "3 March 2024", "By Jane Doe")}, {}, {"authors": ("Jane Doe",)}, id="at the foot below a date"),
        pytest.param({"below": ("Eight new buses for the valley", "By Jane Doe")}, {}, {}, id="below another headline"),
        pytest.param({"below": ("Jane Doe | 3 March 2024",)}, {}, {}, id="a name and a date at the foot"),
        pytest.param({"above": ("Jane Doe",)}, {}, {}, id="a name alone"),
        pytest.param({"above": ("Jane Doe tells what she saw",)}, {}, {}, id="a person of the story"),
    ],
)  # fmt: skip
def test_lines_beside_a_text_are_read_as_the_rules_read_them(
    lines: dict[str, tuple[str, ...]], known: dict[str, object], values: dict[str, object]
) -> None:
    outcome = judged(**lines, **known)  # type: ignore[arg-type]
    assert credited(outcome) == values
    assert outcome.removals == ()


def test_who_was_interviewed_is_no_author() -> None:
    said = "“The fog came within minutes,” Jane Doe says, and looks at the water while the kettle boils behind her on the bench where the crew keeps its ropes, its lamps and its tea."
    title, first, *others = TEXTS["en"]
    texts = (first, *others * 3, said, *others * 3)
    doc = assemble_blocks(
        [(text, "paragraph", 1) for text in texts], id="d", title=title, language="en", from_page=True,
        lines_above=("Interview: Jane Doe",),
    )  # fmt: skip
    outcome = JudgeStage(load_config("news")).judge(Reading(Origin("d", "", 1, None, ""), doc))
    assert credited(outcome) == {}
