"""Consent notices: sentences, headings, buttons, categories and vendor lists, in over sixty languages."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field

from cleancorpus.detect.consent import REASONS, read_notices
from cleancorpus.detect.rule import Example, Rule, RuleOptions
from cleancorpus.detect.view import View
from cleancorpus.model import Finding


class CookieNotice(Rule):
    """Removes consent notices that the extractor took for article text.

    What it removes: the sentences of cookie banners, their headings, buttons (also glued to one another), categories
    and explanations, and a notice glued to the end or beginning of a paragraph.
    Why: banners are in every page of a site, in the same words, and in no article.
    How: a sentence is sure when it names cookies, speaks of the site or to the reader, and asks for consent or says what
    the cookies are for. From sure lines and known buttons the notice grows over its neighbours. Reports take weight:
    words such as «court» or «said», quotation marks around the notice, a headline about cookies, words of kitchens.
    A notice that never says «cookies» goes if it quotes a button and says what it does with data, if it begins like the
    lists of vendors («we and our partners»), or with a button or a heading of the lexicon beside it. In an article about
    cookies or consent only whole lines that are nothing but a notice go.
    Known limits: other notices that never say «cookies» stay; a privacy policy reproduced as the article itself loses the sentences that read like a banner.
    """

    id, version, category = "cookie-notice", 4, "cookie"
    reasons = REASONS
    stage = "stable"
    languages = ("*",)

    class Options(RuleOptions):
        """How sure a sentence must be."""

        # Who, whom and what: «we», «you» and an act of consent. 2 and 4 move no line of 216 labelled texts.
        min_score: int = Field(
            3, ge=2, le=8, description="signs of consent a sentence needs beside the word for cookies"
        )
        # Names of vendors and categories that the lexicon does not have. On 216 labelled texts 0 leaves two more
        # lines, and 5 takes none.
        bridge_lines: int = Field(
            2, ge=0, le=5, description="unknown short lines between two lines of one notice that go too"
        )

    removes = (
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-By clicking “Accept” you agree to the processing of your data.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="a button and data",
        ),
        Example(
            "Der Rat hat am Montag beschlossen, die alte Brücke bis zum Frühjahr zu sperren, weil zwei Pfeiler Risse haben.\n[-Mit Klick auf „Akzeptieren“ stimmen Sie der Verarbeitung Ihrer Daten zu.-]\nHändler am Kai sagten, der Umweg koste sie eine Stunde am Tag, und niemand habe sie gefragt.",
            language="de",
        ),
        Example(
            "市議会は月曜日、橋脚にひびが見つかったことを受けて、古い橋を春まで閉鎖することを決めた。\n[-「同意する」をクリックすると、データの処理に同意したものとみなされます。-]\n工事は三月に始まり、費用は四百万で、市は十二年にわたって県から借りなければならない。",
            language="ja",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-We and our partners store and/or access information on a device.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="vendors",
        ),
        Example(
            "Der Rat hat am Montag beschlossen, die alte Brücke bis zum Frühjahr zu sperren, weil zwei Pfeiler Risse haben.\n[-Akzeptieren Ablehnen Einstellungen-]",
            language="de",
            note="three common words in a row",
        ),
        Example(
            "[-Cookie settings | Accept all | Only necessary cookies-]\nThe council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-We use cookies to improve your experience on our website. By continuing to browse you accept our use of cookies.-]\n[-Accept all-]\n[-Reject all-]\n[-Cookie settings-]"
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-This website uses cookies to analyse traffic and show relevant ads.-]\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-We value your privacyAccept AllReject AllManage Settings-]",
            note="glued buttons",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers. Traders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote. [-We use cookies to give you the best experience. Learn more in our cookie policy.-]",
            note="behind a paragraph",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n[-This site uses cookies-]\n[-Some are necessary, others help us understand how readers use our pages.-]\n[-Allow all-]\n[-Only necessary-]",
            note="an explanation between heading and buttons",
        ),
        Example(
            "Der Rat hat am Montag beschlossen, die alte Brücke bis zum Frühjahr zu sperren, weil zwei Pfeiler Risse haben.\n[-Wir verwenden Cookies, um Ihnen die bestmögliche Nutzung unserer Website zu ermöglichen.-]\n[-Alle akzeptieren-]\n[-Nur notwendige-]",
            language="de",
        ),
        Example(
            "Der Rat hat am Montag beschlossen, die alte Brücke bis zum Frühjahr zu sperren, weil zwei Pfeiler Risse haben.\n[-AblehnenAnpassenAlle akzeptieren-]",
            language="de",
        ),
        Example(
            "[-Nous utilisons des cookies pour améliorer votre expérience sur notre site.-]\n[-Tout accepter-]\n[-Tout refuser-]",
            language="fr",
        ),
        Example(
            "[-Usamos cookies propias y de terceros para mejorar nuestro servicio. Si sigue navegando, entendemos que acepta su uso.-]",
            language="es",
        ),
        Example(
            "[-Utilizamos cookies para melhorar a sua experiência no nosso site. Ao continuar a navegar, concorda com a sua utilização.-]",
            language="pt",
        ),
        Example(
            "[-Questo sito utilizza cookie per migliorare la tua esperienza. Continuando la navigazione accetti il loro utilizzo.-]",
            language="it",
        ),
        Example(
            "[-Wij gebruiken cookies om uw ervaring op onze website te verbeteren.-]\n[-Alles accepteren-]",
            language="nl",
        ),
        Example(
            "[-Vi använder cookies för att förbättra din upplevelse på vår webbplats.-]\n[-Godkänn alla-]",
            language="sv",
        ),
        Example(
            "[-Ta strona używa plików cookies. Korzystając z niej, wyrażasz zgodę na ich zapisywanie zgodnie z ustawieniami przeglądarki.-]",
            language="pl",
        ),
        Example(
            "[-Tento web používá soubory cookie ke zlepšení vašeho zážitku. Dalším používáním souhlasíte s jejich použitím.-]",
            language="cs",
        ),
        Example("[-Käytämme evästeitä parantaaksemme käyttökokemustasi sivustollamme.-]", language="fi"),
        Example(
            "[-Мы используем файлы cookie, чтобы улучшить работу сайта. Продолжая пользоваться сайтом, вы соглашаетесь с этим.-]",
            language="ru",
        ),
        Example(
            "[-Ми використовуємо файли cookie, щоб покращити роботу сайту. Продовжуючи, ви погоджуєтеся з цим.-]",
            language="uk",
        ),
        Example("[-Sitemizde deneyiminizi iyileştirmek için çerezler kullanıyoruz.-]", language="tr"),
        Example("[-本网站使用Cookie以改善您的浏览体验。继续浏览即表示您同意我们使用Cookie。-]", language="zh"),
        Example(
            "[-当サイトではCookieを使用しています。サイトの利用を続けることで、Cookieの使用に同意したものとみなされます。-]",
            language="ja",
        ),
        Example(
            "[-By clicking “Accept”, you agree to the processing of your data.-]\nThe council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.",
            note="a button's consent without the word cookies",
        ),
        Example(
            "Der Rat hat am Montag beschlossen, die alte Brücke bis zum Frühjahr zu sperren, weil zwei Pfeiler Risse haben.\n[-Mit einem Klick auf „Zustimmen“ willigen Sie in die Verarbeitung Ihrer Daten ein.-]",
            language="de",
        ),
        Example(
            "[-En cliquant sur « Accepter », vous consentez au traitement de vos données.-]\nLe conseil a décidé lundi de fermer le vieux pont jusqu'au printemps, car deux piles sont fissurées.",
            language="fr",
        ),
    )
    keeps = (
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nClick “Accept” and your data goes to the bank, which stores it for ten years.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="what a button does, told by a report",
        ),
        Example(
            "Der Grill ist ganz aus Edelstahl, die Teile sind geschraubt. Vor dem ersten Einsatz empfiehlt es sich, das Gerät kurz zu"
            " reinigen, um Rückstände zu entfernen; die Einstellungen stehen auf der Seite.\n[-Cookie-Einstellungen | Alle akzeptieren-]",
            language="de",
            note="a paragraph beside a notice",
        ),
        Example(
            "We use cookies to improve your experience on our website. Everyone knows the sentence by heart.\nA court ruled in March that a window without a button to refuse is against the law.",
            title="What “Accept all” means",
            note="an article about buttons",
        ),
        Example(
            "Utilizziamo i cookie per migliorare la tua esperienza. Quasi tutti hanno letto questa frase, e quasi nessuno sa che cosa significa.\n"
            "I cookie sono piccoli file che un sito deposita su un dispositivo. Alcuni servono a ricordare un carrello.\n"
            "Puoi revocare il consenso in qualsiasi momento, esige la legge, e la strada non deve essere più lunga dell’andata.\n"
            "Un tribunale del nord ha stabilito a marzo che una finestra senza il tasto per rifiutare è contraria al diritto.",
            title="La finestra che nessuno legge",
            language="it",
            note="paragraphs about notices",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\n“We use cookies to improve your experience on our website.” The sentence hangs framed in the mayor's office.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="a quotation",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nBy clicking “Accept” you agreed to the terms of the auction, the house told the losing bidders on Friday.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="a report",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nAnyone who wants to help clicks “Accept” on the council's page and names a day, the clerk said.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="a button in a report",
        ),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nClick “Accept” when you see the form, then enter your name and choose a day on which you can come to the quay.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote.",
            note="an instruction between paragraphs",
        ),
        Example(
            "[-This site uses cookies. By continuing to browse you agree to our use of cookies.-]\nBecause the device is placed right on the skin, it has much in common with a caliper, although the two technologies differ.\nWe want our rooms to be easy to find and warm, so that you can use them as often as you like, and we think that it has worked.\nUnder which conditions do you think that the use of anonymous data is right?\nThe device costs forty pounds.",
            note="paragraphs beside a notice: «we», «you», «use» and «data» are in many",
        ),
        Example(
            "Wir durften drei Tage in der alten Mühle verbringen und sind erholt wieder zu Hause.\nDas Update verlangt eine Verbindung über WLAN, mit mobilen Daten geht es nicht, trotz der Einstellung, die du nennst.\n[-Wir verwenden Cookies. Durch die weitere Nutzung der Seite stimmen Sie dem zu.-]",
            language="de",
            note="reports of travellers and users above a notice",
        ),
        Example(
            "Visitors could accept all cookies with one click, the ruling says, while those who wanted to reject them had to open three menus and untick 212 boxes.",
            title="Watchdog fines furniture chain over cookie banner",
        ),
        Example(
            "The Velden case clarified that cookie banners with the well-known ‘by continuing to use our website you agree to our use of cookies’ do not obtain valid consent."
        ),
        Example("The regulator said the company had stored cookies on the devices of 870,000 people who had said no."),
        Example("The browser will block third-party cookies by default from next year, its makers announced."),
        Example(
            "Bake the cookies for twelve minutes, until the edges are golden, and let them cool on the tray.",
            title="Oatmeal cookies",
        ),
        Example("The bakery uses cookies to teach children fractions, and they may eat the remainder."),
        Example("We ate cookies on the pier and accepted every one we were offered."),
        Example("That's the way the cookie crumbles"),
        Example(
            "The council voted on Monday to close the old bridge until spring, after engineers had found cracks in two of its piers.\nAccept all of it or none, the engineers told the council, and went back to measuring the cracks.\nTraders on the quay said that the detour would cost them an hour a day, and that nobody had asked them before the vote."
        ),
        Example("Your privacy on the pier ends where the cameras begin, the residents complain."),
        Example(
            "Das Gericht entschied, dass vorausgewählte Häkchen keine Einwilligung in Cookies sind, und verurteilte den Betreiber.",
            language="de",
        ),
        Example(
            "Die Cookies 12 Minuten backen, bis der Rand goldbraun ist, dann auf dem Blech abkühlen lassen.",
            language="de",
            title="Hafer-Cookies",
        ),
        Example(
            "La commission a infligé une amende au site, qui déposait des cookies sans l'accord des internautes.",
            language="fr",
        ),
        Example(
            "La agencia multó a la empresa porque su web instalaba cookies sin permiso, según la resolución.",
            language="es",
        ),
        Example(
            "A padaria vende cookies de chocolate há dez anos, e a receita continua a ser um segredo.", language="pt"
        ),
        Example(
            "Il garante ha multato il sito perché installava cookie senza consenso, si legge nel provvedimento.",
            language="it",
        ),
        Example(
            "De toezichthouder gaf de winkel een boete omdat de website cookies plaatste zonder toestemming.",
            language="nl",
        ),
        Example(
            "Domstolen slog fast att bolaget hade lagrat cookies utan samtycke, enligt myndigheten.", language="sv"
        ),
        Example(
            "Urząd ukarał sklep za to, że zapisywał pliki cookies bez zgody użytkowników, podał rzecznik.",
            language="pl",
        ),
        Example(
            "Суд оштрафовал магазин за то, что он хранил файлы cookie без согласия пользователей, сообщил представитель ведомства.",
            language="ru",
        ),
        Example("Kurul, çerezleri izinsiz kullanan siteye ceza verdi, dedi sözcü.", language="tr"),
        Example("Viranomainen määräsi kaupalle sakon, koska se tallensi evästeitä ilman suostumusta.", language="fi"),
        Example("法院裁定该公司未经同意存储Cookie，罚款一百万元。", language="zh"),
    )

    def find(self, view: View) -> Iterator[Finding]:
        for notice in read_notices(view, self.options.min_score, self.options.bridge_lines):
            yield self.finding(notice.span, notice.reason, score=notice.score)
