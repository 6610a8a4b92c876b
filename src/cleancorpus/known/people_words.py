"""Word lists behind `names.py`: given names, name particles, honorifics, words that no name holds.

All from our own knowledge; folded to lower case without accents (`cleancorpus.text.plain`). A given name is only
*evidence* that two or three capitalised words are a person; its absence is no evidence against.
"""

from __future__ import annotations

# The most common given names of the languages the lexicons know, in Latin letters without accents.
GIVEN_NAMES = frozenset(
    """
    aaron abby abdul abdullah abigail adam adele adrian adriana adriano agata agnes agnieszka ahmad ahmed aino aisha
    akira alamgir alan alana alastair albert alberto aldo alejandra alejandro aleksander aleksandr aleksandra alena
    ales alessandra alessandro alessia alex alexander alexandra alexandre alexandru alexei alexis alfonso alfred
    alfredo ali alice alicia alina aliona alison alistair allan allison alma alvaro alyssa amadou amanda amber
    amelia amelie amina aminata amir amy ana anais ananya anastasia anders andre andrea andreas andrei andrej andres
    andrew andrius andriy andrzej andy angel angela angelika angelo angus anika anil anita anja anjali anke ann anna
    annabel anne anneke annelies annette annie annika ansgar anthony antje antoine anton antonella antonia antonin
    antonio antti anu anya arash ariana ariane ariel arjun armin arnaud arne arno arnold arthur artur arturo arvind
    asa ashley ashok asif asli astrid atli audrey august augusto aurelie axel ayodele ayse babak baptiste barbara
    barbora barry bart bartosz basil bastian beata beate beatrice beatriz ben benedict benedikt benjamin benoit
    bernard bernd bernhard bert berta beth bettina betty bianca bilal bill billy binh bjarne bjorn blake bob bogdan
    boris brad bradley brandon brenda brendan brent brett brian brianna brigitte brit bruce bruno bryan bryce burak
    caitlin calum cameron camila camilla camille can candice carina carl carla carlo carlos carlota carmen carol
    carolin carolina caroline carolyn carsten casey cassandra caterina catherine cathy cecile cecilia celia celine
    cem cesar charles charlie charlotte chelsea chen cheryl chiara chidi chinedu chioma chloe chokri chris christa
    christian christiane christina christine christof christoph christophe christopher cindy claire clara clare
    clark claude claudia claudio claus clemens clement cody colin colleen connor conor constance constantin corinna
    corinne cornelia cory courtney craig cristian cristiano cristina cristobal cuong curtis cyril dagmar dale damian
    damien dan dana daniel daniela daniele danielle danny daphne daria dario dariusz darren dave david davide dawn
    dean debbie deborah deepak delphine denis denise dennis derek derrick desmond devin diana diane diego dieter
    dimitri dimitris dina dirk dmitri dmitry dolores dominic dominik dominika dominique don donald donna dora doris
    dorota dorothea doug douglas duncan dung dusan dylan eamon ebru eddie edgar edith eduard eduardo edward edwin
    eero eileen eirik elena eleni eleonora elias elif elin elina elio elisa elisabeth elise elizabeth elke ella
    ellen elliot elliott elsa elvira emanuel emanuele emeka emil emilia emiliano emilie emilio emily emine emma
    emmanuel emmanuelle emre enrico enrique eric erica erich erik erika erin ernst esa esra esteban estelle esther
    ethan etienne eugen eugene eva evan eve evelyn ewa fabian fabien fabio fabrice farah fatima fatma fatou faye
    federica federico felicia felicity felipe felix femi ferdinand fernanda fernando filip filippo finn fiona flavia
    florence florian francesca francesco francis francisco franck franco francois francoise frank frankie franz fred
    frederic frederik frederike freya frida friederike friedrich fritz gabor gabriel gabriela gabriele gabriella
    gabrielle gaelle gary gavin gemma gene geoff geoffrey georg george georgia georgina gerald gerard gerd gerhard
    gerrit gert gianluca gianni gilbert giles gilles gina giorgia giorgio giorgos giovanni gisela giulia giulio
    giuseppe gizem glen glenn gloria gopal gordon grace graham grant greg gregor gregory greta grzegorz guido
    guillaume guillermo gunter gunther gus gustav gustavo guy gyula hakan halina hamid hamza hana hani hanna hannah
    hannes hans harald harold harriet harry harvey hasan hassan hayley heather hector heidi heike heiko heinrich
    heinz helen helena helene helga helmut hemant henri henrik henry herb herbert hermann hien hilary hilda hiroshi
    holger holly howard huang hubert hugh hugo hung hussein ian ibolya ibrahim ida ignacio igor ilaria ilona ilya
    imke imran ines inga inge ingo ingrid ioana ioannis ion irena irene irina iris isaac isabel isabella isabelle
    ismail istvan ivan ivana ivo izabela jack jackie jackson jacob jacqueline jacques jade jaime jake jakob jakub
    james jamie jan jana jane janet janina janine janis jared jarek jaroslav jasmin jasmine jason jasper javier jay
    jean jeanette jeff jeffrey jelena jen jenna jennifer jenny jens jeremy jerome jerry jesper jess jesse jessica
    jesus jill jim jimmy jing jo joachim joan joana joanna joanne joao joaquin jochen jodie joe joel joelle johan
    johann johanna johannes john johnny jon jonah jonas jonathan joni jordan jorg jorge jose josef josefina joseph
    josephine josh joshua joyce jozsef juan juana juha juho julia julian juliana julie julien juliette julio julius
    jun june jurgen jussi justin justine justyna kai kaisa kamil karen karim karin karina karl karla karol karolina
    karsten kasia kaspar katarina katarzyna kate katerina katharina katherine kathleen kathrin kathryn kathy katie
    katja katrin katy kay kayla keith kelly kelsey kemal ken kendall kenji kenneth kerry kerstin kevin khadija
    khalid kim kimberly kira kirsten kirsty kjell klaus kofi konrad konstantin kris kristen kristian kristin
    kristina kristof krystian krzysztof kurt kwame kwasi kyle lan lara larry lars lasse laszlo laura laure lauren
    laurence laurent le lea leah lee leila lena lennart leo leon leona leonard leonardo leonie leslie leszek levi
    lewis leyla li lidia lilian lily lina linda lindsay lindsey line linh linn linus lionel lisa lise liu liz liza
    logan lois lola long lorena lorenzo lori lorraine louis louisa louise luc luca lucas lucia luciana lucie lucy
    ludwig luigi luis luisa luiz luka lukas lukasz luke lutz lydia lynn madeleine mads magda magdalena maggie magnus
    mahmoud mai maik maja malcolm malgorzata malin manfred manish manon manuel manuela mara marc marcel marcela
    marcelo marcin marco marcos marcus marek margaret margarita margot marguerite maria mariam marian mariana
    marianne marie mariella marija marina mario marion maris marisa marisol marissa marit marius marjorie mark marko
    markus marlene marta martha martin martina martyna marwan mary maryam mateo mateusz mathieu mathilde matilda
    matt matteo matthew matthias matthieu matti maud maurice mauricio mauro max maxim maxime maximilian maya meera
    megan mehmet mei mei-ling meike melanie melissa mercedes merete mette mia michael michaela michal micheal michel
    michele michelle mick miguel mika mikael mike mikhail mikko mila milan milena milos mina ming minh mira miranda
    miriam miroslav mitch mohamed mohammad mohammed mohan moira molly mona monica monika monique morgan moritz
    morten moussa muhammad murat mustafa mykola myriam nabil nadia nadine nadir nadja naomi natalia natalie natasha
    nathalie nathan nathanael neha neil nele nelson nermin ngoc nguyen nicholas nick nicky nico nicola nicolas
    nicole niels nigel nikhil nikhita nikita nikki niklas nikola nikolai nikolaus nikos nils nina nishant noah noel
    noemi nora norbert norma norman nuno nuria oksana ola olaf ole oleg oleksandr olena olga oliveira oliver olivia
    olivier omar ondrej orla oscar oskar ottilie otto ousmane owen paal pablo paco paddy pamela paola paolo parisa
    pascal pasquale pat patricia patricio patrick patrik patrizia patty paul paula paulina pauline paulo pavel pawel
    pedro peer peggy pekka penelope penny per pernille pete peter petr petra petri petteri phil philip philipp
    philippa philippe phillip phuong pia pierre pietro pilar piotr pooja pradeep priya przemyslaw quang rachael
    rachel rafael rafal raffaele rahul rainer raj rajesh ralf ralph ramon ramona randy rania raphael raquel rashid
    raul ravi ray raymond rebecca regina reinhard renata renate renato rene reza rhys ricardo riccardo richard rick
    rita rob robert roberta roberto robin rocio rod rodrigo roger rohan rohit roland rolf romain roman ron ronald
    ronja ronnie rory rosa rosalie rosario rosemary ross roxana roy ruben rudolf rui ruiz rupert russell ruth ryan
    sabina sabine sabrina said sally sam samantha samir samira samuel sanae sandeep sandor sandra sandro sandy
    sanjay santiago sara sarah sasha saskia scott sean sebastian sebastien selim selina serge sergei sergey sergio
    seth shahid shane shannon sharon shaun shawn sheila shelly shirley shreya sibylle sigrid silke silvia silvio
    simon simona simone siobhan slawomir sofia sofie solveig sonia sonja sophia sophie soren stacey stan stanislav
    stefan stefania stefanie stefano steffen stella stephan stephane stephanie stephen steve steven stewart stuart
    sue summer sunil sunita suresh susan susana susanna susanne suzanne suzy svein sven svenja svetlana sylvain
    sylvia sylvie tadeusz takeo takeshi tamara tamas tammy tania tanja tanya tara tariq tatiana tatsuya taylor ted
    teresa terry tess tessa thanh thea theo theodor theresa therese thibault thierry thilo thomas thorsten thuy
    tiago tiffany tilman tim timo timothy tina tobias toby todd tom tomas tomasz tommaso tommy toni tony torsten
    tracey tracy tran trevor trine tristan troy tuan tuomas tyler udo ugo ulf uli ulrich ulrike umut ursula uta ute
    uwe uzma vaclav valentin valentina valeria valerie vanessa vasily veit vera veronica veronika veronique vicente
    vicky victor victoria viet vijay vikram viktor viktoria vincent vincenzo vinod viola violeta virginia virginie
    vit vittorio vivian viviana vivien vladimir volker volodymyr walter wanda wang warren wayne wei wendy werner
    wiebke wilfried wilhelm will william wim wojciech wolfgang wu xavier xiao xu yang yannick yaroslav yasmeen
    yasmin yasmine yasser yemi yoko yolanda yosef youssef yuki yulia yuri yusuf yves yvonne zach zachary zahra
    zainab zara zbigniew zdenek zeynep zhang zhao zhou zoe zofia zoltan zsofia zuzana αννα βασιλης γιαννης γιωργος
    δημητρης ελενη κατερινα κωνσταντινος κωστας μαρια νικος παναγιωτης σοφια χρηστος александр алексей алена алина
    анастасия андрей андрій анна антон валентин валерий василий вера виктор виктория владимир володимир вячеслав
    галина георги георгий григорий дарья денис димитър дмитрий дмитро евгений евгения екатерина елена елица иван
    игорь ирина карина кирилл константин ксения лариса любовь людмила максим маргарита марина мария микола михаил
    надежда наталья наталія никита николай олег олександр олексій олена ольга павел петр петя полина роман светлана
    сергей сергій софья станислав степан стефан тарас татьяна тетяна тимофей федор христо юлия юлія юрий яна ярослав
    іван ігор ірина
    """.split()
)

