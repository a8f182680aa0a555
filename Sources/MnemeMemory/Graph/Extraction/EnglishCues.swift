/// English words that tell what stands beside them.
enum EnglishCues {
  /// Before a person's name, and no part of its key.
  static let titles = """
    mr mrs ms mx miss dr doctor prof professor sir madam dame lord lady rev reverend father brother sister fr pastor rabbi imam
    captain capt lieutenant sgt sergeant colonel general officer detective judge justice senator sen governor president king queen
    prince princess pope saint aunt auntie uncle grandma grandpa granny nana coach chef nurse principal dean
    """

  /// Nouns that relate a person to another, with the relation they make: `x is my <noun>` gives `x <relation> me`.
  static let kin: [String: String] = [
    "sister_of": "sister sis sisters stepsister half-sister",
    "brother_of": "brother bro brothers stepbrother half-brother",
    "sibling_of": "sibling siblings twin twins triplet",
    "mother_of": "mother mom mum mama mommy mummy ma stepmother stepmom stepmum",
    "father_of": "father dad papa daddy stepfather stepdad",
    "parent_of": "parents parent folks",
    "son_of": "son sons stepson boy",
    "daughter_of": "daughter daughters stepdaughter",
    "child_of": "kid kids child children baby toddler newborn",
    "partner_of": """
    wife husband partner girlfriend boyfriend spouse fiance fiancee hubby gf bf significant-other
    """,
    "former_partner_of": "ex ex-wife ex-husband ex-girlfriend ex-boyfriend ex-partner",
    "grandmother_of": "grandmother grandma granny nana gran nan great-grandmother",
    "grandfather_of": "grandfather grandpa granddad grandad great-grandfather",
    "grandchild_of": "grandson granddaughter grandchild grandchildren grandkid grandkids grandsons granddaughters",
    "aunt_of": "aunt auntie aunts great-aunt",
    "uncle_of": "uncle uncles great-uncle",
    "cousin_of": "cousin cousins",
    "niece_of": "niece nieces",
    "nephew_of": "nephew nephews",
    "sister_in_law_of": "sister-in-law sisters-in-law",
    "brother_in_law_of": "brother-in-law brothers-in-law",
    "mother_in_law_of": "mother-in-law",
    "father_in_law_of": "father-in-law",
    "son_in_law_of": "son-in-law",
    "daughter_in_law_of": "daughter-in-law",
    "godparent_of": "godmother godfather",
    "godchild_of": "godson goddaughter godchild",
    "friend_of": "friend friends buddy buddies pal pals bestie besties bff mate mates girlfriends penpal",
    "colleague_of": """
    colleague colleagues coworker coworkers co-worker co-workers teammate teammates workmate labmate cofounder co-founder classmate \
    classmates deskmate
    """,
    "manager_of": "boss manager supervisor advisor adviser bosses managers",
    "roommate_of": "roommate roommates flatmate flatmates housemate housemates roomie",
    "neighbor_of": "neighbor neighbour neighbors neighbours",
    "teacher_of": "teacher tutor professor mentor instructor teachers",
    "coach_of": "coach trainer",
    "student_of": "student students mentee pupil intern",
    "therapist_of": "therapist counselor counsellor psychologist psychiatrist",
    "doctor_of": "doctor dentist physician pediatrician paediatrician dermatologist gp physio physiotherapist",
    "landlord_of": "landlord landlady",
    "babysitter_of": "babysitter nanny",
    "pet_of": """
    dog cat puppy pup kitten pet pets dogs cats kittens puppies rabbit bunny hamster parrot budgie turtle tortoise horse pony goldfish fish \
    gecko snake lizard ferret guinea-pig labrador corgi poodle beagle greyhound spaniel husky dachshund terrier collie pug retriever
    """,
  ]

