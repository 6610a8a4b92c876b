"""What a form says when it was sent, or when it was not: errors, requests to try again, confirmations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.consent_words import weigh
from cleancorpus.detect.example_articles import FIRST, SECOND, head, tail
from cleancorpus.detect.line import Line
from cleancorpus.detect.prose import pieces
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.lexicon.found import vocabulary
from cleancorpus.lexicon.wording import Wording, words_behind
from cleancorpus.model import Finding
from cleancorpus.text import COLONS

_KINDS = vocabulary("message", "fault", "act", "form", "your", "retry", "done")
_SAYS = vocabulary("message", "fault", "done")
_MOST_BEHIND = 2
_COMMAS = (",", ";", "\N{FULLWIDTH COMMA}", "\N{ARABIC COMMA}", "\N{IDEOGRAPHIC COMMA}")


def _middle(lines: str, language: str = "en") -> Example:
    return Example(f"{FIRST}\n{lines}\n{SECOND}", language=language)


class FormMessage(Rule):
    """Removes what a form of the page says to who has sent it.

    What it removes: «There was a problem saving your notification.», «Something went wrong. Please try again later.», «Your
    preferences have been saved», in over thirty languages.
    Why: the messages wait hidden in the page, and an extractor that does not know style sheets takes them for text.
    How: a short line all of whose sentences are messages: a fault with what was being done to which part of a form, or
    with a request to try again; or the reader's subscription or notification and that it was saved. A sentence that goes
    on behind a comma, reports or quotes is the article's, and so is one that a colon announces.
    Known limits: «Something went wrong» alone stays, for it is a paragraph of some articles.
    """

    id, version, category = "form-message", 1, "form-message"
    reasons = {"label": "a label of a form", "message": "a message of a form"}

    class Options(RuleOptions):
        # Two sentences; chosen by hand. No line of 216 labelled texts is one of these messages.
        max_words: int = Field(25, ge=3, le=60, description="longer lines are paragraphs and stay")

    removes = (
        _middle("[-There was a problem saving your notification.-]"),
        _middle("[-Something went wrong. Please try again later.-]"),
        head("[-An error occurred while processing your request. Please try again.-]"),
        tail("[-Your preferences have been saved-]"),
        tail("[-You are now subscribed.-]"),
        _middle("[-Email notifications are only sent once a day, and only if there are new matching items.-]"),
        _middle("[-Beim Speichern Ihrer Benachrichtigung ist ein Fehler aufgetreten.-]", "de"),
        _middle("[-Une erreur s’est produite. Veuillez réessayer plus tard.-]", "fr"),
        _middle("[-Hubo un problema al guardar tu notificación.-]", "es"),
        _middle("[-Si è verificato un errore. Riprova più tardi.-]", "it"),
        _middle("[-Ocorreu um erro ao salvar sua notificação.-]", "pt"),
        _middle("[-Er is iets misgegaan. Probeer het later opnieuw.-]", "nl"),
        _middle("[-Wystąpił błąd podczas zapisywania powiadomienia.-]", "pl"),
        _middle("[-Произошла ошибка при сохранении уведомления.-]", "ru"),
        _middle("[-Något gick fel. Försök igen senare.-]", "sv"),
        _middle("[-エラーが発生しました。もう一度お試しください。-]", "ja"),
        _middle("[-حدث خطأ. يرجى المحاولة مرة أخرى.-]", "ar"),
    )
    keeps = (
        _middle("Something went wrong."),
        _middle("Something went wrong, and the crew tried again later."),
        _middle("There was a problem, she said, with saving the old ferry."),
        _middle("There was a problem saving the notification, so the clerk wrote it down by hand."),
        _middle("The screen of the ticket machine said:\nSomething went wrong. Please try again later."),
        _middle("“Something went wrong. Please try again later,” the machine on the quay told them for a year."),
        _middle("He told them to try again."),
        _middle("The boat was saved."),
        _middle("Your boat has been saved, the coast guard told him."),
        _middle("Something went wrong during the landing. Try again, the controller said."),
        _middle("Your settings have been saved by an engineer in Velden."),
        _middle("Your vote has been saved."),
        _middle("Hubo un problema al enviar el formulario de los vecinos.", "es"),
        _middle("Es ist ein Fehler aufgetreten, sagte der Ingenieur, und zwar bei der Berechnung der Last.", "de"),
        _middle("Une erreur est survenue dans le calcul des charges, a reconnu l’ingénieur.", "fr"),
        _middle("Se ha producido un error en el cálculo.", "es"),
        _middle("Произошла ошибка в расчётах.", "ru"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        for line in view.lines:
            if _is_announced(view, line):
                continue
            if "message.label" in view.labels[line.index]:
                yield self.finding(line, "label")
            elif line.size <= self.options.max_words and _is_message(line.wording):
                yield self.finding(line, "message", score=0.9)


def _is_announced(view: View, line: Line) -> bool:
    return line.index > 0 and view.lines[line.index - 1].text.rstrip().endswith(COLONS)


def _is_message(wording: Wording) -> bool:
    """Whether a line is messages and nothing else."""
    if '"' in wording.folded or not wording.has(_SAYS):
        return False
    sentences = [wording.part(part) for part in pieces(wording.folded)]
    found = [_parts(sentence) for sentence in sentences]
    languages = set().union(*found)
    return any(_all_speak([parts.get(language, frozenset()) for parts in found]) for language in languages) and not any(
        weigh(sentence).report or _goes_on(sentence) for sentence in sentences
    )


def _parts(sentence: Wording) -> dict[str, frozenset[str]]:
    """What the words of a sentence are to a form, by language."""
    found: dict[str, set[str]] = defaultdict(set)
    for stem in sentence.stems(_KINDS):
        found[stem.language].add(stem.part)
    return {language: frozenset(parts) for language, parts in found.items()}


def _all_speak(sentences: list[frozenset[str]]) -> bool:
    """Whether each sentence speaks of a form, and one of them enough to be a message."""
    retry = any("retry" in parts for parts in sentences)
    sure = False
    for parts in sentences:
        fault = "fault" in parts and (retry or {"act", "form"} <= parts or {"form", "your"} <= parts)
        done = "done" in parts and {"form", "your"} <= parts
        if not (fault or done or "retry" in parts):
            return False
        sure = sure or fault or done
    return sure


def _goes_on(sentence: Wording) -> bool:
    """Whether a sentence says more than a message: a comma that is not behind the first word («Sorry, …»), or words behind
    what is of the form («… saved by an engineer in Velden»); «later» and «a moment» may stand there.
    """
    folded = sentence.folded
    if any(" " in folded[: folded.index(comma)] for comma in _COMMAS if comma in folded):
        return True
    return words_behind(folded, sentence.stems(_KINDS)) > _MOST_BEHIND
