"""Short invented articles in the languages that old encodings were made for."""

from typing import NamedTuple


class Article(NamedTuple):
    """An article with the words of its site's menu and footer, and the Python codec it can be written in."""

    language: str
    title: str
    paragraphs: tuple[str, ...]
    menu: tuple[str, ...]
    imprint: str


POLISH = Article(
    "pl",
    "Młyn w Dolnej Łączce znów miele zboże",
    (
        "Wiatrak w Dolnej Łączce zmielił w sobotę pierwszy worek żyta od czasu wojny, a połowa wsi stała na łące i patrzyła. "
        "Skrzydła ruszyły powoli, lecz po chwili kręciły się tak szybko, że młynarz musiał zaciągnąć hamulec.",
        "Prace trwały cztery lata. Cieśle, dwoje nauczycieli i emerytowany ludwisarz spotykali się w każdą sobotę, "
        "rozebrali zbutwiały dach belka po belce i złożyli nowy z dębu, który rósł w gminnym lesie.",
        "„Stare kamienie leżały pod podłogą, gdzie nikt nie zaglądał” – powiedziała Jadwiga Źrebiec, która kieruje grupą. "
        "Kamienie wykuto ręcznie przed dwustu laty i prawie się nie zużyły.",
        "Mąka będzie sprzedawana na targu od pierwszego maja. Piekarnia w sąsiednim mieście zamówiła dziesięć worków "
        "i chce upiec chleb, który zachowuje świeżość przez tydzień, jak obiecują dawne przepisy.",
    ),
    ("Wiadomości", "Sport", "Pogoda", "Listy"),
    "© 2031 Kurier Łącki. Wszelkie prawa zastrzeżone.",
)
RUSSIAN = Article(
    "ru",
    "Мельница в Нижней Ольховке снова мелет зерно",
    (
        "Ветряная мельница в Нижней Ольховке в субботу смолола первый мешок ржи со времён войны, и полсела стояло на лугу. "
        "Крылья тронулись медленно, но вскоре вертелись так быстро, что мельнику пришлось взяться за тормоз.",
        "На это ушло четыре года. Плотники, двое учителей и литейщик на пенсии собирались каждые выходные, "
        "разобрали сгнившую крышу бревно за бревном и сложили новую из дуба, который рос в общинном лесу.",
        "Старые камни лежали под полом, куда никто не заглядывал, рассказала руководитель группы Евдокия Журавина. "
        "Их вытесали вручную двести лет назад, и они почти не стёрлись.",
        "Муку будут продавать на рынке с первого мая. Пекарня в соседнем городе заказала десять мешков "
        "и хочет испечь хлеб, который не черствеет целую неделю, как обещают старинные рецепты.",
    ),
    ("Новости", "Спорт", "Погода", "Письма"),
    "© 2031 Ольховский вестник. Все права защищены.",
)
GERMAN = Article(
    "de",
    "Mühle in Unterröhrbach mahlt wieder",
    (
        "Die Windmühle von Unterröhrbach hat am Samstag den ersten Sack Roggen seit dem Krieg gemahlen, und das halbe Dorf "
        "stand auf der Wiese. Die Flügel drehten sich erst träge, dann so schnell, daß der Müller die Bremse zog.",
        "Vier Jahre hat es gedauert. Zimmerleute, zwei Lehrer und ein Glockengießer im Ruhestand trafen sich jedes "
        "Wochenende, bauten die morsche Haube Balken für Balken ab und setzten eine neue aus Eiche auf.",
        "„Die alten Steine lagen unter dem Fußboden, wo nie jemand gesucht hat“, sagt Änne Größling, die die Gruppe führt. "
        "Sie wurden vor über zweihundert Jahren von Hand gehauen – und sind kaum abgenützt.",
        "Das Mehl wird ab dem ersten Mai auf dem Wochenmarkt verkauft, der Sack zu 35 €. Eine Bäckerei im Nachbarort hat "
        "zehn Säcke bestellt und möchte daraus ein Brot backen, das eine Woche lang frisch bleibt.",
    ),
    ("Nachrichten", "Sport", "Wetter", "Leserbriefe"),
    "© 2031 Röhrbacher Bote. Alle Rechte vorbehalten.",
)
FRENCH = Article(
    "fr",
    "Le moulin de Saint-Aubépin moud à nouveau",
    (
        "Le moulin à vent de Saint-Aubépin a moulu samedi son premier sac de seigle depuis la guerre, et la moitié du village "
        "était dans le pré. Les ailes ont tourné lentement, puis si vite que le meunier a dû serrer le frein.",
        "Il a fallu quatre ans. Des charpentiers, deux instituteurs et un fondeur de cloches à la retraite se retrouvaient "
        "chaque week-end pour démonter la toiture pourrie et en poser une neuve en chêne de la forêt communale.",
        "« Les vieilles meules étaient sous le plancher, où personne n’avait regardé », raconte Noëlle Théodon, qui mène le "
        "groupe. Elles ont été taillées à la main il y a deux siècles et ne sont guère usées.",
        "La farine sera vendue au marché dès le premier mai, à 35 € le sac. Une boulangerie voisine en a commandé dix et "
        "veut en faire un pain qui se garde une semaine, comme le promettent les recettes d’autrefois.",
    ),
    ("Actualités", "Sports", "Météo", "Courrier"),
    "© 2031 Le Courrier de l’Aubépin. Tous droits réservés.",
)
GREEK = Article(
    "el",
    "Ο μύλος της Κάτω Λευκάδας αλέθει ξανά",
    (
        "Ο ανεμόμυλος της Κάτω Λευκάδας άλεσε το Σάββατο το πρώτο σακί σίκαλης μετά τον πόλεμο, και το μισό χωριό στεκόταν "
        "στο λιβάδι. Τα πανιά γύρισαν αργά στην αρχή και ύστερα τόσο γρήγορα, που ο μυλωνάς τράβηξε το φρένο.",
        "Χρειάστηκαν τέσσερα χρόνια. Μαραγκοί, δύο δάσκαλοι και ένας συνταξιούχος χύτης καμπανών μαζεύονταν κάθε "
        "Σαββατοκύριακο, κατέβασαν τη σάπια στέγη δοκάρι δοκάρι και έβαλαν καινούργια από βελανιδιά.",
        "«Οι παλιές πέτρες ήταν κάτω από το πάτωμα, εκεί που δεν είχε κοιτάξει κανείς», είπε η Ευθαλία Ξυλάκη. "
        "Τις είχαν σκαλίσει με το χέρι πριν από διακόσια χρόνια και δεν έχουν σχεδόν καθόλου φθορά.",
        "Το αλεύρι θα πωλείται στην αγορά από την πρώτη Μαΐου. Ένας φούρνος της διπλανής πόλης παρήγγειλε δέκα σακιά "
        "και θέλει να ψήσει ψωμί που κρατά μία εβδομάδα, όπως υπόσχονται οι παλιές συνταγές.",
    ),
    ("Ειδήσεις", "Αθλητικά", "Καιρός", "Επιστολές"),
    "© 2031 Ταχυδρόμος Λευκάδας. Με την επιφύλαξη παντός δικαιώματος.",
)
TURKISH = Article(
    "tr",
    "Aşağı Çınarlı değirmeni yeniden un öğütüyor",
    (
        "Aşağı Çınarlı köyündeki yel değirmeni cumartesi günü savaştan bu yana ilk çuval çavdarı öğüttü, köyün yarısı çayırda "
        "onu izledi. Kanatlar önce yavaş, sonra öyle hızlı döndü ki değirmenci freni çekmek zorunda kaldı.",
        "İşler dört yıl sürdü. Marangozlar, iki öğretmen ve emekli bir çan ustası her hafta sonu buluştu, çürümüş çatıyı "
        "kiriş kiriş söktü ve yerine ortak ormandaki meşeden yenisini kurdu.",
        "Grubu yöneten Şükriye Ağaçoğlu, eski taşların kimsenin bakmadığı döşemenin altında durduğunu söyledi. İki yüz yıl "
        "önce elle yontulan taşlar hemen hiç aşınmamış, bu yüzden onları kullanmaya karar vermişler.",
        "Un mayısın birinden başlayarak pazarda satılacak. Komşu ilçedeki bir fırın on çuval ısmarladı ve eski tariflerin "
        "söz verdiği gibi bir hafta taze kalan bir ekmek pişirmek istiyor.",
    ),
    ("Haberler", "Spor", "Hava", "Mektuplar"),
    "© 2031 Çınarlı Postası. Tüm hakları saklıdır.",
)
HEBREW = Article(
    "he",
    "טחנת הרוח של כפר אלון שוב טוחנת קמח",
    (
        "טחנת הרוח של כפר אלון טחנה בשבוע שעבר את שק השיפון הראשון מאז המלחמה, וחצי הכפר עמד באחו והביט. "
        "הכנפיים הסתובבו תחילה לאט, ואחר כך מהר כל כך שהטוחן נאלץ למשוך בבלם.",
        "העבודה נמשכה ארבע שנים. נגרים, שני מורים ויצק פעמונים בגמלאות נפגשו בכל סוף שבוע, "
        "פירקו את הגג הרקוב קורה אחר קורה והקימו במקומו גג חדש מעץ אלון של היער המקומי.",
        "האבנים הישנות היו מתחת לרצפה, במקום שאיש לא הביט בו, סיפרה רותם שחורי העומדת בראש הקבוצה. "
        "הן סותתו ביד לפני מאתיים שנה וכמעט שלא נשחקו, ולכן הוחלט להשתמש בהן.",
        "הקמח יימכר בשוק מן הראשון במאי. מאפייה בעיר הסמוכה הזמינה עשרה שקים "
        "ורוצה לאפות ממנו לחם שנשמר שבוע שלם, כפי שמבטיחים המתכונים הישנים.",
    ),
    ("חדשות", "ספורט", "מזג אוויר", "מכתבים"),
    "© 2031 עיתון אלון. כל הזכויות שמורות.",
)
ARABIC = Article(
    "ar",
    "طاحونة قرية الزيتونة تطحن من جديد",
    (
        "طحنت طاحونة الهواء في قرية الزيتونة يوم السبت أول كيس من الشعير منذ الحرب، ووقف نصف أهل القرية في المرج يتفرجون. "
        "دارت الأشرعة ببطء في البداية ثم أسرعت حتى اضطر الطحان إلى شد الفرامل.",
        "استغرق العمل أربع سنوات. كان النجارون ومعلمان وصانع أجراس متقاعد يلتقون في نهاية كل أسبوع، "
        "ففكوا السقف المتعفن خشبة بعد خشبة ووضعوا مكانه سقفا جديدا من خشب البلوط.",
        "وقالت نجلاء الخطيب التي تقود المجموعة إن الحجارة القديمة كانت تحت الأرضية حيث لم ينظر أحد. "
        "وقد نحتت باليد قبل مئتي عام ولا يكاد يظهر عليها أي أثر للتآكل.",
        "سيباع الطحين في السوق ابتداء من أول أيار. وقد طلب مخبز في المدينة المجاورة عشرة أكياس "
        "ويريد أن يخبز منه خبزا يبقى طازجا أسبوعا كاملا كما تعد الوصفات القديمة.",
    ),
    ("أخبار", "رياضة", "طقس", "رسائل"),
    "© 2031 بريد الزيتونة. جميع الحقوق محفوظة.",
)
LITHUANIAN = Article(
    "lt",
    "Žemutinio Ąžuolyno malūnas vėl mala grūdus",
    (
        "Žemutinio Ąžuolyno vėjo malūnas šeštadienį sumalė pirmą rugių maišą po karo, ir pusė kaimo stovėjo pievoje. "
        "Sparnai iš pradžių sukosi lėtai, paskui taip greitai, kad malūnininkas turėjo įjungti stabdį.",
        "Darbai truko ketverius metus. Dailidės, du mokytojai ir į pensiją išėjęs varpų liejikas rinkosi kiekvieną "
        "savaitgalį, išardė supuvusį stogą ir uždėjo naują iš ąžuolo, augusio bendruomenės miške.",
        "„Senieji akmenys gulėjo po grindimis, kur niekas nežiūrėjo“, – pasakojo grupės vadovė Živilė Ūsaitė. "
        "Jie buvo iškalti rankomis prieš du šimtus metų ir beveik nenusidėvėjo.",
        "Miltai bus parduodami turguje nuo gegužės pirmosios. Gretimo miesto kepykla užsakė dešimt maišų ir nori kepti "
        "duoną, kuri, kaip žada senieji receptai, išlieka šviežia visą savaitę.",
    ),
    ("Naujienos", "Sportas", "Orai", "Laiškai"),
    "© 2031 Ąžuolyno žinios. Visos teisės saugomos.",
)
TRADITIONAL_CHINESE = Article(
    "zh",
    "下柳村的風車磨坊再次磨出麵粉",
    (
        "下柳村的風車磨坊星期六磨出了戰後的第一袋黑麥，半個村子的人都站在草地上觀看。"
        "風車的葉片起初轉得很慢，後來越轉越快，磨坊主人只好拉下煞車。整個下午，孩子們都不願意回家。",
        "這件事花了四年時間。幾位木匠、兩位老師和一位退休的鑄鐘師傅每個週末聚在一起，"
        "把腐爛的屋頂一根一根拆下來，再用村裡森林的橡木搭起新的屋頂，費用全部由鄰居們分擔。",
        "帶領小組的林秋月說：「舊的石磨就在地板下面，從來沒有人去看過。」"
        "這些石磨是兩百年前用手工鑿成的，幾乎沒有磨損，因此小組決定繼續使用，不再另外購買新的石頭。",
        "麵粉將從五月一日起在市集上出售。鄰鎮的一家麵包店已經訂了十袋，"
        "打算用它烤出一種可以保存一個星期的麵包，就像古老的食譜所說的那樣，第一批將在下個月推出。",
    ),
    ("新聞", "體育", "天氣", "讀者來信"),
    "© 2031 下柳日報。版權所有。",
)
SIMPLIFIED_CHINESE = Article(
    "zh",
    "下柳村的风车磨坊再次磨出面粉",
    (
        "下柳村的风车磨坊星期六磨出了战后的第一袋黑麦，半个村子的人都站在草地上观看。"
        "风车的叶片起初转得很慢，后来越转越快，磨坊主人只好拉下刹车。整个下午，孩子们都不愿意回家。",
        "这件事花了四年时间。几位木匠、两位老师和一位退休的铸钟师傅每个周末聚在一起，"
        "把腐烂的屋顶一根一根拆下来，再用村里森林的橡木搭起新的屋顶，费用全部由邻居们分担。",
        "带领小组的林秋月说：“旧的石磨就在地板下面，从来没有人去看过。”"
        "这些石磨是两百年前用手工凿成的，几乎没有磨损，因此小组决定继续使用，不再另外购买新的石头。",
        "面粉将从五月一日起在集市上出售。邻镇的一家面包店已经订了十袋，"
        "打算用它烤出一种可以保存一个星期的面包，就像古老的食谱所说的那样，第一批将在下个月推出。",
    ),
    ("新闻", "体育", "天气", "读者来信"),
    "© 2031 下柳日报。版权所有。",
)
KOREAN = Article(
    "ko",
    "아랫버들 마을의 풍차 방앗간이 다시 밀가루를 빻는다",
    (
        "아랫버들 마을의 풍차 방앗간이 토요일에 전쟁 이후 처음으로 호밀 한 자루를 빻았고 마을 사람 절반이 풀밭에 서서 지켜보았다. "
        "날개는 처음에는 천천히 돌다가 나중에는 너무 빨라져서 방앗간 주인이 제동기를 당겨야 했다.",
        "여기까지 오는 데 네 해가 걸렸다. 목수들과 교사 두 명, 은퇴한 종 만드는 장인이 주말마다 모여 썩은 지붕을 한 토막씩 "
        "뜯어내고 마을 숲에서 자란 참나무로 새 지붕을 올렸다.",
        "모임을 이끄는 서가람 씨는 오래된 맷돌이 아무도 들여다보지 않은 마루 밑에 있었다고 말했다. "
        "이백 년 전에 손으로 쪼아 만든 맷돌은 거의 닳지 않아서 그대로 쓰기로 했다.",
        "밀가루는 오월 초하루부터 장터에서 팔린다. 이웃 도시의 빵집은 이미 열 자루를 주문했고, "
        "옛 조리법이 약속하는 대로 일주일 동안 보관할 수 있는 빵을 구우려고 한다.",
    ),
    ("뉴스", "스포츠", "날씨", "독자편지"),
    "© 2031 버들신문. 모든 권리 보유.",
)
JAPANESE = Article(
    "ja",
    "下柳村の風車小屋が再び粉をひく",
    (
        "下柳村の風車小屋は土曜日、戦後初めて一袋のライ麦をひき、村の半分の人が草地に立って見守った。"
        "羽根は初めはゆっくりと、やがて粉屋がブレーキを引かなければならないほど速く回った。",
        "ここまで来るのに四年かかった。大工たちと二人の教師、引退した鐘づくりの職人が週末ごとに集まり、"
        "腐った屋根を一本ずつ取り外し、村の森で育ったナラの木で新しい屋根を組み上げた。",
        "「古い石うすは床の下にあり、だれものぞいたことがなかった」と、会を率いる柳田こずえさんは話す。"
        "二百年前に手で刻まれた石はほとんどすり減っておらず、そのまま使うことに決めたという。",
        "小麦粉は五月一日から市場で売られる。隣町のパン屋はすでに十袋を注文しており、"
        "昔の作り方が約束するとおり、一週間もつパンを焼きたいと考えている。最初のパンは来月並ぶ予定だ。",
    ),
    ("ニュース", "スポーツ", "天気", "投書"),
    "© 2031 下柳新聞。無断転載を禁じます。",
)