  /// Last words of names of organisations.
  static let organizationEnds = """
    inc incorporated ltd limited llc llp corp corporation co company companies gmbh ag plc sa bv oy ab group holdings partners
    associates industries enterprises ventures capital consulting solutions systems technologies technology software labs lab
    laboratories laboratory studios studio pictures records media press publishing books news times university college school
    academy institute institution polytechnic hospital clinic bank insurance airlines airways air railways rail motors
    pharmaceuticals pharma foundation fund trust society association union federation council committee ministry department
    agency bureau commission church cathedral parish temple mosque synagogue museum gallery library theatre theater orchestra
    choir ensemble quartet club fc united team clinic pharmacy bakery brewery winery bookshop bookstore kitchen bistro
    restaurant cafe diner grill pizzeria hotel hostel inn supermarket mart stores store shop outfitters robotics analytics
    dynamics electronics energy foods logistics networks therapeutics biotech architects daycare kindergarten preschool
    """
  /// Nouns that stand for an organisation; "University of Graz".
  static let organizationHeads = """
    university college school academy institute bank museum ministry department church bureau society association order house
    """
  static let placeEnds = """
    street avenue road lane boulevard drive square plaza park garden gardens beach bay lake river creek falls waterfall mountain
    mountains peak hill hills valley canyon island islands isle desert forest woods national-park coast peninsula cape city town village
    county province state district island airport station harbor harbour port bridge castle palace tower stadium arena market
    trail heights springs reserve zoo aquarium canal pier ridge glacier volcano
    """
  static let placeHeads =
    "lake mount mt cape fort port san santa saint st los las el rio isle north south east west new downtown central"
  static let eventEnds = """
    festival fest conference marathon half-marathon triathlon cup championship championships olympics games summit expo fair parade
    awards symposium biennale tournament open regatta hackathon con gala carnival prix derby bowl
    """
  static let productEnds = "app pro max mini ultra plus api sdk cli framework engine os"

  /// Nouns before a name that say what it is ("the app Tidewater", "a project called Heron").
  static let nouns: [String: String] = [
    "person": """
    guy man woman girl boy lady kid baby person fellow gentleman author writer singer actor actress musician artist composer poet guitarist
    pianist drummer painter novelist comedian podcaster youtuber
    """,
    "organization": """
    company startup firm restaurant cafe coffeeshop bakery bar pub band club team school university college organization \
    organisation nonprofit charity agency studio shop store bookstore bookshop choir orchestra bank gym hospital clinic
    """,
    "place": """
    city town village country island beach lake river mountain park neighborhood neighbourhood street suburb region
    """,
    "project": "project initiative repo repository prototype codename",
    "product":
      "app application tool software program website site game editor library framework language bot plugin service device",
    "event": "festival conference event workshop meetup concert tournament exhibition retreat hackathon race marathon",
    "concept":
      "book novel movie film show series song album podcast documentary play musical poem painting magazine blog channel",
  ]

  static let named = "called named titled nicknamed dubbed entitled"

  /// Verbs whose subject is a person.
  static let personVerbs = """
    said says told tells asked asks thinks thought texted laughed laughs smiled smiles cried cries hugged married replied answered
    whispered shouted joked hopes wants wanted knows knew feels felt believes loves loved likes liked hates enjoys called calls
    phoned emailed messaged invited invites visited visits lives lived moved works worked studies studied graduated retired
    died cooks cooked baked drove drives dropped sleeps slept woke wore wears teaches taught recommended recommends suggested
    prefers adores drinks eats speaks owns misses dislikes arrived arrives snores
    promised forgot remembers remembered proposed apologized apologised brought gave gives introduced helped helps agreed
    """
  /// Verbs and phrases whose object is a person when nothing says otherwise.
  static let personObjects = """
    met meet meeting meets told tell asked ask called texted emailed phoned hugged married thank thanked invited introduced kissed
    text helped
    """
  /// Nouns of which a person is the owner ("Mira's birthday").
  static let personThings = """
    birthday wedding house place apartment flat car mom mum dad mother father sister brother son daughter wife husband partner
    girlfriend boyfriend kids kid children family parents baby dog cat voice advice help recipe cake job boss office room graduation
    party phone number email surgery funeral opinion favorite favourite idea smile hair hand face eyes friend friends cooking
    """
  static let greetings = """
    hi hey hello dear thanks thank bye goodbye congrats congratulations welcome sorry yo hiya cheers morning evening night goodnight
    """

