"""What a page says to browsers: no JavaScript, too old, cannot play the video."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.appeals import REASONS, Topic, find_appeals
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.model import Finding


class JavascriptNotice(Rule):
    """Removes what a page says to browsers that lack something.

    What it removes: «JavaScript is disabled in your browser», «Your browser does not support the video tag», «You are
    using an outdated browser», «This video is not available», in over forty languages.
    Why: the text stands in every page for the case that scripts do not run, and none of it is about the article.
    How: phrases of the lexicon, weighed by who speaks to whom. A paragraph needs more than a short line, and an article
    whose headline is about browsers or JavaScript more still.
    Known limits: error messages of players with a number and no words stay.
    """

    id, version, category = "javascript-notice", 2, "javascript-notice"
    reasons = {"appeal": REASONS["appeal"]}

    class Options(RuleOptions):
        # One less than other appeals: hardly an article speaks to its reader of browsers.
        min_weight: int = Field(2, ge=2, le=8, description="how much a short line must say; paragraphs need more")
        # The longest notices say how to switch scripts on.
        max_words: int = Field(80, ge=1, description="longer lines are paragraphs and stay")

    removes = (
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-JavaScript is disabled in your browser. Please enable JavaScript to use all features of this site.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example("[-Your browser does not support the video tag.-]"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-You are using an outdated browser. Please upgrade your browser to improve your experience.-]"
        ),
        Example("[-You need to enable JavaScript to run this app.-]"),
        Example("[-JavaScript ist deaktiviert. Bitte aktivieren Sie JavaScript in Ihrem Browser.-]", language="de"),
        Example("[-Ihr Browser unterstützt kein HTML5-Video.-]", language="de"),
        Example("[-Votre navigateur ne prend pas en charge la lecture de vidéos.-]", language="fr"),
        Example("[-Tu navegador no soporta el elemento de audio.-]", language="es"),
        Example("[-Ative o JavaScript para ver os comentários.-]", language="pt"),
        Example("[-Il tuo browser non supporta i video HTML5.-]", language="it"),
        Example("[-Schakel JavaScript in om deze pagina te bekijken.-]", language="nl"),
        Example("[-Twoja przeglądarka nie obsługuje odtwarzania wideo.-]", language="pl"),
        Example("[-Включите JavaScript, чтобы увидеть комментарии.-]", language="ru"),
        Example("[-您的浏览器不支持视频播放。-]", language="zh"),
        Example("[-JavaScriptを有効にしてください。-]", language="ja"),
    )
    keeps = (
        Example("JavaScript turned thirty this year, and its inventor still answers letters about it, he said."),
        Example("The browser no longer supports the old video format, its makers announced on Monday."),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n“Your browser is out of date,” the machine at the ferry pier told every passenger for a year.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example(
            "How to write pages that work without JavaScript", title="How to write pages that work without JavaScript"
        ),
        Example(
            "Click the menu, choose Settings and look for the entry about scripts.",
            title="Enable scripts in three steps",
        ),
        Example("Der Browser ist veraltet, warnt die Behörde.", language="de"),
        Example("JavaScript-Kurs beginnt im Mai", language="de"),
        Example("Le navigateur ne sera plus mis à jour, a annoncé son éditeur.", language="fr"),
        Example("El navegador ya no recibe actualizaciones, según la agencia.", language="es"),
        Example("Браузер больше не обновляется, сообщила компания.", language="ru"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        topic = Topic("javascript", self.options.min_weight, self.options.max_words, tails=False)
        for appeal in find_appeals(view, topic):
            yield self.finding(appeal.span, appeal.reason, appeal.evidence, score=appeal.score)
