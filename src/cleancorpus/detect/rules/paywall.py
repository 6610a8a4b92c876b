"""Paywalls: who may read on, how to log in, what a subscription costs."""

from __future__ import annotations

from collections.abc import Iterator

from cleancorpus.detect.appeals import REASONS, AppealOptions, Topic, find_appeals
from cleancorpus.detect.own_steps import headings_of_text
from cleancorpus.detect.rule import Example, Rule
from cleancorpus.detect.view import View
from cleancorpus.lexicon.found import vocabulary
from cleancorpus.model import Finding

_VOCABULARY = vocabulary("paywall", "verb", "noun")


class Paywall(Rule):
    """Removes the words of paywalls and log-ins.

    What it removes: who may read on («This article is for subscribers only»), offers («Subscribe now from £1 a week»,
    «Cancel anytime»), counters of free articles, log-in forms, notes on saved articles and on ad blockers.
    Why: they stand where the article was cut off or in hidden parts of the page, and say nothing about its subject.
    How: labels of the lexicon alone on a line; sentences weighed by phrases, by the verbs and nouns of subscriptions,
    and by the words with which a site speaks of itself and its reader. A paragraph needs more than a short line, and an
    article whose headline is about subscriptions or passwords more still.
    What stays: a heading like others of the article over a paragraph («Create an account» among answers).
    Known limits: lists of what a subscription offers («12 issues a year») stay unless a phrase is among them.
    """

    id, version, category = "paywall", 5, "paywall"
    reasons = REASONS

    class Options(AppealOptions):
        """As for all appeals."""

    removes = (
        Example(
            "The museum has a free day each month, and you get a discount on the book if you come by boat.[- Start your free trial here-]",
            note="behind a sentence of the article",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-This article is for subscribers only. Subscribe now from £1 a week to keep reading.-]"
        ),
        Example("[-You have 2 free articles left this month.-]"),
        Example("[-Already a subscriber?-]\n[-Log in-]\n[-Forgot your password?-]"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Create an account-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="no other headings",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Create an account or log in to go on reading this article.-]"
        ),
        Example("[-Please turn off your ad blocker to read this story.-]"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Dieser Artikel ist nur für Abonnenten. Jetzt kostenlos testen.-]",
            language="de",
        ),
        Example("[-Sie haben bereits ein Abo? Hier anmelden-]", language="de"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Il vous reste 60 % de cet article à lire. La suite est réservée aux abonnés.-]",
            language="fr",
        ),
        Example("[-Contenido exclusivo para suscriptores. Inicia sesión para seguir leyendo.-]", language="es"),
        Example("[-Contenuto riservato agli abbonati-]", language="it"),
        Example("[-Log in om verder te lezen-]", language="nl"),
        Example("[-Zaloguj się, aby czytać dalej-]", language="pl"),
        Example("[-Войдите, чтобы читать дальше-]", language="ru"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Password | Log out-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Log in-]\n[-Password-]\n[-Forgot your password?-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="a common word beside labels",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Already a subscriber?-]\n[-Harbour Notes Plus-]\n[-Log in-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="between two labels",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.[- Subscribe now to continue reading this article and get unlimited access to all our stories.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="behind a paragraph",
        ),
    )
    keeps = (
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nThe door of the library said: “Already a subscriber? Log in.”\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="a quoted notice",
        ),
        Example(
            "Find a berth\nThe board in the hall says which of the berths on the quay are free on the day and who has the key.\n"
            "Create an account\nThe office keeps the papers of your boat for a year, and with an account you see them from the pier.\n"
            "Pay the fee\nThe fee is due in the hall on the first day of the month, and whoever pays late waits for the next.",
            note="a heading among others",
        ),
        Example("Register now."),
        Example("Thank you for reading.", note="an author's last words"),
        Example(
            "Can I share a ticket?\nNo, it is good for one person.\nDo I need an account?\nNo, but if you have an account, log in "
            "with your card number.\nIs there tea?\nYes, in both rooms.",
            note="an answer among others",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nThank you for reading this diary. You were the best crew that a skipper could have, and I wrote it because of you.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="an author's own words",
        ),
        Example("The paper put its archive behind a paywall in March and lost a third of its readers within a year."),
        Example("Regional paper drops its paywall", title="Regional paper drops its paywall"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nSubscribers pay two pounds a month, the publisher said, and may cancel at any time they like.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example("He forgot his password and could not log in to the bank for a week, he told the court."),
        Example("Free trial of the new tram begins on Monday"),
        Example("The season ticket costs 30 pounds."),
        Example(
            "Das Blatt zählt 3000 Abonnenten, die meisten lesen es seit der Gründung, sagt der Verleger.", language="de"
        ),
        Example("Abonnenten des Theaters zahlen weniger", language="de"),
        Example("Les abonnés du théâtre ont reçu une lettre de la direction, selon la mairie.", language="fr"),
        Example("Los suscriptores del diario pagan dos euros al mes, según el editor.", language="es"),
        Example("Gli abbonati del teatro sono mille, dice il direttore.", language="it"),
        Example("De krant telt drieduizend abonnees, zegt de uitgever.", language="nl"),
        Example("Prenumeratorzy teatru dostali list od dyrekcji.", language="pl"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        topic = Topic("paywall", self.options.min_weight, self.options.max_words, self.options.line_ends, _VOCABULARY)
        appeals = {view.line_at(appeal.span.start).index: appeal for appeal in find_appeals(view, topic)}
        own = headings_of_text(view, appeals) if appeals else ()
        for index, appeal in appeals.items():
            if appeal.reason == "label" and index in own:
                continue
            yield self.finding(appeal.span, appeal.reason, appeal.evidence, score=appeal.score)