# Lower-case parts of names; a name neither ends with one nor consists of them alone.
PARTICLES = frozenset(
    """
    von van vom zu zum zur de da do dos das del della delle dello dei degli di du des la le las los den der die ten
    ter te af av bin ibn ben bint al el ul ur y e i 't 's
    """.split()
)

HONORIFICS = frozenset(
    """
    dr prof professor professorin mr mrs ms miss mx sir dame lord lady rev fr hon ing dipl mag herr frau doktor dott
    dottssa sr sra srta don dona m mme mlle pan pani datuk dato haji hj ir drs shri smt sheikh
    """.split()
)

# What follows a name with or without a comma and belongs to it.
SUFFIXES = frozenset(
    """
    jr sr ii iii iv phd md ma ba msc bsc rd ms mba jd dds dphil esq cfp cpa cfa apd rn cepf ra mph llm obe cbe mp
    mdr
    """.split()
)

# Capitalised words that stand in headings, menus and outlets but in no person's name.
NOT_NAMES = frozenset(
    """
    a about abril accedi accueil act actualite actualites ads advertisement advertisements afp after agosto alamy
    ale all alle alles am amazon american an anche and anmelden answer answers any anzeige aout app apple apps april
    are article articles artikel association at auf august aus aussi autor autorin avec avenue avril back background
    bank be been before bei between bez bibliografie bild bilder bill blog breaking british buscar business but
    buy calendar can cerca channel chapter chart check chi city co college com come comentarios comment commentaire
    commentaires commenti comments committee como company compartilhar compartir con conclusion conclusions
    condividi connexion cons contact contents cookie cookies corp could council covid covid-19 cronaca cual cuando
    cultura culture czytaj daily dans das datenschutz december decembre del dela delen department deportes der desde
    details dezember diciembre did die dienstag digital dimanche discussion dla dlaczego do does domingo donde
    donnerstag dove download dpa e-mail east eastern economia economie education een ein eine einem einer eines
    einleitung eller email empfehlung empfehlungen en enero entertainment entre episode ergebnisse es esporte
    esportes est esteri et european event events facebook fact facts fazit features febrero februar february fevrier
    figure final first follow food for foto fotos fra free freitag french friday from fur future gallery game
    gazette gdzie german getty gli gmbh google gospodarka government group guide had has hasta have he health her
    herald here het hintergrund his history hochschule hoe home how hur hvordan hvorfor i if il im image images
    imago impressum inc information ingredients inhalt inicio instagram institute instructions international into
    introduction is istock it its jak januar january janvier jeudi journal jueves juillet juin juli julio july june
    juni junio kein keine key kiedy kingdom komentarze kommentar kommentare kommentarer kontakt kto kultur kultura
    las last latest leer lees leggi leia les less lifestyle like linkedin links lire list live llc lo log login
    lokales los ltd lundi lunes ma maar magazine mai mail main mais map march mardi mars martes marz marzo mas match
    may mayo me med media mehr meinung men meno menos menu mer mercredi met methods microsoft miercoles might
    ministry mit mittwoch moins monday monde montag monthly more most mundo must my na naar nach nachrichten nao nar
    national network neu neue neuen new news newsletter newsletters next nicht nieuws no nor north northern not note
    notes noticias notizie nouveau nouvelle nova november novembre noviembre novo now nueva nuevo nuova nuovo
    nyheter och october octobre octubre od oder of og oktober old on online opinion or oraz os ou our over overview
    par para part partager per perche pero photo photos picture pictures pinterest piu plus policy politics
    politik polityka popular por post posts pour pourquoi press previous prices print privacy pros publicidad
    publicite published quand quando que quellen question questions qui quick quien quoi radio reacties read
    recherche recipe recipes redaktion reddit references regional related republic results reuters review reviews
    road round sabado sale samedi samstag sans saturday school science search season section seit sem september
    septembre septiembre service services settings shall share she shop should shutterstock sign sin sob sobre
    sociedad societe som some son sonntag sont source sources sous south southern sponsored sport sports startseite
    states step store stories story street subscribe subscription suche suite summary sunday sur table takeaways
    tambien team tech technology teilen telegram temas terms that the their thema themen then there these they this
    those thursday tiktok times tips today todo todos tomorrow top tous tout toute tra travel trending tribune tudo
    tuesday tutti tutto tv twitter uber uberblick ultimas umas una unas und under une union united universitat
    university uno unos unter update updated updates us utan uten van var varfor vendredi verwandte video videos
    viernes vom voor vor w waar waarom wann wanneer war warum was wat we weather wednesday weekly weitere welche wer
    werbung were western what whatsapp when where which who whose why wiadomosci wie wiecej wirtschaft wissen
    with without wo world would yes yesterday you your youtube z zonder zubereitung zum zutaten zwischen без в все
    где для еще и или как когда комментарии кто культура на но новости общество по политика почему с спорт читайте
    читать что экономика это
    """.split()
)

# Endings of family names that hardly occur on other capitalised words (plain, Latin).
FAMILY_ENDINGS = tuple(
    """
    ski ska cki cka wicz vic vich enko chuk yan shvili adze escu opoulos idis akis sson ssen dottir sdottir ovova ov
    ova ev eva inen mann ez oglu zadeh nejad kova sky quist strom gren berg stein bauer meyer meier maier maeda moto
    mura gawa dsen rsen nsen lsen енко ский ская швили цкий цкая чук ова ев ева ов ин ина пулос ывич ович евич овна
    евна
    """.split()
)
