"""Word lists behind `names.py`: given names, name particles, honorifics, words that no name holds.

All from our own knowledge; folded to lower case without accents (`cleancorpus.text.plain`). A given name is only
*evidence* that two or three capitalised words are a person; its absence is no evidence against.
"""

from __future__ import annotations

# The most common given names of the languages the lexicons know, in Latin letters without accents.
GIVEN_NAMES = frozenset(
    """
    aaron abby abdul abdullah abel abigael abigail adaeze adam adebayo adele adeola adesua adrian adriana adriano
    adwoa afua agata agnes agnieszka ahmad ahmed aino aisha aisling akira akosua akua alamgir alan alana alasdair
    alastair albert alberto aldo alejandra alejandrina alejandro aleksander aleksandr aleksandra aleksi alena ales
    alessandra alessandro alessia alex alexa alexander alexandra alexandre alexandru alexei alexis alfonso alfred
    alfredo ali alice alicia alina aliona alison alistair allan allegra allison alma alvaro alvin alyssa amadou amal
    amanda amara amaya amber amelia amelie amina aminata amir amit amy ana anais anand ananya anastasia anca anders
    andre andrea andreas andreea andrei andrej andres andrew andrius andriy andrzej andy angel angela angelika
    angelo angus anika anil anita anja anjali anjana anke ann anna annabel annabelle anne anneke annelie annelies
    annemarie annette annie annika ansgar anthony antje antoine anton antonella antonia antonin antonina antonio
    antti anu anushka anya aparna arash archana ariana ariane arianna ariel arif arjun arlene armando armin arnaud
    arne arno arnold arthur artur arturo arun arvin arvind arya asa asha asher ashish ashleigh ashley ashok asif
    aslan asli astrid atli atul audrey august augusto aurelie avery axel axelle ayaan ayesha ayodele ayse aysegul
    babak babatunde baptiste barbara barbora barnaby barry bart bartek bartosz basil bastian beata beate beatrice
    beatriz ben bence benedict benedikt benedikta benjamin benoit bernard bernd bernhard bert berta beth bethany
    bettina betty beverly bhavna bianca bilal bilge bill billy binh birgit birte bjarne bjoern bjorn blake bob
    bogdan bonnie boris brad bradley brandon brenda brendan brent brett brian brianna brigid brigitte brit brooke
    bruce bruno bryan bryce burak busisiwe caitlin callum calum cameron camila camilla camille can candice carina
    carl carla carlo carlos carlota carmela carmen carol carolin carolina caroline carolyn carsten casey cassandra
    cassidy caterina catherine cathy cecile cecilia cedric celeste celia celine cem cesar chandra chante charlene
    charles charlie charlotte chelsea chen cheryl chiamaka chiara chidera chidi chinedu chinwe chioma chirag chloe
    chokri chris christa christian christiane christina christine christof christoph christophe christopher chukwuma
    ciara cindy claire clara clare clarissa clark claude claudia claudio claus clayton clemens clement clint clyde
    cody colette colin colleen conchita connor conor constance constantin corina corinna corinne cormac cornelia
    cory cosima courtney craig cristian cristiano cristina cristobal cuong curtis cyril dagmar dale damian damien
    damilola dan dana daniel daniela daniele danielle danny danuta daphne daria dario darius dariusz darrell darren
    dave david davide dawn dean debbie deborah deepak deirdre delphine denis denise deniz dennis derek derrick
    desiree desmond devin devon dewi dhruv diana diane diarmuid diego dieter dieudonne dilek dimitra dimitri
    dimitris dina dirk divya dmitri dmitry dolores dominic dominik dominika dominique don donald donna dora doreen
    doris dorota dorothea doug douglas duncan dung dusan dylan eamon ebenezer ebru eddie edgar edith edna eduard
    eduardo edward edwin edwina eero efua eileen eilidh eirik ekaterina eleanor elena eleni eleonora eliana elias
    elif elin elina elio elisa elisabeth elisabetta elise elissa elizabeth elke ella ellen elliot elliott eloise
    elsa elvira elvis emanuel emanuele emeka emil emilia emiliano emilie emilio emily emine emma emmanuel emmanuelle
    emmett emre enda enock enrico enrique ercan eric erica erich erik erika erin ernst esa esin esra esteban estelle
    esther eszter ethan etienne eugen eugene eun eunice eva evan evangelos eve evelyn evelyne ewa fabian fabien
    fabio fabiola fabrice fabrizio faisal farah farhan fatemeh fatima fatma fatou faye federica federico felicia
    felicity felipe felix femi ferdinand ferenc fergus fernanda fernando festus fidel fikile filip filippo finley
    finn fiona fionn flavia florence florian folake frances francesca francesco francis francisco franck franco
    francois francoise frank frankie franz fred frederic frederik frederike fredrik freya frida friederike friedrich
    fritz fumiko funmi gabor gabriel gabriela gabriele gabriella gabrielle gaelle gary gaurav gavin gemma gene
    gennady geoff geoffrey georg george georgia georgina gerald geraldine gerard gerd gerhard gerrit gert ghada
    gianluca gianni gilbert giles gilles gillian gina giorgi giorgia giorgio giorgos giovanna giovanni girish gisela
    giulia giulio giuseppe gizem glen glenn gloria gopal gordon grace graeme graham grant greg gregor gregory greta
    grzegorz guadalupe guido guillaume guillermo gunter gunther gus gustav gustavo guy gwen gwendolyn gyula habib
    hadiza hakan halina hamid hamza hana hani hanna hannah hannes hans harald harold harriet harry haruka harvey
    harvinder hasan hassan hayley heather hector heidi heike heiko heinrich heinz helen helena helene helga helmut
    hemant henri henrietta henrik henry herb herbert hermann hermione hideo hien hilary hilda hilde hiroko hiromi
    hiroshi holger holly howard huang hubert hugh hugo hung hussein hyun ian ibolya ibrahim ida ifeanyi ifeoma
    ignacio igor ikenna ilaria ilona ilse ilya imani imke imogen imran indira ines inga inge ingeborg ingo ingrid
    ioana ioannis ion irena irene irina iris irwin isaac isabel isabella isabelle isaiah isla ismael ismail istvan
    itziar ivan ivana ivo iwona izabela jabulani jack jackie jackson jacob jacqueline jacques jade jagoda jaime jake
    jakob jakub james jamie jan jana jane janet janina janine janis jared jarek jaroslav jaroslaw jasmin jasmina
    jasmine jason jasper jaswinder javier jay jaya jayne jean jeanette jeanne jeff jeffrey jelena jemima jen jenna
    jennifer jenny jens jeremiah jeremy jeroen jerome jerry jerzy jesper jess jesse jessica jessie jesus jill jim
    jimmy jing jitka jo joachim joan joana joanna joanne joao joaquin jochen jodie joe joel joelle johan johann
    johanna johannes john johnny jon jonah jonas jonathan joni joost jordan jorg jorge jose josef josefina joseph
    josephine josh joshua josiah joyce jozsef juan juana juanita judit judith juha juho julia julian juliana
    julianne julie julien juliette julio julius jun june jurgen jussi justin justine justus justyna kaan kabelo kai
    kaisa kaleb kamala kamil kaori kareem karen karim karin karina karl karla karol karolin karolina karsten kasia
    kaspar katalin katarina katarzyna kate katerina katharina katherine kathleen kathrin kathryn kathy katie katja
    katrin katrina katy kaveh kavita kay kayla kazuo keiko keira keith kelechi kelly kelsey kelvin kemal ken kendall
    kenji kenneth kerem kerry kerstin kevin keziah khadija khaled khalid khanh khaya kim kimberly kira kiran kirsten
    kirsty kjell klaus kobus kofi kojo konrad konstantin kris kristen kristian kristin kristina kristof krisztina
    krystian krzysztof kurt kwabena kwaku kwame kwasi kyle lamine lan lara larry lars lasse laszlo latoya laura
    laure lauren laurence laurent lauri le lea leah leandro lebo lee lefteris leif leila leilani lena lennart leo
    leon leona leonard leonardo leonie leopold lerato lesego leslie leszek levi lewis leyla li liam liana lidia
    liesbeth lilian lily lina linda lindiwe lindsay lindsey line linh linn linus lionel lisa lise liselotte liu liv
    livia liz liza logan lois lola long lorena lorenzo lori lorna lorraine lothar louis louisa louise luc luca lucas
    lucia luciana luciano lucie lucille lucinda lucy ludmila ludwig luigi luis luisa luiz luka lukas lukasz luke
    lulu luthando lutz lwazi lydia lynn maaike mabel macarena madeleine madhuri madison mads maebh magda magdalena
    maggie magnus mahmoud mai maik mairead maja makoto malcolm malgorzata malik malin mamadou mandla manfred manish
    manoj manon manuel manuela mara marc marcel marcela marcella marcelo marcin marco marcos marcus marek margaret
    margarita margherita margot marguerita marguerite maria mariam marian mariana marianne maribel marie marieke
    mariella marietta marija marina mario marion maris marisa marisol marissa marit marius marjorie mark marko
    markus marlene marlies marta martha martijn martin martina martyna marwan mary maryam masha mateo mateusz
    mathieu mathilda mathilde matilda matilde matt matteo matthew matthias matthieu matti maud maurice mauricio
    mauro max maxim maxime maximilian maxine maya mbali meera megan mehdi mehmet mei mei-ling meike melanie melissa
    mercedes meredith merete merve mette mia micha michael michaela michal micheal michel michele michelle mick
    miguel mihai mika mikael mike mikel mikhail mikko mila milan milena milica milos mina ming minh mira miranda
    mireille miriam miroslav misaki mitch mohamed mohammad mohammed mohan mohit moira molly mona monica monika
    monique monty morgan moritz morten moussa mpho muhammad muhammed mukesh mungo murali murat mustafa mykola myriam
    mzwandile nabil nadeem nadia nadine nadir nadja naledi nandini naoko naomi narendra natacha natalia natalie
    nataliya natalya natasha nathalia nathalie nathan nathanael navin neelam neha neil nele nelson nermin neus ngoc
    nguyen niamh nicholas nick nicky nico nicola nicolas nicole nicolette niels nigel nikhil nikhita nikita nikki
    niklas nikola nikolai nikolaos nikolaus nikolina nikos nils nina nishant nkechi nnamdi nneka noah noel noemi
    nokuthula nolwenn noor nora norah norbert norma norman ntombi nuno nuria obinna odette ofelia okechukwu oksana
    ola olaf olamide ole oleg oleksandr oleksandra olena olga oliveira oliver olivia olivier olumide olusegun omar
    ondrej onur orhan orla oscar oskar osman ottilie otto ousmane owen ozan paal pablo paco paddy padraig pamela
    pankaj paola paolo parisa pascal pasquale pat patricia patricio patrick patrik patrizia patty paul paula
    pauliina paulina pauline paulo pavel pavlos pawel pedro peer peggy pekka penelope penny per pernille pete peter
    petr petra petri petteri phil philip philipp philippa philippe phillip philomena phoebe phuong pia pierluigi
    pierre piet pietro pilar piotr pippa polly pooja pradeep prakash pranav prasad preeti priya przemyslaw quang
    quentin quinn rabia rachael rachel radek radka rafael rafal raffaele raghav rahul rainer raj rajdeep rajeev
    rajesh rajiv ralf ralph ramesh ramon ramona randy rania ranjit raphael raquel rashid rashida raul ravi ray
    raymond raymundo rebecca reena regina reinhard renata renate renato rene renee reuben reza rhea rhiannon rhoda
    rhys ricarda ricardo riccardo richard rick rishi rita ritu rob robert roberta roberto robin rocio rod rodrigo
    roger rohan rohit roisin roland rolf romain roman romina ron ronald ronja ronnie rory rosa rosalie rosalind
    rosario rosemary ross roswitha rowan roxana roxanne roy ruben rubina ruchi rudolf rui ruiz rukmini rupert
    russell rustam ruth ryan saanvi sabina sabine sabrina sadie saeed sagar said saida sakshi salim sally salma
    salome sam samantha sameer samir samira samuel sana sanae sandeep sandhya sandor sandra sandro sandy sangeeta
    sanjay sanna santiago saoirse sara sarah sasha saskia scott sean sebastian sebastiao sebastien sefa selim selina
    selma senthil serena serge sergei sergey sergio serhat seth shabnam shahid shailesh shalini shana shane shanice
    shannon shanti sharmila sharon shaun shauna shawn sheila shelly sheryl shilpa shinji shirley shiv shivani shreya
    shruti sibusiso sibylle sigrid sigurd silke silvia silvio simon simona simone sina sindre sinead siobhan sipho
    sizwe slawomir snehal sofia sofie solange solene solveig sonali sonia sonja sophia sophie soraya soren soumya
    spencer srinivas stacey stacy stan stanislav stefan stefania stefanie stefano steffen stella stephan stephane
    stephanie stephen steve steven stewart stuart sudha sue sujata summer sunil sunita suresh susan susana susanna
    susanne suzanne suzette suzy svea svein sven svenja svetlana swati sybille sylvain sylvia sylvie sylwia tadeusz
    taiwo takeo takeshi takumi tamara tamas tammy tamsin tania tanja tanya tara tarek tariq tatiana tatjana tatsuya
    taylor tebogo ted temitope teodora terence teresa terry tess tessa thabiso thabo thandi thandiwe thanh thea
    themba theo theodor theresa therese theresia thibault thierry thilo thomas thorsten thulani thuy tiago tiana
    tiffany tilman tim timo timothy tina tobi tobias toby todd tolu tom tomas tomasa tomasz tommaso tommy tomoko
    toni tony tonya torsten tracey tracy tran trevor trine tristan troy tsepo tuan tunde tuomas tyler tyra uchenna
    udo ugo ugochukwu ulf uli ulla ulrich ulrika ulrike umesh umut unai ursula urszula uta ute uwe uzma vaclav
    vaibhav valentin valentina valentino valeria valerie vanessa vanja varun vasily veerle veit vera verena veronica
    veronika veronique vibeke vicente vicky victor victoria vidya viet vijay vikas vikram viktor viktoria vimal
    vinay vincent vincenzo vinod viola violeta virginia virginie vishal vit vittoria vittorio vivek vivian viviana
    vivien vlad vladimir volker volodymyr vusi wale walter wanda wang wanjiru warren warwick wayne wei wendell wendy
    werner whitney wiebke wilfred wilfried wilhelm will william wilma wim winfried winifred winston wojciech wojtek
    wolfgang wu xavier xenia xiao xiomara xu yang yannick yaroslav yasin yasmeen yasmin yasmina yasmine yasser yaw
    yemi yetunde yewande yohannes yoko yolanda yolande yosef youssef yuki yuko yulia yumi yuri yusuf yves yvonne
    zach zachary zahra zainab zanele zara zbigniew zdenek zehra zelda zeynab zeynep zhang zhao zhou zinhle zodwa zoe
    zofia zoltan zsofia zsolt zubair zuzana αννα βασιλης γιαννης γιωργος δημητρης ελενη κατερινα κωνσταντινος κωστας
    μαρια νικος παναγιωτης σοφια χρηστος александр алексей алена алина анастасия андрей андрій анна антон валентин
    валерий василий вера виктор виктория владимир володимир вячеслав галина георги георгий григорий дарья денис
    димитър дмитрий дмитро евгений евгения екатерина елена елица иван игорь ирина карина кирилл константин ксения
    лариса любовь людмила максим маргарита марина мария микола михаил надежда наталья наталія никита николай олег
    олександр олексій олена ольга павел петр петя полина роман светлана сергей сергій софья станислав степан стефан
    тарас татьяна тетяна тимофей федор христо юлия юлія юрий яна ярослав іван ігор ірина
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
    a abo about abril accedi accueil act actualite actualites ads advertisement advertisements afp after agosto alamy
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
    may mayo me med media mehr mein meinung men meno menos menu mer mercredi met methods microsoft miercoles might
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

# Given names that in small letters are words.
WORD_NAMES = frozenset(
    """
    summer dawn grace will mark june april may august holly jade rose faith hope joy ivy lily daisy violet heather hazel
    olive ruby pearl amber crystal autumn star sky skye river rain robin jay drew frank grant miles chase hunter mason
    carter tyler cooper parker reed cliff glen heath lane dale dean earl duke king prince rich rusty sandy sunny storm
    bill bob jack pat nick rob sue art gene guy jean jimmy don ray skip pierce wade ward bliss charity chastity constance
    felicity honor harmony melody carol gay mercy patience prudence verity destiny eve sage rosemary basil ginger pepper
    cherry clementine olivier marine aurore claire blanche rosa alba luz sol mar paz pilar dolores consuelo esperanza
    soledad rocio nieves clara bella felice vittoria bruno dora flora viola linda stella gloria victoria victor angel
    jordan london paris georgia china india florence sierra savannah brooklyn israel chad
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

# The most common family names of many countries, by which a user's name is told from a word: «janedoe», not «marketing».
COMMON_FAMILIES = frozenset(
    """
    adams alexander allen anderson bailey baker barnes bell bennett brooks brown bryant butler campbell carter clark clarke
    collins cook cooper cox cruz davies davis doe edwards evans fisher flores ford foster fox garcia gibson gomez gonzales
    gonzalez graham grant gray green griffin hall hamilton harris harrison hayes henderson hernandez hill holmes howard hughes
    hunt hunter jackson jenkins johnson johnston jones kelly kennedy khan king lee lewis lloyd long lopez marshall martin
    martinez mason mcdonald miller mitchell moore morales morgan morris murphy murray myers nelson nguyen obrien owen palmer
    parker patel perez perry peterson phillips powell price ramirez reed reid reyes reynolds richards richardson rivera roberts
    robertson robinson rodriguez rogers rose ross russell sanchez sanders scott shaw simmons simpson smith stevens stewart
    sullivan taylor thomas thompson torres turner walker wallace ward watson webb wells west white wilkinson williams wilson
    wood woods wright young
    becker braun fischer fuchs hartmann herrmann hoffmann huber jung kaiser keller klein koch krause kruger lang lange lehmann
    mayer muller mueller neumann peters pohl richter roth schafer schaefer schmid schmidt schmitz schneider scholz schroder
    schroeder schulz schulze schwarz seidel sommer vogel wagner walter weber weiss werner winkler winter wolf wolff zimmermann
    bernard blanc bonnet chevalier dubois dupont durand faure fontaine fournier garnier girard guerin lambert laurent lefebvre
    legrand leroy martinez mercier michel moreau morel petit robin rousseau roux simon vincent
    bianchi bruno colombo conti costa esposito ferrari fontana gallo greco lombardi mancini marino moretti ricci rinaldi romano
    rossi russo almeida alves carvalho castro diaz dias fernandes fernandez ferreira gomes goncalves jimenez lima lopes marques
    martins mendes moreno munoz oliveira pereira pinto ramos ribeiro rocha rodrigues rojas romero ruiz santos silva soares
    sousa souza vargas vega
    andersen berg bakker deboer dejong devries dahl hansen jansen jensen johansen johansson karlsson larsen lund lindberg
    nielsen nilsson olsen olsson pedersen petersen rasmussen smit svensson visser
    kowal mazur novak nowak horvat nagy szabo toth kovacs popa popescu ali ahmed hassan hussain ibrahim khalil rahman singh
    sharma gupta kumar shah chen huang kim park choi li liu lin tran wang wu yang zhang zhao suzuki sato tanaka yilmaz kaya
    demir celik
    """.split()
)
