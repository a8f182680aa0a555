/// English words that are no names, however they are written. Folded: lower case, no diacritics; contractions without
/// their apostrophe.
enum EnglishWords {
  /// Words of grammar: they end a name, and only some of them stand inside one ("Bank of Korea").
  static let function = """
    a an the this that these those such same other another each every either neither both all any some no none
    i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers herself
    it its itself they them their theirs themselves who whom whose which what whatever whoever one ones
    someone somebody something anyone anybody anything everyone everybody everything nobody nothing noone
    about above across after against along among amongst around as at before behind below beneath beside besides between
    beyond by despite down during except for from in inside into like near of off on onto out outside over past per since
    than through throughout till to toward towards under underneath until unto up upon via with within without
    and but or nor so yet if unless whether because although though while when whenever where wherever why how once
    am is are was were be been being have has had having do does did doing done can could will would shall should may might
    must ought cannot cant dont doesnt didnt isnt arent wasnt werent havent hasnt hadnt wont wouldnt couldnt shouldnt aint
    not never ever also too very just only even still already again then there here now well quite rather really maybe perhaps
    almost always often sometimes usually soon later today tomorrow yesterday tonight please yes yeah yep yup no nope nah ok
    okay im ive id ill youre youve youll hes shes its theyre theyve weve were thats whats heres theres lets gonna wanna gotta
    """

