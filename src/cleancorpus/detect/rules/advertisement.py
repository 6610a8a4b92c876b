"""Advertisements: their labels, and notes on commissions."""

from __future__ import annotations

from collections.abc import Iterator

from cleancorpus.detect.appeals import REASONS, AppealOptions, Topic, find_appeals
from cleancorpus.detect.rule import Example, Rule
from cleancorpus.detect.view import View
from cleancorpus.model import Finding


class Advertisement(Rule):
    """Removes labels of advertisements and notes on commissions.

    What it removes: «Advertisement», «– Anzeige –», «Article continues below this ad», «Sponsored», and notes such as
    «We may earn a commission if you buy through links on this page».
    Why: the label stays when the advertisement itself, an image or a script, does not; the notes repeat word for word.
    How: labels of the lexicon alone on a line, common words («Partner», «Sale») only beside other furniture; sentences
    with phrases about commissions, weighed by who speaks.
    Known limits: the text of an advertisement between paragraphs is not known by words and stays.
    """

    id, version, category = "advertisement", 4, "advertisement"
    reasons = {code: text for code, text in REASONS.items() if code != "between-appeals"}

    class Options(AppealOptions):
        """As for all appeals."""

    removes = (
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-ADVERTISEMENT-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.\n[-Article continues below this ad-]\nThe council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers."
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Advertisement · Scroll to continue-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example("[-We may earn a commission if you buy through links on this page.-]"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-If you buy something through our links, we may get an affiliate commission.-]"
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-– Anzeige –-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.\n[-Werbung-]\nThe council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.",
            language="de",
        ),
        Example(
            "[-Dieser Artikel enthält Affiliate-Links: Wenn Sie darüber kaufen, erhalten wir eine Provision.-]",
            language="de",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-La suite après la publicité-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.\n[-Publicité-]\nThe council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.",
            language="fr",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Publicidad-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            language="es",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-CONTINUA DEPOIS DA PUBLICIDADE-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            language="pt",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Pubblicità-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            language="it",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-REKLAMA-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            language="pl",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Реклама:-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            language="ru",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-広告-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            language="ja",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Sponsored content | Advertise-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-Advertisement-]\n[-Sponsors-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="a common word beside a label",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.[- We may earn a commission if you buy through links on this page.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="behind a paragraph",
        ),
    )
    keeps = (
        Example("La suite après la publicité, plaisantait-il quand il posait le pinceau.", language="fr"),
        Example("Advertisement spending fell by a tenth, the agency said."),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nPartners\nThe two firms have worked together since the first bridge was built across the river in 1908.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="a subheading",
        ),
        Example("200 g flour\nSale\n2 eggs", note="salt, in an Italian list"),
        Example("The regulator fined the shop because its affiliate links were not marked as advertisements."),
        Example("The sponsor withdrew from the race in May."),
        Example("Anzeige gegen den Bürgermeister", language="de"),
        Example("Die Polizei nahm eine Anzeige auf, nachdem die Werbung verschwunden war.", language="de"),
        Example("La publicité pour l'alcool reste interdite, rappelle la mairie.", language="fr"),
        Example("La publicidad en el puerto bajó un tercio, según la agencia.", language="es"),
        Example("La pubblicità del teatro costa troppo, dice il direttore.", language="it"),
        Example("Reklama dźwignią handlu, mawiał mój dziadek.", language="pl"),
        Example("Реклама подорожала на треть, сообщил директор.", language="ru"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        topic = Topic("advertisement", self.options.min_weight, self.options.max_words, self.options.line_ends)
        for appeal in find_appeals(view, topic):
            yield self.finding(appeal.span, appeal.reason, appeal.evidence, score=appeal.score)
