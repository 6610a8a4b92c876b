"""Word lists behind `names.py`: given names, name particles, honorifics, words that no name holds.

All from our own knowledge; folded to lower case without accents (`cleancorpus.text.plain`). A given name is only
*evidence* that two or three capitalised words are a person; its absence is no evidence against.
"""

from __future__ import annotations

# The most common given names of the languages the lexicons know, in Latin letters without accents.
GIVEN_NAMES = frozenset(
    """
    aaron abby abdul abdullah abigail adam adele adrian adriana agata agnes agnieszka ahmad ahmed aino aisha akira alan
    alana alastair albert alberto aldo alejandra alejandro alejandra aleksander aleksandr aleksandra alena ales alessandra alessandro alessia alex
    alexander alexandra alexandre alexandru alexei alexis alfonso alfred alfredo ali alice alicia alina aliona alison alistair
    allan allison alma alvaro alyssa amanda amber amelia amelie amina amir amy ana anais anastasia anders andre andrea andreas andrei
    andrej andres andrew andrius andriy andrzej andy angel angela angelika angelo angus anika anita anja anke ann anna annabel anne
    anneke annelies annette annie annika ansgar antje anthony antoine anton antonella antonia antonin antonio antti anu anya ariana ariane ariel arjun
    armin arnaud arne arno arnold arthur artur arturo asa ashley ashok asif asli astrid atli audrey august augusto aurelie
    axel ayse barbara barbora barry bart bartosz basil bastian beata beate beatrice beatriz ben benedict benedikt benjamin benoit
    bernard bernd bernhard bert berta beth betty bettina bianca bill billy bjarne bjorn blake bob bogdan boris brad bradley brandon brenda
    brendan brent brett brian brianna brigitte brit bruce bruno bryan bryce burak caitlin calum cameron camila camilla
    camille can candice carina carl carla carlo carlos carlota carmen carol carolin carolina caroline carolyn carsten casey cassandra caterina
    catherine cathy cecile cecilia celia celine cem cesar charles charlie charlotte chelsea chen cheryl chiara chloe chokri chris christa christian christiane christina
    christine christof christoph christophe christopher cindy claire clara clare clark claude claudia claudio claus clemens clement cody
    colin colleen connor conor constance constantin corinna corinne cornelia cory courtney craig cristian cristiano cristina cristobal curtis cyril
    dagmar dale damian damien dan dana daniel daniela daniele danielle danny daphne daria dario dariusz darren dave david davide dawn dean
    debbie deborah delphine denis denise dennis derek derrick desmond devin diana diane diego dieter dimitri dimitris dina dirk dmitri dmitry dolores
    dominic dominik dominika dominique don donald donna dora doris dorota dorothea doug douglas duncan dusan dylan eamon
    ebru eddie edgar edith eduard eduardo edward edwin eero eileen eirik elena eleni eleonora elias elif elin elina elio elisa elisabeth elise
    elizabeth elke ella ellen elliot elliott elsa elvira emanuel emanuele emil emilia emilie emiliano emilio emily emine emma emmanuel emmanuelle emre
    enrico enrique eric erica erich erik erika erin ernst esa esra esteban estelle esther ethan etienne eugen eugene eva evan eve evelyn ewa fabian
    fabien fabio fabrice fatima fatma faye federica federico felicia felicity felipe felix ferdinand fernanda fernando filip filippo finn fiona
    flavia florence florian francesca francesco francis francisco franck franco francois francoise frank frankie franz fred frederic frederik frederike freya
    frida friederike friedrich fritz gabor gabriel gabriela gabriele gabriella gabrielle gary gaelle gavin gemma gene geoff geoffrey georg george georgia georgina gerald
    gerard gerd gerhard gerrit gert gianluca gianni gilbert giles gilles gina giorgia giorgio giorgos giovanni giulia giulio giuseppe gisela
    gizem glen glenn gloria gordon grace graham grant greg gregor gregory greta grzegorz guido guillaume guillermo gunter gunther gus
    gustav gustavo guy hakan halina hamza hana hanna hannah hannes hans harald harold harriet harry harvey hasan hassan
    hayley heather hector heidi heiko heike heinrich heinz helen helena helene helga helmut henri henrik henry herb herbert hermann
    hilary hilda hiroshi holger holly howard hubert hugh hugo hussein ian ibrahim ida ignacio igor ilaria ilona ilya imke imran ines
    inga inge ingo ingrid ioana ioannis ion irena irene irina iris isaac isabel isabella isabelle ismail ivan ivana ivo izabela jack jackie
    jackson jacob jacqueline jacques jade jaime jake jakob jakub james jamie jan jana jane janet janina janine janis jared jarek jaroslav
    jason jasmin jasmine jasper javier jay jean jeanette jeff jeffrey jelena jen jenna jennifer jenny jens jeremy jerome jerry jesper jess jesse jessica
    jesus jill jim jimmy jo joachim joan joana joanna joanne joao joaquin jochen jodie joe joel joelle johan johann johanna johannes john johnny jon
    jonah jonas jonathan joni jordan jorg jorge jose josef josefina joseph josephine josh joshua joyce juan juana juha juho julia julian juliana julie juliette
    julien julio julius jun june jurgen jussi justin justine justyna kai kaisa kamil karen karim karin karina karl karla karol karolina
    karsten kasia kaspar kate katarina katarzyna kate katerina katharina katherine kathleen kathrin kathryn kathy katie katja katrin katy
    kay kayla keith kelly kelsey ken kendall kenji kenneth kerry kerstin kevin kim kimberly kira kirsten kirsty kjell klaus konrad konstantin
    kris kristen kristian kristin kristina kristof krystian krzysztof kurt kyle lara larry lars lasse laszlo laura laure lauren laurence laurent lea leah
    lee leila lena lennart leo leon leona leonard leonardo leonie leszek leslie levi lewis lidia lilian lily lina linda lindsay lindsey line linn linus lionel lisa
    lise liz liza logan lois lola lorena lorenzo lori lorraine louis louisa louise luc luca lucas lucia luciana lucie lucy ludwig luigi luis luisa luiz
    luka lukas lukasz luke lutz lydia lynn mads madeleine maggie magda magdalena magnus mahmoud maik maja malcolm malgorzata malin manfred manon
    manuel manuela mara marc marcel marcela marcelo marcin marco marcos marcus marek margaret margarita margot marguerite maria mariam marian
    mariana marianne marie mariella marija marina mario marion maris marisa marisol marissa marit marius marjorie mark marko markus marlene
    marta martha martin martina martyna mary maryam mateo mateusz mathieu mathilde matilda matt matteo matthew matthias matthieu matti
    maud maurice mauricio mauro max maxim maxime maximilian maya megan mehmet meike melanie melissa mercedes merete mette mia michael michaela michal
    micheal michel michele michelle mick miguel mika mikael mike mikhail mikko mila milan milena milos mina mira miranda miriam miroslav mitch mohamed mohammad
    mohammed moira molly mona monica monika monique morgan moritz morten muhammad murat mustafa mykola myriam nadia nadine nadja naomi natalia
    natalie natasha nathalie nathan nathanael neil nele nelson nermin nicholas nick nicky nico nicola nicolas nicole niels nigel nikhil nikita nikki niklas
    nikola nikolai nikolaus nikos nils nina noah noel noemi nora norbert norma norman nuno nuria oksana ola olaf ole oleg oleksandr
    olena olga oliver oliveira olivia olivier omar ondrej orla oscar oskar ottilie otto owen paal pablo paco paddy pamela paola paolo pascal
    pasquale pat patricia patricio patrick patrik patrizia patty paul paula paulina pauline paulo pavel pawel pedro peer peggy pekka penelope penny
    per pernille pete peter petr petra petri petteri phil philip philipp philippa philippe phillip pia pierre pietro pilar piotr priya przemyslaw rachael
    rachel rafael rafal raffaele rahul rainer raj rajesh ralf ralph ramona ramon randy raphael raquel raul ravi ray raymond rebecca regina reinhard
    rene renata renate renato rhys ricardo riccardo richard rick rita rob robert roberta roberto robin rocio rod rodrigo roger roland rolf
    roman romain ron ronald ronja ronnie rory rosa rosalie rosario rosemary ross roxana roy ruben rudolf rui rupert russell ruth ryan
    ruiz sabina sabine sabrina said sally sam samantha samir samuel sandra sandro sandy sanjay santiago sara sarah sasha saskia scott sean sebastian
    sebastien selim selina serge sergei sergey sergio seth shane shannon sharon shaun shawn sheila shelly shirley sibylle sigrid silke silvia
    silvio simon simona simone siobhan slawomir sofia sofie solveig sonia sonja sophia sophie soren stacey stan stanislav stefan stefania stefanie
    stefano steffen stella stephan stephane stephanie stephen steve steven stewart stuart sue summer sunil susan susana susanna susanne suzanne
    suzy svein sven svenja svetlana sylvia sylvie sylvain tadeusz takeo takeshi tamara tammy tania tanja tanya tara tariq tatiana taylor ted teresa terry tess
    tessa thea theo theodor theresa therese thibault thierry thilo thomas thorsten tiago tiffany tilman tim timo timothy tina tobias toby todd tom tomas tomasz
    tommaso tommy toni tony torsten tracey tracy trevor trine tristan troy tuomas tyler udo ugo ulf uli ulrich ulrike umut ursula uta ute uwe
    vaclav valentin valentina valeria valerie vanessa vasily veit vera veronica veronika veronique vicente vicky victor victoria vijay viktor viktoria
    vincent vincenzo viola violeta virginia virginie vit vittorio vivian viviana vivien vladimir volker volodymyr walter wanda warren wayne wei wendy werner
    wiebke wilfried wilhelm will william wim wojciech wolfgang xavier yaroslav yannick yasmin yasmine yolanda yoko yosef yuki yulia yuri yusuf yves yvonne
    zach zachary zahra zainab zara zbigniew zdenek zeynep zoe zofia zoltan zsofia zuzana
    adriano alamgir amadou aminata ananya anil anjali arash arvind ayodele babak baptiste bilal binh chidi chinedu chioma cuong deepak dung emeka
    farah fatou femi gopal gyula hamid hani hemant hien hung ibolya istvan jozsef kemal khadija khalid kofi kwame kwasi lan le leyla linh long mai manish
    marwan mei meera mei-ling minh mohan moussa nabil nadir neha ngoc nguyen nikhita nishant ousmane parisa phuong pooja pradeep quang rania rashid reza rohan
    rohit samira sanae sandeep sandor shahid shreya sunita suresh tamas tatsuya thanh thuy tran tuan uzma vikram vinod viet yasmeen yasser yemi youssef
    zhang wang li liu yang huang zhao wu zhou xu ming jing xiao
    андрей анна антон александр алексей алена алина анастасия валентин валерий василий вера виктор виктория владимир вячеслав галина георгий григорий
    дарья денис дмитрий евгений евгения екатерина елена иван игорь ирина карина кирилл константин ксения лариса любовь людмила максим маргарита марина мария
    михаил надежда наталья никита николай олег ольга павел петр полина роман светлана сергей софья станислав степан татьяна тимофей федор юлия юрий яна ярослав
    андрій володимир дмитро микола олександр олексій олена сергій тарас тетяна наталія юлія іван ігор ірина георги димитър стефан христо елица петя
    αννα γιωργος γιαννης δημητρης ελενη κωνσταντινος μαρια νικος παναγιωτης χρηστος βασιλης κωστας κατερινα σοφια
    """.split()
)