  static let live = "live lives living lived reside resides residing resided based settled"
  static let move = "moved relocated relocating moving move"
  static let work = "work works working worked employed intern interned interning"
  static let job = "job position role internship gig"
  static let join = "joined join joining"
  static let study = "study studies studying studied enrolled"
  static let visit = "visited visit visiting toured explored exploring"
  static let go = "went flew traveled travelled drove gone been trip flight vacation holiday honeymoon"
  static let like = "love loves loved like likes liked enjoy enjoys enjoyed adore adores prefer prefers"
  static let dislike = "hate hates hated dislike dislikes disliked detest detests despise loathe loathes"
  static let use = "use uses using used"
  static let make = "building developing creating launching launched built"

  /// The clause supposes, wishes, plans or reports: nothing of it is a fact yet.
  static let distance = """
    if unless whether would could should might may maybe perhaps wish wishes wished hope hopes hoping want wants wanted wanting plan plans
    planning planned going gonna will shall wonder wondering imagine suppose dream dreams dreamed dreaming think thinks thought heard
    consider considering thinking someday probably 'd 'll guess pretend supposed supposedly almost nearly ask asked
    """
  static let negation = """
    not never no cannot cant dont doesnt didnt isnt arent wasnt werent havent hasnt hadnt wont wouldnt couldnt shouldnt aint without stopped
    stop neither nor hardly
    """
  /// May stand between a subject and its verb.
  static let adverbs = """
    really also just now still always currently recently finally actually absolutely totally definitely truly both all even already
    only mostly mainly usually often sometimes generally especially particularly very so too much officially temporarily have has
    had am is are was were be been being 'm 're 've 's do does did ever used to
    """
  /// Objects that say nothing.
  static let hollow = """
    thing things way ways idea ideas one ones stuff time times place places people person day days lot lots part parts fact feeling
    feelings moment moments everything something anything nothing someone everyone being having getting going doing seeing hearing talking
    saying knowing thinking making taking giving looking trying using working sound look sense kind sort type bit rest back more
    most less same other others much many so too here there now today yesterday tomorrow again each how what when where why who that
    this those these it them you me us him her your his their its seen said hello life job name
    make makes made keep keeps get gets give gives bring brings help helps let lets take takes go goes come comes play plays work works feel
    feels taste tastes look looks sounds amazing new different certain various such energy vibe vibes details detail connection experience
    color colors colour colours
    chat chatting catching sharing spending helping learning supporting watching eating drinking playing listening reading
    """
  /// Gerunds that stand for what follows them ("playing the cello").
  static let lightGerunds =
    "playing eating drinking watching making cooking baking reading writing doing practicing practising learning singing"

  /// Gerunds that are pastimes by themselves; others are the verb of a clause ("I love finding out").
  static let activities = """
    hiking swimming running jogging walking cycling biking climbing bouldering skiing snowboarding skating surfing sailing rowing kayaking
    canoeing rafting diving snorkeling fishing hunting camping backpacking traveling travelling gardening cooking baking grilling brewing
    knitting crocheting sewing weaving quilting embroidering painting drawing sketching sculpting photographing filming writing journaling reading
    singing dancing acting drumming songwriting composing gaming coding programming woodworking whittling birding birdwatching stargazing geocaching
    bowling boxing wrestling fencing archery horseriding riding driving sightseeing shopping thrifting decorating cleaning volunteering
    teaching studying meditating stretching lifting weightlifting powerlifting parkour skateboarding paragliding skydiving windsurfing kitesurfing
    ironing commuting flying sleeping napping partying networking blogging podcasting vlogging beekeeping foraging upcycling scrapbooking
    """

  static let hyphenTails = """
    based born style like inspired made only related level wide themed ish side bound speaking trained educated area
    """
}
