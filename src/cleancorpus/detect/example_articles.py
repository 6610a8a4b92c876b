"""Small invented articles that examples of rules put their lines into: a title, two paragraphs, in many languages."""

from __future__ import annotations

from typing import Any

from cleancorpus.detect.rule import Example

TITLE = "The council voted to close the old bridge until spring"
FIRST = (
    "The council voted on Monday to close the old bridge until spring, after eng"
    "ineers had found cracks in two of its piers and asked for more time."
)
SECOND = (
    "Traders on the quay said that the detour would cost them an hour a day, and"
    " that nobody had asked them before the vote was taken in the hall."
)

# Title and one paragraph a language; the paragraph stands twice in an example.
_ARTICLES = {
    "en": (TITLE, FIRST),
    "de": (
        "Der Rat sperrt die alte Brücke bis zum Frühling",
        "Der Rat hat am Montag beschlossen, die alte Brücke bis zum Frühling zu sperren, "
        "nachdem Ingenieure Risse in zwei Pfeilern gefunden und mehr Zeit verlangt hatten.",
    ),
    "fr": (
        "Le conseil ferme le vieux pont jusqu’au printemps",
        "Le conseil a décidé lundi de fermer le vieux pont jusqu’au printemps, après que "
        "des ingénieurs ont trouvé des fissures dans deux piles et demandé plus de temps.",
    ),
    "es": (
        "El consejo cierra el viejo puente hasta la primavera",
        "El consejo decidió el lunes cerrar el viejo puente hasta la primavera, despué"
        "s de que los ingenieros hallaran grietas en dos pilares y pidieran más tiempo.",
    ),
    "pt": (
        "Conselho fecha a velha ponte até a primavera",
        "O conselho decidiu na segunda-feira fechar a velha ponte até a primavera, depo"
        "is que engenheiros encontraram rachaduras em dois pilares e pediram mais tempo.",
    ),
    "it": (
        "Il consiglio chiude il vecchio ponte fino a primavera",
        "Il consiglio ha deciso lunedì di chiudere il vecchio ponte fino a primavera, "
        "dopo che gli ingegneri hanno trovato crepe in due piloni e chiesto più tempo.",
    ),
    "nl": (
        "De raad sluit de oude brug tot het voorjaar",
        "De raad besloot maandag om de oude brug tot het voorjaar te sluiten, nadat inge"
        "nieurs scheuren in twee pijlers hadden gevonden en om meer tijd hadden gevraagd.",
    ),
    "sv": (
        "Rådet stänger den gamla bron till våren",
        "Rådet beslutade i måndags att stänga den gamla bron till våren, sedan ingenjö"
        "rer hade funnit sprickor i två av pelarna och bett om mer tid för sitt arbete.",
    ),
    "pl": (
        "Rada zamyka stary most do wiosny",
        "Rada zdecydowała w poniedziałek o zamknięciu starego mostu do wiosny, po tym j"
        "ak inżynierowie znaleźli pęknięcia w dwóch filarach i poprosili o więcej czasu.",
    ),
    "ru": (
        "Совет закрывает старый мост до весны",
        "Совет решил в понедельник закрыть старый мост до весны, после того как ин"
        "женеры нашли трещины в двух опорах и попросили больше времени на проверку.",
    ),
    "tr": (
        "Meclis eski köprüyü bahara kadar kapattı",
        "Meclis pazartesi günü eski köprüyü bahara kadar kapatma kararı aldı; mühendisler i"
        "ki ayakta çatlak bulmuş ve daha fazla zaman istemişti, esnaf ise kararı eleştirdi.",
    ),
    "ja": (
        "市議会、古い橋を春まで閉鎖",
        "市議会は月曜日、古い橋を春まで閉鎖することを決めた。技術者が二本"
        "の橋脚にひびを見つけ、調査にさらに時間が必要だと述べたためである。",
    ),
    "zh": (
        "市议会决定将旧桥关闭至春天",
        "市议会星期一决定将旧桥关闭至春天，工程师此前在两个桥墩上发现裂缝，并要"
        "求更多时间进行检查，附近的商户对此表示不满，认为没有人问过他们的意见。",
    ),
    "ko": (
        "시의회, 오래된 다리 봄까지 폐쇄",
        "시의회는 월요일 오래된 다리를 봄까지 폐쇄하기로 했다. 기술자들이 두 개"
        "의 교각에서 균열을 발견하고 점검에 시간이 더 필요하다고 밝혔기 때문이다.",
    ),
    "ar": (
        "المجلس يغلق الجسر القديم حتى الربيع",
        "قرر المجلس يوم الاثنين إغلاق الجسر القديم حتى الربيع بعد أن وجد المهندسون شقوقا ف"
        "ي اثنتين من دعاماته وطلبوا مزيدا من الوقت لفحص بقية الدعامات في الأسابيع المقبلة.",
    ),
    "el": (
        "Το συμβούλιο κλείνει την παλιά γέφυρα",
        "Το συμβούλιο αποφάσισε τη Δευτέρα να κλείσει την παλιά γέφυρα ως την άνοιξη,"
        " αφού οι μηχανικοί βρήκαν ρωγμές σε δύο βάθρα και ζήτησαν περισσότερο χρόνο.",
    ),
    "hi": (
        "परिषद ने पुराना पुल वसंत तक बंद किया",
        "परिषद ने सोमवार को पुराने पुल को वसंत तक बंद करने का फैसला किया, क्योंकि इंजीनियरों को दो "
        "खंभों में दरारें मिली थीं और उन्होंने जांच के लिए और समय मांगा था, ऐसा अधिकारियों ने बताया।",
    ),
}


def head(line: str, *, language: str = "en", **said: Any) -> Example:
    """An article whose lines `line` stand between title and text; `said` are the other fields of `Example`."""
    title, paragraph = _ARTICLES[language]
    second = SECOND if language == "en" else paragraph
    return Example("\n".join([title, line, paragraph, second]), title=title, language=language, **said)


def tail(line: str, *, language: str = "en", **said: Any) -> Example:
    """An article whose lines `line` stand under the text."""
    title, paragraph = _ARTICLES[language]
    second = SECOND if language == "en" else paragraph
    return Example("\n".join([title, paragraph, second, paragraph, line]), title=title, language=language, **said)