  /// Content words that are capitalised at the head of a sentence, in headings or for emphasis.
  static let common = """
    able absolutely accident account across actually add adventure advice afternoon age ago agree air alive allow almost alone
    alright although amazing amazed angry animal animals anniversary announcement annoying answer anyway anyways anymore anytime
    apart apartment app apparently appreciate apple apples area arm arrived art article asked asking ask attention aunt autumn
    available awesome aw aww away awful baby back bad bag baked baking ball band bar based basically bath beach bean beans bear
    beautiful became become bed beer began begin beginning believe best better bet big bike bill bird birds birthday bit black
    bless block blog blood blue board boat body book books boring born borrow boss bought box boy boys bread break breakfast
    breathe brilliant bring bringing broke broken brother brothers brought brown brunch budget build building built burned burning
    bus business busy butter buy buying bye cafe cake call called calling calls came camera camp camping cancelled cant car card
    cards care career careful carefully cars case cat catch catching cats caught celebrate celebrating celebration center centre
    certain certainly chair chairs challenge challenging chance change changed changes changing chapter charge cheap check checked
    checking cheer cheers cheese chicken child childhood children chill chocolate choice choose chose church cinema city class
    classes classic clean cleaned cleaning clear clearly climb climbed climbing clinic close closed closer clothes club coach
    coast coffee cold college color colour come comes coming comfort comfortable community company compare complete completed
    completely computer concert conference confused congrats congratulations connect consider considering contact content
    continue control cook cooked cooking cool copy corner correct cost couch could count country countryside couple courage course
    cousin cover cozy crazy cream create created creating creative creativity crew cried cross crowd cry culture cup curious
    current currently customer cut cute cycle cycling dad daddy daily damn dance danced dancing dang dangerous dark darling data
    date dating daughter day days dead deal dear death decide decided decision deep definitely degree delicious deliver depends
    describe desert design desk despite dessert detail details diet difference different difficult dinner direction dirty
    discover discovered discussion dish disappointed doctor doctors dog dogs door doubt download downtown dream dreams dress drew
    drink drinking drinks drive driving drop dropped drove dude dull dumb dunno early earth earlier ease easier easily east easy
    eat eating edit education effort egg eggs eight either else email emergency emotional employee empty encourage end ended ending
    energy engaged engine enjoy enjoyed enjoying enough enter entire episode equipment error especially essay etc evening event
    events eventually everyday everywhere evidence exactly exam example excellent except excited exciting excuse exercise exhausted
    exhibition expected expensive experience explain explore exploring express extra extremely eye eyes face fact facts fair
    fairly faith fall falling familiar families family fan fancy fantastic far farm fashion fast fat father fault favorite
    favourite fear feel feeling feelings feels fell felt festival few field fight figure file fill film films final finally
    find finding finds fine finish finished finishing fire first fish fishing fit fitness five fix fixed flat flavor flew flight
    floor flower flowers fly flying folks follow followed following food foot football forever forest forget forgive forgot
    forgotten form former forth fortunately forward found four free freedom fresh fridge friend friendly friends friendship
    front fruit full fully fun funny further furthermore future game games garage garden gardening gave gear general generally gentle
    gets getting giant gift gifts girl girls give given gives giving glad glass glasses goal goals god gods goes going gold gone
    good goodbye goodness goodnight got gotten government grab grade graduate graduated graduation grand granddad grandad grandfather
    grandma grandmother grandpa grandparents granny grass grateful gray great greatest green greetings grew grey grocery groceries
    ground group grow growing growth guess guest guests guide guitar guy guys gym ha habit habits haha hahaha hair half hall
    hand hands handle hang hanging happen happened happening happens happier happily happiness happy hard hardest hardly hate
    hated head heading headed health healthy hear heard hearing heart hearts heat heavy hehe held hello help helped helpful
    helping helps hence heritage hero hey hi hidden high highly hike hiked hikes hiking hill hills hint history hit hobby hobbies hold
    holding holiday holidays hollow home homemade homework honest honestly honey honor hooray hope hoped hopeful hopefully hopes
    hoping horrible horse horses hospital host hosted hot hotel hour hours house household houses however hug huge hugs human
    humans hundred hundreds hungry hurry hurt husband ice idea ideas ignore image imagine immediately impact important impossible
    impressed impressive improve incredible incredibly indeed info information inside inspiration inspired inspiring instead
    instructor insurance interest interested interesting internet interview introduction invite invited island issue issues
    item items jacket job jobs join joined joke journal journey joy juice jump jumped keep keeping keeps kept key kick kid kids kind
    kinda kindness king kitchen knew knit knitting know knowing known knows lab ladies lady lake land language laptop large
    last lately late latest laugh laughed laughing laughter law lay lazy lead leader learn learned learning learnt least leave
    leaving lecture left leg legs lesson lessons less letter letting level library lie life lift light lights liked likely
    likes line link list listen listened listening literally little live lived lives living load loads local located location
    logic lol lonely long longer look looked looking looks loop loose lord lose losing loss lost lot lots loud love loved lovely
    lover loves loving low luck luckily lucky lunch machine mad made magic magical mail main mainly major make makes making
    mall mama man manage managed manager many map market married massage master match math maths matter matters meal meals mean
    meaning means meant meanwhile meat medicine meditation meet meeting meetings meets member members memories memory men mention
    mentioned mess message met method middle midnight might mile miles milk million mind mine minute minutes miss missed missing
    mistake mix modern mom moment moments mommy mon money month monthly months mood moon moreover morning mostly mother motivated
    motivation mount mountain mountains mouth move moved movie movies moving much mum mummy museum music musical mystery nap
    name named names narrow nation national natural nature near nearby nearly neat necessary neck need needed needs neighbor
    neighbors neighborhood neighbour neighbours nephew nerve nervous network new newest newly news newspaper next nice nicely
    niece night nights nine noise none noon normal normally north nope note noted notes nothing notice noticed novel nowadays
    number numbers nurse ocean odd offer offered office officer official officially often oh oil old older oldest omg oops open
    opened opening opinion opportunity option orange order ordered ordering original originally others otherwise ouch ours outdoor
    outdoors outside oven overall overwhelmed own owner pack packed packing page paid pain paint painted painting paintings pair
    panel pancakes paper paperwork parent parents park parking part participated parties partner party pass passed passion
    passionate past pasta path patience patient pay paying peace peaceful people perfect perfectly performance perhaps period
    person personal personally pet pets phone photo photography photos physical piano pic pick picked picking picnic pics picture
    pictures piece pies pizza place places plan plane planned planning plans plant planted plants plate play played player
    playing plays plenty plus point police pool poor pop popular pork portion position positive possible possibly post posted
    pot potato pottery pour power practice practiced practicing practise pray prefer preparing present presents president
    press pretty previously price pride prince princess print prints private prize pro probably problem problems proceed process
    produce product profession professional professor program progress project projects promise promised proper properly props
    protect proud provide public pull pumpkin puppy purple purpose push put putting puzzle quality queen question questions quick
    quickly quiet quietly quit quote rabbit race races radio rain rainy ran random range rarely rate reach reached read reader
    reading ready real realize realized reason reasons recently recipe recipes recommend recommendation recommendations record red
    reflect regarding regular regularly relax relaxed relaxing release relief remember remembered remembering remind reminded reminder
    reminds rent repair repeat reply report request research reservation resources respect rest restaurant restaurants result
    results retired return returned ride rides riding right rights ring rise river road roads rock role roof room rooms rope
    rough round route row rude ruin rule rules run runner running runs rush sad sadly safe safety said salad sale salt salty
    sand sat sauce save saved saving saw say saying says scared scary scene schedule scheduled school schools science score screen
    sea search season seat second secret see seeing seem seemed seems seen self sell selling send sending sense sent separate
    serious seriously serve service session set setting settled seven several shame shape share shared sharing sheep ship shirt shoe
    shoes shop shopping short shot shout show showed showing shown shows shut sick side sight sign signed silence silly simple
    simply sing singer singing single sister sisters sit site sitting situation six size ski skiing skill skills skip sky sleep
    sleeping slept slightly slow slowly small smart smell smile smiled smiling smoke smooth snack snacks snow snowy social
    soft solid solo somehow somewhere son song songs sons sore sorry sort soul sound sounds soup south space spare speak speaking
    special specifically speech speed spend spending spent spicy spirit split spoke sport sports spot spread spring stage stairs
    stand standing star stars start started starting starts state station stay stayed staying steak steal step steps stick sticking
    stone stood stop stopped store stories storm story straight strange stranger street stress stressed stressful strong struggle
    struggling stuck student students studied studio study studying stuff stunning style subject success successful suddenly sugar
    suggest suggestion suggestions suit summer sun sunny sunrise sunset super superb supper support supportive supposed sure surf
    surfing surprise surprised surprisingly sushi sweet swim swimming system table take taken takes taking tale talent talented
    talk talked talking talks tall task tasks taste tasted tasty taught tax tea teach teacher teachers teaching team tears tech
    technology teen tell telling tells ten tennis tense terrible terribly terrific terrified test tested testing tests text texted
    thank thanked thankful thankfully thanks that theater theatre therapist therapy therefore thing things think thinking thinks third
    thirsty thou thought thoughtful thoughts thousand thread three thrilled threw throw thus ticket tickets tie tight tiny tip
    tips tired title toast today together told tomato ton tone tons took tool tools top topic total totally touch touched tough
    tour tournament town toy toys track trade tradition traditional traffic trail trails train trained training trash travel traveled
    traveling travelled travelling treat treated tree trees trip trips trouble truck true truly trust truth try trying tuna turn
    turned turning turns tv twelve twenty twice twins two type typical ugh ugly uh ultimately um umm uncle understand understanding
    understood unfortunately unique university unless unlike unlucky unreal update updates upset used useful user uses using usual
    vacation valley value van various vegan vegetables vegetarian version vet victory video videos view views village violin visit
    visited visiting visits voice volunteer volunteered volunteering vote wait waited waiting wake walk walked walking walks wall want
    wanted wanting wants warm warmed wash waste watch watched watching water watercolor waterfall waves way ways weak wear wearing
    weather wedding week weekend weekends weekly weeks weird welcome west wet whatever whenever whereas whew white whole whoa
    wife wild win wind window windows wine winner winning winter wise wish wished wishes wishing woke woman women won wonder
    wondered wonderful wondering wood wooden woods woof woohoo word words wore work worked worker workers working workout works
    workshop workshops world worn worried worries worry worse worst worth wow write writer writes writing written wrong wrote yay year
    yearly years yell yellow yoga young younger youngest youth yum yummy zero zoo apologies attached bonus breaking caution
    chapter conclusion definition disclaimer edit fyi heads hint hmm hurray important intro lmao meh nb note notes nvm omw oof overview
    phew ps psst reminder rofl shh sidenote summary tada thx tldr tbh todo ty update warning welp woah wtf yikes yo yawn hola bonjour
    aloha grazie gracias merci danke ciao salut namaste mate bro sis buddy pal dude hun sweetie sweetheart honey darling babe babes
    go get put set use try ask tell give take make know think want need feel become leave seem turn start show hear run move hold bring happen sit
    lose pay include continue set learn lead grow walk win teach offer remember consider appear serve die stay fall cut reach kill remain suggest raise
    pass require report pull return explain hope develop carry drive wear thank compare sleep fly drink cook fix wait guess catch throw choose deal
    let lets letter see saw watch basketball football soccer baseball volleyball hockey cricket golf badminton rugby chess poker boxing
    wrestling karate judo taekwondo pilates aerobics gymnastics athletics rowing sailing kayaking canoeing rafting diving snorkeling
    skating skateboarding snowboarding archery fencing bowling billiards darts jogging sprinting wrestling crossfit zumba ballet
    salsa tango hiphop jazz blues rock metal punk folk opera indie techno house country reggae soul rap vinyl choir
    apple banana cherry grape lemon lime mango melon peach pear plum berry strawberry blueberry raspberry avocado carrot onion garlic
    pepper cucumber lettuce spinach broccoli cabbage mushroom potato bean lentil rice noodle noodles ramen pho curry kimchi tofu
    burger sandwich taco burrito lasagna risotto paella stew broth roast grill waffle waffles pancake muffin cookie cookies pie tart
    pudding custard jam honey syrup oatmeal cereal yogurt yoghurt smoothie soda beer cider whisky whiskey vodka gin rum cocktail
    espresso latte cappuccino mocha matcha cocoa bacon ham sausage turkey duck lamb beef pork salmon cod shrimp crab lobster oyster
    elephant giraffe lion bear wolf wolves fox deer moose rabbit squirrel otter beaver eagle owl hawk swan goose geese duck penguin
    dolphin whale shark turtle turtles frog butterfly bee bees spider ant cow cows pig pigs goat donkey camel monkey gorilla panda
    rose roses lily tulip tulips daisy orchid sunflower lavender ivy oak pine maple birch willow moss herb herbs basil mint cactus
    doctor nurse lawyer engineer artist author actor actress singer dancer painter musician pianist guitarist drummer violinist
    conductor composer poet novelist journalist editor photographer designer architect builder carpenter plumber electrician
    mechanic pilot sailor soldier farmer baker butcher barber tailor waiter waitress manager director president king queen
    management staff team everyone folks researchers scientists experts critics fans players coaches parents kids students
    pain headache migraine fever flu cough allergy allergies asthma anxiety depression stress grief burnout insomnia
    love like hate want need hope wish dream fear trust faith luck fate destiny freedom justice honor pride shame envy anger sorrow
    activist activists connected connection adoption education awareness equality diversity inclusion acceptance identity
    armour armor sword shield castle dragon dragons wizard wizards magic quest kingdom empire galaxy planet rocket robot robots alien
    trilogy saga sequel prequel remake episode chapter volume edition series shadow shadows cliff cliffs wave waves storm thunder
    lightning fog mist breeze sunshine snowflake icicle avalanche earthquake flood drought wildfire volcano
    fridge oven stove sink shower toilet couch sofa pillow blanket curtain carpet lamp candle mirror drawer shelf cupboard
    bike bicycle scooter motorbike motorcycle tram subway metro taxi cab ferry boat ship plane helicopter
    backpack suitcase wallet purse keys glasses headphones charger battery keyboard mouse printer router tablet
    shirt pants jeans shorts skirt dress suit tie scarf gloves hat cap boots sneakers sandals socks coat sweater hoodie
    monday's tuesday's blackout deadline meeting agenda memo invoice receipt contract salary bonus promotion layoff
    bro bruh dang gosh geez jeez sheesh yikes eek ahh ooh oooh aww hahah hahahaha xoxo hugs kisses cheers toodles ciao adios
    define describe explain translate summarize summarise rewrite convert calculate compute compare list generate debug refactor
    implement install configure deploy upgrade downgrade restart reboot reset login logout subscribe unsubscribe
    assume assuming given suppose regardless speaking considering including regarding concerning depending based
    congratulations condolences greetings regards sincerely best warmly yours respectfully thanks
    ma'am maam sir madam mister miss kiddo folks peeps fellas
    """

