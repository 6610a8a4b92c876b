"""Sign-ups: newsletters, alerts, apps, channels, donations and memberships."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleancorpus.detect.appeals import REASONS, AppealOptions, Topic, find_appeals
from cleancorpus.detect.consent_words import weigh
from cleancorpus.detect.prose import pieces
from cleancorpus.detect.rule import Example, Rule
from cleancorpus.detect.view import View
from cleancorpus.lexicon.found import vocabulary
from cleancorpus.lexicon.wording import Wording
from cleancorpus.model import Finding
from cleancorpus.text import QUESTION_MARKS

_TIP, _OURS = vocabulary("newsletter", "tip"), vocabulary("newsletter", "desk")
_DESK = _TIP | _OURS
_DESK_WORDS = 30  # a question and an order with an address
# E-mail or telephone. Bounded, and begun at a word's start: encoded images are words of a million characters.
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w|(?<!\d)\+?\d[\d ()/-]{7,30}\d")
_VOCABULARY = vocabulary("newsletter", "verb", "noun")


class Newsletter(Rule):
    """Removes appeals to sign up, follow, donate, join or install.

    What it removes: sign-up labels and forms («Subscribe to our newsletter», «Enter your email address», «You can
    unsubscribe at any time»), the same for alerts, apps, channels and podcasts, and appeals for donations and
    memberships («Support our journalism»); also one such appeal behind the last sentence of a paragraph.
    Why: sites put them between any two paragraphs, and they repeat word for word in thousands of articles.
    How: labels of the lexicon alone on a line; sentences weighed by phrases, by the verbs and nouns of sign-ups, and by
    the words with which a site speaks of itself and its reader. A paragraph needs more than a short line, one between
    paragraphs more still, and an article whose headline is about newsletters or donations most.
    Known limits: a teaser for a newsletter that never says what it is («Stories from the coast, every Friday») stays; an
    article may lose a sentence in which an association appeals to its readers itself.
    """

    id, version, category = "newsletter", 4, "newsletter"
    reasons = {**REASONS, "desk": "a newsroom that asks its readers for stories"}

    class Options(AppealOptions):
        """As for all appeals."""

    removes = (
        Example("[-Sign up for our newsletter, delivered to your inbox every morning.-]"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Have a story to share? Write to our newsroom at tips@notes.example.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="a newsroom asks",
        ),
        Example("[-Haben Sie einen Hinweis für uns? Schreiben Sie an redaktion@bote.example-]", language="de"),
        Example("[-Есть история? Напишите нам: news@vestnik.example-]", language="ru"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Download our app for breaking news alerts.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example("[-Uygulamamızı indirin, hiçbir haberi kaçırmayın.-]", language="tr"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Sign up for our daily newsletter and get the best local stories in your inbox every morning.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Enter your email address-]\n[-Subscribe-]\n[-You can unsubscribe at any time.-]"
        ),
        Example("[-Subscribe to the Morning Harbour newsletter-]"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Support our journalism. Please consider making a donation today.-]"
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.[- Sign up for our free newsletter to receive more stories like this in your inbox.-]"
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Das Wichtigste vom Hafen – jeden Morgen in Ihrem Postfach. Jetzt Newsletter abonnieren!-]",
            language="de",
        ),
        Example("[-Melden Sie sich hier für unseren kostenlosen Newsletter an.-]", language="de"),
        Example("[-Inscrivez-vous à notre newsletter pour recevoir l'essentiel du port chaque matin.-]", language="fr"),
        Example(
            "[-Recibe cada mañana las noticias del puerto en tu correo. Suscríbete a nuestro boletín.-]", language="es"
        ),
        Example("[-Receba as notícias do porto no seu e-mail. Assine grátis a nossa newsletter.-]", language="pt"),
        Example("[-Iscriviti alla nostra newsletter per ricevere ogni settimana le storie del porto.-]", language="it"),
        Example("[-Niets missen uit de haven? Meld je aan voor onze nieuwsbrief.-]", language="nl"),
        Example("[-Zapisz się na nasz newsletter i otrzymuj wiadomości z portu.-]", language="pl"),
        Example("[-Přihlaste se k odběru newsletteru a nic vám neuteče.-]", language="cs"),
        Example("[-Підпишіться на нашу розсилку і отримуйте головні новини порту щоранку.-]", language="uk"),
        Example("[-Подпишитесь на нашу рассылку-]", language="ru"),
        Example("[-Bültenimize ücretsiz abone olun.-]", language="tr"),
        Example("[-メールマガジンに登録する-]", language="ja"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Subscribe | Email address-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Subscribe to our newsletter-]\n[-Stories from the quay-]\n[-Enter your email address-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="between two lines of a form",
        ),
    )
    keeps = (
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nYou can try the service by opening its settings and entering your email address, a confirmation email is caught by the server:\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="announces what follows",
        ),
        Example("Join us."),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.\nReaders could sign up for the newsletter in the shop from 1998.",
            note="what was so in a year",
        ),
        Example("Subscribe to my letter, he wrote on the first page, and you will never be without news of the fog."),
        Example("Support us! they shouted. Support us!"),
        Example("Suscríbete a nuestro boletín, me piden en cada página, y yo la cierro.", language="es"),
        Example("Schrijf u in voor mijn nieuwsbrief, schreef hij elke week, en u weet wat de zee doet.", language="nl"),
        Example("For the pump to stay up to date, its engine must stay up to date. The usual checks are made in May."),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nIf we halve the time between readings from ten minutes to five, we get more alerts:\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="what somebody does",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nTo report a sighting, write to the wardens at eels@harbour.example.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nWho pays? Questions go to the county at roads@county.example, the clerk said.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example("He told us to download the app for the ferry, which has no timetable."),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nThe newsletter of the lighthouse society has 400 subscribers, most of them retired keepers who live far from the sea.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example("Local newspaper starts a newsletter about the harbour"),
        Example("She signed up for the course, subscribed to the magazine and never opened either of them."),
        Example("Donations to the lifeboat crew rose by a third last year, according to its annual report."),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n“Support our work or lose the bridge,” the engineer told the council, and handed round a hat.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example("How we unsubscribe from everything", title="How we unsubscribe from everything"),
        Example(
            "Der Verein verschickt seit 1990 einen Newsletter, den heute noch 300 Mitglieder abonniert haben.",
            language="de",
        ),
        Example("Verlag stellt Newsletter ein", language="de"),
        Example("Le journal lance une newsletter sur le port et ses marins, annonce sa directrice.", language="fr"),
        Example("El ayuntamiento envía un boletín a los vecinos cada semana, según la alcaldesa.", language="es"),
        Example("La newsletter del porto ha mille lettori, dice il direttore.", language="it"),
        Example("De nieuwsbrief van de haven telt duizend lezers.", language="nl"),
        Example("Newsletter portu czyta tysiąc osób, mówi redaktor.", language="pl"),
        Example("Рассылку порта читает тысяча человек, сообщил редактор.", language="ru"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        topic = Topic(
            "newsletter", self.options.min_weight, self.options.max_words, self.options.line_ends, _VOCABULARY
        )
        found = set()
        for appeal in find_appeals(view, topic):
            found.add(appeal.span.start)
            yield self.finding(appeal.span, appeal.reason, appeal.evidence, score=appeal.score)
        for line in view.lines:
            if line.start not in found and line.n_words <= _DESK_WORDS and _calls_desk(line.wording):
                yield self.finding(line, "desk", score=0.9)


def _calls_desk(wording: Wording) -> bool:
    """Whether a line asks «Have a story to share?» and gives the address of «us» or a newsroom, all in one language."""
    if not (wording.has(_TIP) and wording.has(_OURS)):
        return False
    folded = wording.folded
    address = _ADDRESS.search(folded)
    if address is None or '"' in folded:
        return False
    asks: set[str] = set()
    desks: set[str] = set()
    for part in pieces(folded):
        sentence = wording.part(part)
        kinds = {(stem.part, stem.language) for stem in sentence.stems(_DESK)}
        if sentence.folded.rstrip().endswith(QUESTION_MARKS):
            asks |= {language for part, language in kinds if part == "tip"}
        desks |= {language for part, language in kinds if part == "desk"}
    return bool(asks & desks) and not weigh(wording).report