# Lower-case parts of names; a name neither ends with one nor consists of them alone.
PARTICLES = frozenset(
    "von van vom zu zum zur de da do dos das del della delle dello dei degli di du des la le las los den der die ten ter te "
    "af av bin ibn ben bint al el ul ur y e i 't 's".split()
)

HONORIFICS = frozenset(
    "dr prof professor professorin mr mrs ms miss mx sir dame lord lady rev fr hon ing dipl mag herr frau doktor dott dottssa "
    "sr sra srta don dona m mme mlle pan pani datuk dato haji hj ir drs shri smt sheikh".split()
)

# What follows a name with or without a comma and belongs to it.
SUFFIXES = frozenset(
    "jr sr ii iii iv phd md ma ba msc bsc rd ms mba jd dds dphil esq cfp cpa cfa apd rn cepf ra mph llm obe cbe mp mdr".split()
)

# Capitalised words that stand in headings, menus and outlets but in no person's name.
NOT_NAMES = frozenset(
    """
    the a an and or but nor if of on at for with without from into over under about after before between how why what when where who which whose
    is are was were be been has have had can could should would may might must shall do does did not no yes new old read more most less all any some
    this that these those here there now then today yesterday tomorrow my your our their his her its you we they it he she us me
    news sport sports business world politics opinion video videos photo photos image images picture pictures gallery story stories article articles post posts
    blog home page search menu login log sign subscribe subscription newsletter newsletters share follow like comment comments contact privacy
    policy terms service services cookie cookies settings advertisement advertisements ads sponsored related latest trending popular top best breaking live
    update updates updated published key main final first last next previous back print email mail e-mail download app apps free buy shop store sale price prices
    review reviews guide tips list table contents summary overview introduction conclusion conclusions background results methods discussion
    references notes note sources source information details features history future question questions answer answers quick facts fact check takeaways
    table figure chart map event events calendar weather tech technology science health culture entertainment lifestyle travel food recipe recipes ingredients instructions
    education university school college institute department ministry government council committee association company group inc ltd gmbh corp llc team
    city street road avenue north south east west northern southern eastern western united states kingdom union republic international national
    european american british german french media press times post herald tribune gazette journal daily weekly monthly magazine radio tv channel network online digital
    facebook twitter instagram whatsapp linkedin youtube pinterest telegram tiktok reddit google apple microsoft amazon
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
    getty shutterstock reuters afp dpa istock imago alamy bank war law act bill covid covid-19 pros cons step chapter part section season episode round game match
    der die das ein eine einer eines einem und oder mit fur vom zum im am aus bei nach seit uber unter vor zwischen auf wie warum was wann wo wer welche nicht kein keine
    mehr neu neue neuen alle alles startseite nachrichten wirtschaft politik kultur meinung regional lokales wissen kontakt impressum datenschutz suche anmelden
    newsletter kommentare kommentar teilen weitere artikel thema themen verwandte werbung anzeige empfehlung empfehlungen bild bilder foto fotos
    zutaten zubereitung fazit einleitung uberblick inhalt hintergrund ergebnisse quellen bibliografie links service redaktion autor autorin universitat hochschule
    montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar marz mai juni juli oktober dezember
    les une et ou mais avec pour sans sur sous dans par qui que quoi quand comment pourquoi est sont plus moins tout tous toute nouveau nouvelle
    actualites actualite accueil economie monde societe culture recherche connexion partager commentaires commentaire lire aussi suite publicite
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre
    los una unos unas pero con sin sobre entre hasta desde por para que cual cuando donde como quien es son mas menos todo todos nuevo nueva noticias inicio
    economia mundo sociedad deportes cultura opinion compartir comentarios leer tambien publicidad temas ultimas buscar
    lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    il lo gli uno ma con per tra fra quando dove come chi perche piu meno tutto tutti nuovo nuova notizie cronaca esteri cerca accedi condividi commenti leggi anche
    os umas mas com sem sob nao mais menos tudo novo nova noticias esportes esporte compartilhar comentarios leia
    het een van en maar met voor zonder naar over waarom wat wanneer waar wie hoe nieuws meer lees reacties delen
    och eller men med utan som nar var hur varfor nyheter las mer dela kommentarer og eller men uten hvordan hvorfor nyheter les mer del
    i oraz ale z bez w na do od dla jak dlaczego co kiedy gdzie kto wiecej czytaj wiadomosci polityka gospodarka sport kultura komentarze
    и или но с без в на по для как почему что когда где кто это все новости политика экономика общество спорт культура читать читайте комментарии еще
    """.split()
)

# Endings of family names that hardly occur on other capitalised words (plain, Latin).
FAMILY_ENDINGS = (
    "ski", "ska", "cki", "cka", "wicz", "vic", "vich", "enko", "chuk", "yan", "shvili", "adze", "escu", "opoulos", "idis", "akis",
    "sson", "ssen", "dottir", "sdottir", "ovova", "ov", "ova", "ev", "eva", "inen", "mann", "ez", "oglu", "zadeh", "nejad", "kova", "sky",
    "quist", "strom", "gren", "berg", "stein", "bauer", "meyer", "meier", "maier", "maeda", "moto", "mura", "gawa", "dsen", "rsen", "nsen", "lsen",
    "енко", "ский", "ская", "швили", "цкий", "цкая", "чук", "ова", "ев", "ева", "ов", "ин", "ина", "пулос", "ывич", "ович", "евич", "овна", "евна",
)  # fmt: skip