  /// Months, weekdays and feasts: times, not entities.
  static let calendar = """
    january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept
    oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun mondays
    tuesdays wednesdays thursdays fridays saturdays sundays christmas xmas easter halloween thanksgiving hanukkah chanukah
    ramadan eid diwali kwanzaa passover lent chuseok seollal valentines valentine hogmanay nye spring summer autumn fall
    winter am pm gmt utc est pst cet kst eve
    """

  /// Peoples and languages: they qualify what is spoken of.
  static let demonyms = """
    american african asian european british english scottish welsh irish french german italian spanish portuguese dutch belgian
    swiss austrian danish swedish norwegian finnish icelandic polish czech slovak hungarian romanian bulgarian greek turkish
    russian ukrainian belarusian lithuanian latvian estonian serbian croatian bosnian slovenian albanian macedonian israeli
    jewish hebrew arab arabic egyptian moroccan algerian tunisian libyan lebanese syrian jordanian iraqi iranian persian saudi
    emirati kuwaiti afghan pakistani indian hindi tamil bengali punjabi urdu telugu nepali sinhalese bangladeshi burmese thai
    vietnamese cambodian khmer lao malaysian malay indonesian filipino tagalog chinese mandarin cantonese taiwanese japanese
    korean koreans mongolian tibetan kazakh uzbek georgian armenian azerbaijani ethiopian kenyan nigerian ghanaian ugandan
    tanzanian somali sudanese swahili zulu canadian mexican cuban jamaican haitian dominican colombian venezuelan peruvian
    chilean argentinian argentine bolivian ecuadorian brazilian uruguayan paraguayan latin latino latina latinos hispanic
    caribbean australian aussie kiwi maori polynesian hawaiian californian texan parisian londoner nordic scandinavian baltic
    slavic mediterranean western eastern northern southern christian christians catholic protestant orthodox muslim muslims
    islamic buddhist hindu sikh atheist gothic baroque victorian roman celtic catalan basque galician flemish yiddish esperanto
    americans germans italians europeans asians africans
    """

  /// Capital letters that are no names.
  static let acronyms = """
    tv pc ceo cto cfo coo cmo vp hr pr it ai ml ui ux qa rd dm pm am lol omg omfg btw fyi asap diy faq eta rsvp ps pps tba tbd tbh
    imo imho idk ikr smh ttyl brb gg irl afaik nsfw tldr ok url http https api sdk css html json xml yaml csv pdf jpg png gif svg
    mp3 mp4 usb hdmi wifi gps sms dna rna gdp vat iq eq id ids cv phd msc bsc mba ma ba md usd eur gbp krw ac dc hd uhd led lcd
    cpu gpu ram rom ssd hdd os ip dns vpn ssh sql crud mvp kpi okr roi b2b b2c saas nda llc rn rip bbq bff bf gf mil ceos tvs pcs
    cvs hiit adhd ptsd ocd pms hiv uti mri ekg icu er or gp otc spf pta pto wfh ooo lgbt lgbtq lgbtqia bipoc ngo ufo vip mvp
    nft aka rpg mmo mmorpg fps npc dlc lan afk gg jk nvm cc bcc re fwd attn misc etc wifi wi-fi ii iii iv vi vii viii ix xi dj mc tl qr kg km cm mm ml mg lb oz ft mph kph
    """
}
