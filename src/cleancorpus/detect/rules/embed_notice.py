"""What stands in the place of a video, post or map that was not loaded."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.appeals import REASONS, Topic, find_appeals
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.lexicon import Hit
from cleancorpus.model import Finding


class EmbedNotice(Rule):
    """Removes what stands in the place of a video, post or map that was not loaded.

    What it removes: «To see this content, accept cookies», «An dieser Stelle finden Sie einen externen Inhalt …», «Ich
    bin damit einverstanden, dass mir externe Inhalte angezeigt werden», «YouTube immer entsperren», «Load video».
    Why: the placeholder stands in the middle of the article, where no rule for the page's edges looks, and speaks of
    consent instead of the thing embedded.
    How: phrases of the lexicon, weighed by who speaks to whom; a paragraph needs more than a short line.
    Known limits: the embedded text itself (a quoted post) stays, and so does a placeholder that names nothing but its
    service («Instagram»).
    """

    id, version, category = "embed-notice", 2, "embed-notice"
    reasons = {"appeal": REASONS["appeal"], "placeholder-phrases": "two or more phrases of a placeholder"}

    class Options(RuleOptions):
        # One less than other appeals: the phrases of placeholders stand in hardly any article.
        min_weight: int = Field(2, ge=2, le=8, description="how much a short line must say; paragraphs need more")
        # «I agree that external content is shown to me …» and what follows from it is one long line.
        max_words: int = Field(80, ge=1, description="longer lines are paragraphs and stay")

    removes = (
        Example(
            "[-An dieser Stelle finden Sie einen von unserer Redaktion ausgewählten, externen Inhalt, der den Beitrag mit weiteren Informationen ergänzt. Sie können den externen Inhalt hier mit einem Klick anzeigen oder wieder ausblenden lassen.-]",
            language="de",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-To see this content from X, please accept cookies.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-This content is blocked because it may set cookies. Accept cookies to view it.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-This article contains content provided by a sample service. We ask for your permission before anything is loaded, as they may be using cookies and other technologies.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example("[-Load video-]"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-An dieser Stelle finden Sie einen externen Inhalt von YouTube, der den Artikel ergänzt. Sie können ihn sich mit einem Klick anzeigen lassen.-]\n[-Externer Inhalt-]\n[-Ich bin damit einverstanden, dass mir externe Inhalte angezeigt werden.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            language="de",
        ),
        Example("[-YouTube immer entsperren-]", language="de"),
        Example("[-Wenn Sie das Video laden, akzeptieren Sie die Datenschutzerklärung von YouTube.-]", language="de"),
        Example("[-Pour voir ce contenu, veuillez accepter les cookies.-]", language="fr"),
        Example("[-Para ver este contenido debes aceptar las cookies.-]", language="es"),
        Example("[-Per vedere questo video devi accettare i cookie.-]", language="it"),
        Example("[-Om deze inhoud te zien, accepteer de cookies.-]", language="nl"),
        Example("[-Aby zobaczyć tę treść, zaakceptuj pliki cookie.-]", language="pl"),
        Example("[-Para ver este conteúdo, aceite os cookies.-]", language="pt"),
        Example("[-För att se innehållet måste du godkänna cookies.-]", language="sv"),
        Example("[-Чтобы увидеть этот контент, примите файлы cookie.-]", language="ru"),
        Example(
            "[-Hier steht sonst ein externer Inhalt, und wer das Video laden will, muss vorher dem Anbieter zustimmen.-]",
            language="de",
            note="two phrases in a sentence",
        ),
    )
    keeps = (
        Example("The court ruled that embedded posts need no licence, and the publisher said it would appeal."),
        Example("The platform blocked the content of two channels in May, according to its report."),
        Example("Loading a video takes longer on the island than on the mainland, residents said."),
        Example("The video of the storm was watched a million times."),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nTo see this content for himself, the inspector said, he had to accept a job in the archive for a year.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example(
            "Das Gericht erklärte, externe Inhalte dürften erst nach einer Einwilligung geladen werden.", language="de"
        ),
        Example("Der Verein will die Sperre des Hafens aufheben.", language="de"),
        Example("Le contenu de la lettre a été publié, selon la mairie.", language="fr"),
        Example("El contenido de la caja sigue siendo un secreto.", language="es"),
        Example("De inhoud van de brief is niet bekend.", language="nl"),
        Example("Treść listu pozostaje tajemnicą.", language="pl"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        topic = Topic("embed", self.options.min_weight, self.options.max_words, tails=False, between=0)
        taken = set()
        for appeal in find_appeals(view, topic):
            taken.add(appeal.span.start)
            yield self.finding(appeal.span, appeal.reason, appeal.evidence, score=appeal.score)
        phrases: dict[int, list[Hit]] = {}
        for index, hit in view.phrases.get(topic.phrase, ()):
            if not phrases.get(index) or hit.start >= phrases[index][-1].end:
                phrases.setdefault(index, []).append(hit)
        for index, hits in sorted(phrases.items()):
            line = view.lines[index]
            if len(hits) >= 2 and line.start not in taken and line.n_words <= self.options.max_words:
                said = f"phrases of a placeholder: {', '.join(hit.phrase.text for hit in hits[:3])}"
                yield self.finding(line, "placeholder-phrases", said, score=0.9)
