/// Given names that make a person likely. Folded, Latin letters; Korean ones are in `KoreanWords`.
enum GivenNames {
  /// Names that are hardly anything else.
  static let clear = """
    aaron abby abdul abdullah abel abigail ada adam adele adelaide adele adil aditya adnan adrian adriana adrienne agatha agnes ahmad
    ahmed aidan aiko ailsa aisha aisling ajay akash akemi akira alan alana alasdair alba albert alberto alec alejandra alejandro
    aleksander aleksandra alena alessandra alessandro alessia alex alexa alexander alexandra alexandre alexei alexis alfie alfonso
    alfred alfredo ali alice alicia alina alisha alison alistair allan allison alma alvaro alyssa amal amanda amara amelia amelie amina
    amir amit amy ana anastasia anders andre andrea andreas andrei andres andrew andy aneta angela angelica angelina angelo angus anil
    anita anja anjali ankit ann anna annabelle anne annette annie annika ansel anthony antje antoine anton antonia antonio anya archie
    ariana ariel arjun arlo armando arnaud arne arno arnold arthur artur arturo arun asher ashley ashok asma astrid athena aubrey audrey
    august augusta aurelia aurora ava ayaan ayaka ayesha aylin ayumi azadeh barbara barry bartosz beata beatrice beatriz becca beck becky
    ben benedict benedikt benjamin bernard bernadette bernardo bernd bert bertha beth bethany betsy betty beverly bianca bjorn bob bobby
    bogdan boris brad bradley brandon breanna brenda brendan brent brett brian brianna bridget brigitte bruno bryan bryce bryn byron
    caitlin caleb callum camila camille carina carl carla carlos carly carmen carol carolina caroline carolyn carrie cassandra cassie
    catalina caterina catherine cathy cecilia cecily cedric celeste celia celine cesar chad chantal charlie charles chen cheng chiara
    chihiro chloe chris christa christina christine christof christoph christophe christopher chuck ciara cillian cindy claire clara
    clarissa claude claudia claudio clement clementine cleo clive clyde cody colette colin colleen connor conor conrad constance cora
    cordelia corey corinna cornelia cory courtney craig cristina curtis cynthia daan dafydd dag dagmar daiki daisuke damian damien damon dan
    dana daniel daniela daniele danielle danny daphne darius darlene darren darryl dave david davide dean deanna deborah debbie declan
    deepa deepak deirdre delia delphine denise dennis derek desmond diana diane diego dieter dietrich dilip dimitri dina dinesh dirk
    dmitri dolores dominic dominik dominique don donald donna donovan dora doreen doris dorothy doug douglas duncan dustin dwight dylan
    eamon eddie edgar edie edith edmund eduardo edward edwin eduard eileen elaine eleanor elena eleni eli elias elif elijah elin elina
    elio eliot elisa elisabeth elise eliza elizabeth elke ella ellen ellie elliot elliott elmer elodie eloise elsa elsie elspeth elton elvira
    emanuel emeka emil emilia emiliano emilie emilio emily emma emmanuel emmett enrico enrique enzo eric erica erich erik erika erin
    ernest ernesto ernst esme esmeralda esperanza esteban estelle esther ethan etienne eugene eugenia eva evan evangeline evelyn ewa
    ewan fabian fabio fabrice farah farid fatima fatma federica federico felicia felicity felipe felix ferdinand fergus fernanda fernando
    filip filippo finlay finley finn fiona flavia flavio fletcher floriane florian francesca francesco francis francisca francisco franco
    francois françois francoise frank franka frankie franz fraser fred freda freddie frederic frederick frederik freya frida fritz
    gabriel gabriela gabriele gabriella gael gareth gary gavin geert gemma geoff geoffrey george georgina gerald geraldine gerard gerardo
    gerhard gertrude giacomo gianna gideon gilbert giles gina giorgio giovanna giovanni gisela gita giulia giulio giuseppe gladys glenn gloria gonzalo
    gordon graham greg gregor gregory greta gretchen grzegorz guadalupe gudrun guido guillaume guillermo gunnar gustav gustavo gwen gwendolyn
    hadley hailey haley halima hamid hana hanna hannah hans hanne haruka haruki haruto harold harriet harry harvey hassan hattie hazel heather hector
    heidi heike heinrich helen helena helene helga helmut hendrik henri henrietta henrik henrique henry herbert herman hideo hilary hilda
    hiroko hiroshi homer horst howard hubert hugh hugo humberto hussein hye ian ibrahim ida idris ignacio igor ike ilaria ilse imani imogen ines
    inga inge ingeborg ingrid irena irene irina irma irving isaac isabel isabella isabelle isaiah isha ishaan isidora ismael ismail
    isobel ivan ivana ivo izabela jaap jack jackie jackson jacob jacqueline jacques jad jaime jake jamal james jamie jan jana jane janet
    janice janine jannik jared jarek jason javier jay jean jeanette jeanne jeff jeffrey jelena jenna jennifer jenny jens jeremiah jeremy jerome
    jerry jess jesse jessica jessie jesus jette jill jim jimmy jin jing jo joan joana joanna joanne joao jocelyn jochen jodie joe joel joerg johan
    johann johanna johannes john johnny jolanta jon jonas jonathan jordi jorge joris jose josef joseph josephine josh joshua josie josiah
    jost joyce juan juana juanita judith judy juha jules julia julian juliana julie julien juliet julieta juliette julio julius jun jurgen
    justin justine justyna kaito kai kaja kaleb kamal kamil kamila kara karen karim karin karina karl karla karolina kasia kaspar kate
    katarina katarzyna kate katherine kathleen kathryn kathy katia katie katja katrin katrina kavita kayla kazuo keiko keira keith kelly
    kelsey ken kendra kenji kenneth kenta kenzo kerry kevin khadija khalid kiara kieran kim kimberly kiran kirsten kirsty kiyoshi
    klara klaus knut konrad konstantin krishna kristen kristin kristina kristof krzysztof kumiko kurt kwame kyle kylie lachlan laila lakshmi
    lana lara lars lasse laura laurel lauren laurence laurent lauri layla lea leah leander leandro leena leif leila lena lenka lennart leo leon leona
    leonard leonardo leonie leonor leopold leroy leslie leticia lewis lexi li liam lidia lila lilian liliana lilith lillian lina
    linda lindsay lindsey linnea linus lionel lisa lisbeth liv livia liz lizzie lloyd logan lois lola lorena lorenzo loretta lorna lorraine lotte lotta
    lou louis louisa louise luca lucas lucia lucian luciana lucie lucien lucille lucinda lucy ludmila ludovic ludwig luigi luis luisa lukas
    luke luna lutz luz lydia lynn mabel mackenzie maddie madeleine madeline mads mae maeve magda magdalena maggie magnus mahmoud mai maia maisie
    maja makoto malcolm malena malik malin mallory manfred manon manuel manuela mara marc marcel marcela marcella marcelo marcin marco marcos
    marcus marek margaret margarita margaux margot margrethe maria mariah mariam mariana marianne marie mariko marilyn marina mario marion marisa
    marisol marit marius marjorie marko markus marlene marlon marta martha martin martina marvin mary maryam masha mateo mateus mathias
    mathieu mathilde matias matilda matt matteo matthew matthias matthieu maud maura maureen maurice mauricio mauro maxim maxime
    maximilian maya megan mehmet mei mel melanie melinda melissa melvin mercedes meredith merle mette mia micah michael michaela michal michel
    michele michelle mick miguel mika mikael mike mikhail mikko mila milan milena miles millie milo milos mina minako mira miranda mireille
    miriam miroslav misaki mitchell mitsuko moa mohamed mohammad mohammed mohan moira molly mona monica monika monique montserrat morgan moritz
    morris moses muhammad muriel murray mustafa myra myriam myrtle nadia nadine nadja najat nana nancy naoko naomi naoto narges nasser nastasia
    nat natalia natalie natasha nate nathalie nathan nathaniel neha neil nell nellie nelson nia niamh nicholas nick nicklas nico
    nicola nicolas nicole niels nigel niklas nikola nikolai nikos nils nina nino nisha noa noah noel noelle nora norbert noreen norman nuria
    octavia odette odin ola olaf oleg olga oliver olivia olivier ollie omar oona orla orlando oscar oskar oswald otto owen pablo paige pamela
    paola paolo parvati pascal patricia patrick patrik paul paula paulina pauline paulo pavel pawel pedro peggy pelle penelope per percy
    perla perry peter petra petros phil philip philipp philippa philippe phillip phoebe phyllis pia pierre pieter pilar piotr pooja prakash
    pranav priscilla priya quentin quinn rachel radek rafael rafaela raffaele rahul raj rajesh ralf ralph ramon ramona randall randy rania raoul raphael
    raquel rasmus raul ravi raymond rebecca reggie regina reinhard reinhold rekha rena renata renate rene renee reuben rex rhea rhiannon rhys
    ricardo riccardo richard rick ricky rita ritu robbie robert roberta roberto robin rocco roderick rodney rodrigo roger rohan roland rolf roman romain
    ron ronald ronan ronja rory rosa rosalie rosalind rosario rosemary rosie ross rowan roxanne roy ruben rudolf rufus rui rupert russell ruth ryan ryo ryu
    saanvi sabine sabrina sachiko sadie saga said sakura sally salma salman salome salvador sam samantha samir samira sammy samuel sandeep sandra
    sandro sanjay santiago sara sarah sascha sasha satoshi saul scott sean sebastian seamus selena selma serena serge sergei sergio seth shane
    shannon sharon shaun shauna shawn sheila shelby sheldon shelley shigeru shirin shirley shiv shivani shreya sidney siegfried sierra sigrid silas
    silke silvia silvio simon simona simone siobhan sofia sofie solveig sondre sonia sonja sophia sophie soren spencer stacey stan stanislav
    stanley stefan stefania stefano steffen stella stephan stephanie stephen steve steven stewart stuart sujata sumaya sunil suresh
    susan susana susanna susanne susie suzanne suzy sven svetlana swati sybil sylvain sylvia sylvie tabea tabitha tadeusz takashi takeshi tamar tamara
    tammy tania tanja tanya tara tariq tarik tasha tatiana ted teo teresa teresia terence terri terry tess tessa thea thelma theo theodor
    theodora theodore theresa therese thiago thibault thomas thorsten tia tiago tiffany tilda till tilly tim timo timothy tina tobias toby todd
    tom tomas tomasz tomoko tommy toni tony torben tore tove tracey tracy trevor tricia trine tristan trond troy trudy tyler tyrone ulf
    ulla ulrich ulrike uma umberto ursula uschi uwe vadim valentin valentina valeria valerie vanessa vaughn vera verena verity veronica
    veronika vicente vicky vijay vikram viktor viktoria vilma vincent vincenzo viola vishal vito vittoria vivek vivian vivienne vlad
    vladimir walid wallace walter wanda wei wendy werner wes wesley whitney wilbur wilfred wilhelm willa willem willemijn william willow wilma
    winfried winifred winnie winona winston wojciech wolfgang xander xavier xiao xin ximena yael yagmur yan yann yannick yara yasemin yasmin yasmine
    yasuko yayoi yoko yolanda yosef yuka yuki yuko yumi yuri yusuf yuto yvette yvonne zachary zack zahra zainab zara zeynep zoe zofia zoltan zora zuzana
    minji minjun minho minsu minseo jihoon jihye jimin jiwoo jiyoung jisoo jiho jinwoo jaehyun junho junseo hyunwoo hyejin hyeri seojun seoyeon
    seungmin sungmin sooyoung soyeon yejin yuna yoona dahye dayeon dongwoo eunji eunjung eunho haeun hayoon kyungmin kyungsoo nayeon taehyun wonjun
    aaliyah abebe abena abhishek adaeze adaku adanna adebayo adela adelina adunni aelita afonso agata agnieszka ahmet aileen aimee ainhoa aino aiyana
    akinyi akosua alaric albrecht alenka alfonsina alois amalia amaya ambrose amelle amparo ananya anatoly anders andrzej aneka angelika anisa
    anneke annelies annemarie anoushka ansgar antonella antonin anwar aoife aoi apinya araceli archana aravind ardith arianna aristotle arlene armin
    arsene arvid asa asha ashwin asuka aswin atsuko augustin augustine ayodele aytac aziz azra babak baldur barnaby bartholomew basia beatrix bela
    benedetta benedita benita benoit berenice berit bernice bettina bhavna birgit birgitta birte bjarne blanca blanka blandine boaz bonifacio
    borja boyan branislav branko brendon brielle bronwyn brunhilde busisiwe cai caetano calliope callista calvin candace carlotta carmelo carola
    caspar casper catarina celestina chandra chiamaka chidi chika chimamanda chinedu chinwe chioma ciaran cicely claes clotilde cleopatra conchita
    coralie corentin cornelis cosima cyprian dafne dalia dalibor damaris daria dariusz davor delilah demetrius denis desta devi dhruv dilara dilek dina
    dinah dita domenico domingo donatella dorota dorte dragan drazen dulce dunja ebele ebru eckhard edda edeltraud edita edna edvard efe eglantine eirik eitan
    elodia elske elvis emanuela emre encarnacion engelbert enid enikő erdem ernestine erwin esra etta eudora eugenie eun eunice eusebio ezra fabienne
    fatou fatoumata faustina ferenc ferhat fikret fiorella floris folake franziska fredrik friedrich fumiko gaurav gennady georgios gerda gergely
    gerrit gerry ghislaine gianluca giorgos giselle gita godfrey goran gottfried graciela grazia griselda gulsen gunter gunther gustavo gwendoline
    hakan hakim halina hamza hanako hanneke harald hariharan hartmut hasan hatice haukur hayden hedda hedwig hege heiner helder helle henk henny
    herve hilde hildegard hiromi hitomi honorine hortense huda hulya hyacinth iain ibrahima ifeanyi ifeoma ignacy ikram ilan ildiko ilkka imelda imran
    inaya indira ines ingmar ioana ioannis iona ireneusz isamu isolde istvan ivanka iwona jacinta jacopo jadwiga jagoda jakob jakub jamila janek
    janina jannike jaroslav jarmila jasper jaswinder javad jayden jayesh jerzy jette jinhee joachim joana joaquin johanne jolene jolien joost joren jorg
    josefina joseba josip jovana judit judita jukka julieta jurgen jutta kaare kacper kalina kalinda karel karolin karthik kasimir kasper katalin katinka
    katsumi kaveh kayode kazimierz keerthi kelechi kemal kerstin ketevan khanh kimiko kinga klaudia kofi kornelia kosuke kristian kristoffer kumar
    kwabena kyra kyriakos ladislav laszlo laurens lavinia leandra leela leocadia leonidas leopoldo levente lieke lieselotte lilianne lilja linh linus liselotte
    ljubica lorcan lothar lubos lucretia ludmilla ludovica luigina luitgard lukasz lutfi luzia lyudmila maarten maciej madhavi mads magdolna mahesh mahmut
    maite malika malgorzata mamadou mandla manoj manuela marcelline marek margareta margit marguerite marianna maribel maricel mariella marietta
    marijke marika marilou marinus marisol maritza marlies marsha martyna masahiro masako mathis matteus mattias maude mauricia maximiliano mbali
    mehdi melchior melis meltem mervyn michiko mieke mihai mikolaj milan milica minh mireia miroslava mirza misha mitsuru miyuki mohini monia morten
    moshe mounir mstislav mukesh murat naima naledi namrata nandini naoki narendra nasrin natsuki navid nayla nazanin neema neha nerea nestor ngozi nguyen nicoleta
    nieves nikhil nikita nilufar nimisha ninon nirmala nkechi nkosana noemi noor norma nour nuno nusrat obinna odalys odile ogechi oksana olaf olumide
    omari ondrej onur oriana oriol orla ornella orsolya orson osman ottavia ottilie ottoline otylia ozan paavo palesa palle parisa pascale pasquale patryk pavlos pekka
    pernille perpetua pia pieternel pinar piroska plamen pradeep pramod pranay prasad preeti primrose prosper przemek rabia rachid radhika radoslav raghav
    rainer raissa rajiv ramesh ramiro ramona rana ranjit rashid rasheed ravindra raza reinier remi remigius reza rhoda ricarda rieke rikke rina rishi ritva roald
    robrecht rodolfo rohit roksana rosalba rosamund rosana roswitha roxana ruxandra rumi rupa rutger saad saba sabah sabina sachin sadia safiya sahar
    salima salome salvatore sanaa sander sandor sangita sanna sanne saoirse sapna saskia satish savitri sayaka sebastien seda sefa seiji selim selin senthil serkan
    setareh sevda shabnam shahid shanelle shankar sharif shauna sheena shinji shira shoshana shreyas shruti shu siddharth sidra sieglinde sigurd silja silvana simran
    sinead sini sipho siri sissel slavica slawomir snezana sofiane solange soledad somchai sota stanislaw stavros steinar stelian stijn subhash sudhir suhail sukhdeep
    sulaiman sunita sunniva supriya surya sushila svenja svetoslav sylwia szymon tadashi tahir taiwo takumi talia tamas tamsin tanvi tapio tarek tatsuya tawanda tekla
    temitope tendai tereza thabo thandi thandiwe thanh theodora theodoros thora thorben thorstein tiina tilda tilman timea timur tinashe tiril titus tjasa tobiah tommaso
    torsten trinidad trung tsering tuan tuva tycho tyra tzvi uchenna udo ugo ulrik umar urs urszula usha utku vaclav valdemar valentino valerij vanja varun vasil
    vasilis vasiliki vasily vedran velma venkatesh veronique vesna viggo vikas vilhelm vilja vinay vincenza vinod viorica viveka vladislav vojtech vytautas wafa
    wale walburga waldemar waltraud wanjiru wenche wenzel werther wibke wiebke wieslaw wiktor wilhelmina willemien wiremu wolf wout xenia ximena xolani yaakov yannis yaroslav
    yasir yesenia yevgeny yiannis yohana yolande yosuke yseult yukio yuliya yulia yuna yusra yves zacharias zaid zainab zakaria zanele zbigniew zdenek
    zeeshan zehra zelda zhanna zia zina zita zlatan zodwa zuleika zsofia zsuzsa mei-ling xiaoming xiaohong weijie haoran zihan yichen ruoxi jiayi yutong
    min-ji min-jun min-ho min-su min-seo ji-hoon ji-hye ji-min ji-woo ji-young ji-soo ji-ho jin-woo jae-hyun jun-ho jun-seo hyun-woo hye-jin
    seo-jun seo-yeon seung-min sung-min soo-young so-yeon ye-jin da-hye da-yeon dong-woo eun-ji eun-ho ha-eun kyung-min na-yeon tae-hyun
    """

  /// Names that are also words, places or things: a person only where something else says so.
  static let ambiguous = """
    angel april amber ash aspen autumn bailey basil bea bill blake bliss bonnie brooke brooklyn buck cameron candy carter casey chance charity
    charlotte chase chelsea chip christian clay cliff clover cooper coral crystal daisy dakota dallas dawn destiny dolly drew duke earl eden
    ellis eve faith fern flora florence france frost gale gene georgia ginger glen grace grant guy harmony harper haven heath holly hope
    hunter india iris israel ivy jade jasmine jersey jewel jonquil jordan joy june justice kay kent lance lane lily lincoln link london
    lucky lyric madison marble marina mark marshall mason mat max may melody mercy milan misty nash nova oak olive opal pansy paris parker pat
    patience patsy paz pearl penny pepper peyton piper poppy porter rain ray reed reese rich river rob robin rocky rose ruby rusty sage sandy
    savannah sawyer scout shelly sienna skip sky skye sonny star stone storm sue summer sunny sydney tate taylor terra tiger trinity tucker
    vera vernon victor victoria vienna violet virginia wade walker ward wren will woody york zion
    """
}
