"""Bylines and credits of the press: who wrote, edited, translated, and which agency reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydantic import Field

from cleancorpus.detect.byline_reader import BylineReader
from cleancorpus.detect.example_articles import FIRST, SECOND, TITLE, head, tail
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.model import Finding


class Byline(Rule):
    """Removes who wrote, reported, edited or translated an article, and keeps the names as metadata.

    What it removes: lines that are a byline («By Jane Doe, Staff Writer | 3 March 2024»), a credit («Reporting by A;
    Editing by B», «Text: A. Redaktion: B», «X contributed to this report»), an agency alone («(dpa)», «Source: AFP»),
    a name alone where a byline stands, and the author's job, e-mail or handle beside one of these; at the end of a
    paragraph it cuts only the bracketed credit.
    Why: names in fixed places teach a model to invent authors, and the same few lines stand in thousands of articles.
    How: labels of over sixty languages come from the lexicon, names from their shape (`known/people.py`). A weak label
    («by», «von», «par», «di») is believed only at the head or tail of a text and if nothing but names, dates, jobs,
    places and outlets follows it in the line; a name without a label needs a date, job or headline beside it, a known
    author (the source's, or a byline of the same text), and must not be a person of the story or of a list of people (a cast, a jury). All bylines go, but only the
    article's own name its authors: those right above its text or right below it, not those of teasers and comments.
    Known limits: jobs that are told at length stay («Reporter who covers the quay»); rows of a crew that name what each did
    («Written by Jane Doe») go as credits; nicknames without a label stay; in scripts without capitals a name without a label is only found if
    it is a known author.
    """

    id, version, category = "byline", 7, "byline"
    reasons = {
        "label": "a label such as «Text:» or «Reporting by», with names",
        "contributed": "a line on who contributed",
        "label-names": "a word such as «by», with names",
        "label-names-date": "a word such as «by», with names and a date",
        "label-newsroom": "a word such as «by», with a newsroom or an agency",
        "label-word": "a word such as «by», with one other word",
        "label-user": "a word such as «by», with a user name",
        "names-and-date": "names and a date",
        "newsroom": "a newsroom alone",
        "agency": "an agency alone",
        "agency-in-brackets": "an agency in brackets behind the last sentence",
        "agency-source": "a source that is an agency",
        "source": "a source",
        "published-elsewhere": "where it was published first",
        "scientific-credit": "a credit of a scientific paper",
        "affiliation": "the affiliation of an author of a scientific paper",
        "known-author": "a known author alone",
        "name-and-job": "a name with a job",
        "agency-reporter": "an agency's reporter, glued: «新华社记者王小明»",
        "name-beside-date": "a name beside a date",
        "name-beside-name": "a name below another author",
        "name-under-heading": "a name under a heading for authors",
        "name-and-biography": "a name above what is said of its bearer",
        "name-over-text": "a name over the text, above a share bar or what is said of its bearer",
        "name-above-job": "a name above a job or an address",
        "name-under-headline": "a name between headline and text",
        "name-under-text": "a name under the text",
        "name-under-credit": "a name under a credit",
        "name-label": "the label of the name below",
        "job": "the job of the author beside it",
        "address": "an address of the author",
        "address-under-text": "an address under the text",
    }

    class Options(RuleOptions):
        # Credits of several people with their places and jobs come near it; two sentences of text do, too, so that the
        # whole of such a line must be read as a credit.
        max_chars: int = Field(
            240, ge=40, le=600, description="longer lines are text; only a credit at their end is cut"
        )
        agencies: bool = Field(True, description="also remove lines that only name a news agency, like «(dpa)»")
        bare_names: bool = Field(True, description="also remove a name alone on its line where a byline stands")
        line_ends: bool = Field(True, description="also cut a credit in brackets at the end of a paragraph")

    removes = (
        head("[-By Jane Doe-]", fields=(("authors", "Jane Doe"),)),
        head(
            "[-\N{WRITING HAND} Jane Doe-]", authors=("Jane Doe",), fields=(("authors", "Jane Doe"),), note="a picture"
        ),
        head(
            "[-By JANE DOE and JOHN ROE, Staff Writers-]",
            fields=(
                ("authors", "Jane Doe"),
                ("authors", "John Roe"),
            ),
        ),
        head("[-By Jane Doe | March 3, 2024 | 4 min read-]", fields=(("authors", "Jane Doe"),)),
        head("[-By Jane Doe Published: 3 March 2024-]", fields=(("authors", "Jane Doe"),)),
        head("[-11/19/2023 by Jane Doe-]", fields=(("authors", "Jane Doe"),)),
        head("[-Jane Doe, Transport Correspondent-]", fields=(("authors", "Jane Doe"),)),
        head("[-Jane Doe-]\n16 September 2024 9:33pm", fields=(("authors", "Jane Doe"),)),
        head("[-Jane Doe-]\n[-@janedoe-]"),
        tail(
            "[-(Reporting by Jane Doe in Harbourtown; Editing by John Roe)-]",
            fields=(
                ("authors", "Jane Doe"),
                ("editors", "John Roe"),
            ),
        ),
        Example(
            f"{TITLE}\n{FIRST}\n{SECOND} [-(Reporting by Jane Doe; Editing by John Roe)-]",
            title=TITLE,
            fields=(("editors", "John Roe"),),
        ),
        tail("[-Jane Doe and John Roe contributed to this report.-]"),
        tail("[-With files from The Canadian Press-]", fields=(("agency", "Canadian Press"),)),
        tail("[-Source: AFP-]", fields=(("agency", "AFP"),)),
        tail("[-Originally published in Harbour Notes.-]"),
        tail("[-jane.doe@example.com-]"),
        head("[-Ola Nordfolk-]", authors=("Ola Nordfolk",), note="the source names the author"),
        head("[-Von Anna Beispiel, Seestadt-]", language="de"),
        head("[-Von Anna Beispiel und Bernd Muster, dpa-]", language="de"),
        head("[-Text: Anna Beispiel. Redaktion: Bernd Muster-]", language="de"),
        head("[-Ein Gastbeitrag von Anna Beispiel-]", language="de"),
        head("[-Par Anne Exemple et Luc Modèle-]", language="fr"),
        head("[-Propos recueillis par Anne Exemple-]", language="fr"),
        head("[-Por Ana Muestra y Luis de la Prueba-]", language="es"),
        head("[-(Con información de AFP y EFE)-]", language="es"),
        head("[-Por João Amostra, da Redação-]", language="pt"),
        head("[-di Luca Esempio-]", language="it"),
        head("[-Door Jan van der Voorbeeld-]", language="nl"),
        head("[-Av Anna Exempelsson-]", language="sv"),
        head("[-Autor: Jan Przykładowski-]", language="pl"),
        head("[-Автор: Иван Примеров-]", language="ru"),
        head("[-Yazan: Ayşe Örnekoğlu-]", language="tr"),
        head("[-文＝山田太郎-]", language="ja"),
        head("[-作者：王小明-]", language="zh"),
        head("[-新华社记者王小明-]", language="zh", fields=(("authors", "王小明"), ("agency", "Xinhua"))),
        head("[-홍길동 기자 hong@example.com-]", language="ko"),
        head("[-记者 王小明 2024年3月3日-]", language="zh", fields=(("authors", "王小明"),)),
        head("[-文/记者 王小明 2024-03-03 10:15-]", language="zh", fields=(("authors", "王小明"),)),
        head("[-2024-03-03 10:15 记者 王小明-]", language="zh", fields=(("authors", "王小明"),)),
        head("[-本报记者 王小明 通讯员 李小红-]", language="zh", fields=(("authors", "王小明"), ("authors", "李小红"))),
        head("[-山田太郎記者 2024年3月3日-]", language="ja", fields=(("authors", "山田太郎"),)),
        head("[-홍길동 기자 입력 2024.03.03 10:15-]", language="ko", fields=(("authors", "홍길동"),)),
        head(
            "[-홍길동·김영희 기자 | 2024.03.03-]", language="ko", fields=(("authors", "홍길동"), ("authors", "김영희"))
        ),
        head("[-بقلم: أحمد المثال-]", language="ar"),
        head("[-Της Μαρίας Παραδειγματίδου-]", language="el"),
        head("[-लेखक: राहुल नमूना-]", language="hi"),
        tail("[-(dpa)-]", language="de", fields=(("agency", "dpa"),)),
        tail("[-Źródło: PAP-]", language="pl"),
        tail("[-Traduction : Anne Exemple-]", language="fr", fields=(("translators", "Anne Exemple"),)),
        tail("[-dpa-infocom-]", language="de"),
        head("[-By Staff and agencies-]"),
        head("[-Staff and agencies-]"),
        head("[-By 7Days-]\n3 March 2024", note="one word that is no name, beside a date"),
        head("[-By jane_doe7-]\n3 March 2024"),
        head("[-By-]\n[-Jane Doe-]\n3 March 2024"),
        head("[-Written by-]\n[-Thandeka Mokwena-]\n3 March 2024", fields=(("authors", "Thandeka Mokwena"),)),
        head("[-Artikel von-]\n[-Anna von Beispiel-]\n3. März 2024", language="de"),
        head("[-Von unserer Korrespondentin Anna Beispiel-]", language="de", fields=(("authors", "Anna Beispiel"),)),
        head("[-De notre correspondante Anne Exemple-]", language="fr", fields=(("authors", "Anne Exemple"),)),
        head("[-byJane Doe-]\n3 March 2024", fields=(("authors", "Jane Doe"),), note="a blank was lost"),
        head("[-Jane DoeFollow-]\n3 March 2024", fields=(("authors", "Jane Doe"),)),
        head("[-By Bo And and Jane Doe-]", fields=(("authors", "Bo And"), ("authors", "Jane Doe"))),
        head("[-By Contributor-]\n3 March 2024", fields=(), note="nobody"),
        head("[-撰文：王小明 编辑：李小红-]", language="zh", fields=(("authors", "王小明"), ("editors", "李小红"))),
        head("[-记者 王小明 李小红 报道-]", language="zh", fields=(("authors", "王小明"), ("authors", "李小红"))),
        head("[-Av Jane Doe med hjälp av TT-]", language="sv", fields=(("authors", "Jane Doe"), ("agency", "TT"))),
        tail("[-Jane Doe / dpa-]", fields=(("authors", "Jane Doe"), ("agency", "dpa"))),
        head("[-By Jane Doe-]\n[-Transport Correspondent-]"),
        head("[-By Jane Doe-]\n[-Editor of the Harbour Notes-]"),
        head("[-Por Ana Muestra-]\n[-Redactora de tribunales-]", language="es"),
        head("[-Jane Doe, Transport Correspondent-]\n[-John Roe-]"),
        head("[-Jane Doe-]", note="between headline and text"),
        head("[-By Jane Doe & 2 others-]", fields=(("authors", "Jane Doe"),)),
        head(
            "[-By Jane Doe in Harbourtown and John Roe in Velden-]",
            fields=(("authors", "Jane Doe"), ("authors", "John Roe")),
        ),
        head(
            "[-By Anna Bell in PARIS and Tom Reed-]",
            fields=(("authors", "Anna Bell"), ("authors", "Tom Reed")),
            note="a name behind a place",
        ),
        head(
            "[-By Anna Bell in Velden, Mary Lind in Newport and Tom Reed | 3 March 2024-]",
            fields=(("authors", "Anna Bell"), ("authors", "Mary Lind"), ("authors", "Tom Reed")),
        ),
        head("[-By Anna Bell in Paris and New York-]", fields=(("authors", "Anna Bell"),), note="two places"),
        head(
            "[-Anna Bell in Paris and Tom Reed in London-]",
            fields=(("authors", "Anna Bell"), ("authors", "Tom Reed")),
        ),
        head("[-Par Anne Exemple (avec AFP)-]", language="fr", fields=(("authors", "Anne Exemple"), ("agency", "AFP"))),
        head("[-Redacción / Ana Muestra-]", language="es", fields=(("authors", "Ana Muestra"),)),
        head("[-by anna doe-]\n3 March 2024", fields=(("authors", "anna doe"),), note="in small letters beside a date"),
        head("[-By April Doe-]", fields=(("authors", "April Doe"),), note="a month's name"),
        tail("[-— Jane Doe-]", fields=(("authors", "Jane Doe"),)),
        Example(
            f"Harbour Notes\nNews\nSport\n{TITLE} in spring\n[-Jane Doe-]\nListen to this article\n{FIRST}\n{SECOND}",
            fields=(("authors", "Jane Doe"),),
            note="no headline is known",
        ),
        tail(
            "[-Jane Doe-]\n[-Author-]\nJane covers the harbour and its people for the Notes.",
            fields=(("authors", "Jane Doe"),),
        ),
        tail("[-Jane Doe-]", note="under the text"),
        tail("[-About the author-]\n[-Jane Doe-]\nThe boats left at noon"),
        tail("[-Source: Harbour Office-]"),
        Example(
            f"{TITLE}\n{FIRST}\n{SECOND}\n{FIRST}\n{SECOND}\n[-Reporting by Jane Doe-]\n[-John Roe-]\nThe ferry\n{FIRST}",
            title=TITLE,
            note="a teaser follows",
        ),
        Example(f"{TITLE}\n{FIRST}\n{SECOND} [-(dpa)-]", title=TITLE, language="de"),
        Example(
            f"{TITLE}\n{FIRST}\n{SECOND}\n[-Corresponding author: Jane Doe-]\n"
            "[-From the Sample Institute, Harbourtown (J.D., B.L.)-]",
            title=TITLE,
        ),
    )
    keeps = (
        head("Par Anne Exemple, maire depuis 2012.", language="fr"),
        Example(
            f"{TITLE}\n{FIRST}\n“We never saw it coming, and nobody had told us that it would.”\n— Jane Doe",
            title=TITLE,
        ),
        head("By Tuesday, the water had reached the second floor."),
        head("By Jane Doe’s account, the meeting took two hours."),
        head("By comparison, the harbour closed only twice last year."),
        head("By the River"),
        head("by summer rain"),
        head("by dawn light"),
        head("by grace alone"),
        Example("The lake\nby anna doe\nThe boat goes out at noon,\nand nobody is in it."),
        head("by summer rain\n3 March 2024"),
        head("By August North Sea"),
        head("By May Day Eve"),
        head("By June Bay Bridge"),
        head("Του Αιγαίου Πελάγους", language="el"),
        Example(
            "The boat went out at noon and came back late.\nNobody had seen the light on the pier go out.\n— Jane Doe\n"
            "The keeper asked for oil and was given none.\nA storm rose in the west before the evening.\n"
            "They waited for three days in the old hut.\nOn the fourth day the wind turned at last.",
            note="amid short paragraphs",
        ),
        Example(
            "The boat went out at noon and came back late.\nNobody had seen the light on the pier go out.\n"
            "Interview: Jane Doe\nThe keeper asked for oil and was given none.\nA storm rose in the west that day.",
            note="amid short paragraphs",
        ),
        Example(f"{TITLE}\nJane Doe\n1931 – 2024\n{FIRST}\n{SECOND}", title=TITLE, note="an obituary"),
        head("The Quarry\nDirected by: Anna Beispiel\nWritten by: Jane Doe\nWith: John Roe", note="a film"),
        Example(
            f"{FIRST}\nThe Salt Road\nBy Jane Doe\nHarbour Press\nA Coat for Two\nBy John Roe\nLantern Books\n{SECOND}",
            note="a list of books",
        ),
        head("[-By Jane Doe-]\nThe editor of the year", note="a heading that speaks of a job"),
        head("[-By Jane Doe-]\nWhy Writers Leave"),
        head("[-By Jane Doe-]\nA reporter came to the door"),
        head("[-By Jane Doe-]\nJournalist at work"),
        head("[-Von Anna Beispiel-]\nDer Redakteur des Jahres", language="de"),
        head("[-作者：王小明-]\n记者手记", language="zh"),
        head("Key Findings"),
        head("Old Harbour Road"),
        head("Why It Matters"),
        head("Quick Summary"),
        head("Jane Doe:"),
        head("Jane Doe said no."),
        head("Written by hand, the letter ran to nine pages."),
        head("Editing by committee rarely works."),
        head("By 2030, half of the piers will be gone"),
        head("PA"),
        head("Source: the harbour office says so"),
        head("Contributions to this report are welcome."),
        head("Golden Retriever"),
        head("MIT Sample Programme", note="no German «mit»"),
        head("C. Harbour Fees and Crew Training"),
        head("Jane Doe tells the editor what she saw"),
        head("mit Musik", language="de"),
        Example(f"Monday, 4 May 1891\nDear Agnes,\n{FIRST}\n{SECOND}", note="a letter"),
        Example(
            f"{FIRST}\n{SECOND}\nThe Ferry\nby Jane Doe\nThe boat goes out,\nthe boat comes in.\n{FIRST}\n{SECOND}",
            note="a poem and who wrote it",
        ),
        Example("Jane Doe: Why did you wait?\nJohn Roe: Nobody asked us."),
        Example(f"Cast\nJane Doe\nJohn Roe\nAnna Beispiel\nLuis Muestra\n{FIRST}", note="a list of names"),
        Example(
            f"{TITLE}\n[-By Jane Doe-]\n{FIRST}\n{SECOND}\n{FIRST}\nCast\nAnna Bell\nTom Reed\nJane Doe\nMary Lind",
            title=TITLE,
            note="the author plays a part",
        ),
        Example(
            f"{TITLE}\n{FIRST}\n{SECOND}\nThe jury\nAnna Bell – director\nTom Reed – writer\nMary Lind – editor\nJohn Roe – critic",
            title=TITLE,
            note="with what they do",
        ),
        Example(
            f"{TITLE}\n{FIRST}\n{SECOND}\nCrew\nAnna Bell\nEditor\nTom Reed\nPhotographer\nMary Lind\nWriter\n{FIRST}",
            title=TITLE,
            note="on two lines each",
        ),
        Example(
            f"{FIRST}\n\nYours faithfully,\nJane Doe\n\nDear Editor,\n\nPlease send me no more. The crossword has been wrong for three days."
            "\n\nSincerely,\nA. Bell, Velden",
            note="two letters",
        ),
        Example(
            f"{FIRST}\n\nMit den besten Grüßen,\nAnna Bell\n\nSehr geehrte Redaktion,\n\n{SECOND}",
            language="de",
            note="letters",
        ),
        Example(f"Interview with Jane Doe\n{FIRST}\nJane Doe\n{SECOND}", title="Interview with Jane Doe"),
        Example(f"{TITLE}\n{FIRST}\n{SECOND}\nYours sincerely,\nJane Doe", title=TITLE, note="signature of a letter"),
        Example(
            f"{TITLE}\n{FIRST}\n“We were not asked.”\nJane Doe\n{SECOND}\n{FIRST}", title=TITLE, note="who is quoted"
        ),
        head("Author: Jane Doe\nPublisher: Sample House\nPages: 320\nLanguage: English", note="facts about a book"),
        Example(f"{TITLE}\n{FIRST}\nThe winners are:\n1. Jane Doe\n2. John Roe\n{SECOND}", title=TITLE),
        head(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers and asked for more time.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote was taken in the hall.\nThe council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers and asked for more time.\nBy Jane Doe\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote was taken in the hall.",
            note="in the middle a work may be named, as in a list of books",
        ),
        head("Von der Leyen will die Brücke sehen", language="de"),
        head("Von Anna Beispiel war zunächst keine Antwort zu erhalten.", language="de"),
        head("Von Brücken, Pfeilern und ganz viel Geduld", language="de"),
        head("Von wegen Ruhe: Die Brücke bleibt laut", language="de"),
        head("Par la suite, le pont a rouvert.", language="fr"),
        head("Par ailleurs, Anne Exemple a quitté la salle.", language="fr"),
        head("Por su parte, Ana Muestra pidió calma.", language="es"),
        head("Por María Muestra votaron miles de personas.", language="es"),
        head("Por outro lado, o conselho recuou", language="pt"),
        head("Di sera il ponte è vuoto", language="it"),
        head("Di Maio ha annunciato un ricorso.", language="it"),
        head("Door Jan Voorbeeld te ontslaan hoopt de raad op rust.", language="nl"),
        head("Av Anna Exempelsson krävdes skadestånd.", language="sv"),
        head("Od poniedziałku most jest zamknięty", language="pl"),
        head("От моста до рынка полчаса пути", language="ru"),
        head("文化の日に橋が開く", language="ja"),
        head("作者认为旧桥应该保留", language="zh"),
        head("记者 王小明 2024年3月3日采访了市长", language="zh"),
        head("记者3月3日从市议会获悉", language="zh"),
        head("编辑 锁定 讨论", language="zh", note="buttons"),
        head("기자 회견 2024년 3월 3일", language="ko", note="an appointment"),
        head("홍길동 기자 2024년 3월 3일 사망", language="ko"),
        head("기자 회견은 월요일에 열린다", language="ko"),
        head("Yazar köprüyü anlattı", language="tr"),
        head("كتب المجلس رسالة إلى التجار", language="ar"),
        head("लेखक ने पुल के बारे में बताया", language="hi"),
        Example(f"{TITLE}\n{FIRST}\n{SECOND} [Editing by hand takes weeks]", title=TITLE),
        head("Read more by our reporters"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        yield from BylineReader(self, view).read()

    def authors(self, view: View) -> Iterable[str]:
        return [value for found in view.findings_of(self) for field, value in found.fields if field == "authors"]
