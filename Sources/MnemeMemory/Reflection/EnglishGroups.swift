/// Word lists that the English patterns name as `@group`.
enum EnglishGroups {
  static let table: [String: [String]] = lists.mapValues { $0.split(separator: " ").map(String.init) }

  private static let lists: [String: String] = [
    "i": "i we",
    "am": "am are was",
    "be": "is are was 's",
    "live": "live lives living reside residing",
    "move": "moved relocated",
    // What may stand between "moved" and "to" when it is people who move: no thing that is moved.
    "onward": """
    back away out over down up here there again abroad overseas across house home flat apartment together in on with from \
    last this yesterday recently further permanently
    """,
    "partner": "wife husband partner girlfriend boyfriend spouse fiance",
    "single": """
    wife husband partner girlfriend boyfriend spouse fiance mother father boss manager roommate flatmate sister brother \
    son daughter baby twin grandmother grandfather stepmother stepfather landlord
    """,
    "unique": "mother father boss manager landlord supervisor stepmother stepfather",
    "which": "older younger elder little big eldest oldest youngest middle late twin",
    "code": "code password passcode pin",
    "slot": """
    number code password size gym club team plate pin username nickname room seat locker bank insurer landlord school \
    neighbourhood district doctor dentist therapist teacher coach bedtime alarm salary rent budget
    """,
    "system": "linux macos windows ubuntu debian fedora android ios chromeos freebsd openbsd arch mint nixos gentoo",
    "handset": """
    iphone pixel galaxy nokia fairphone motorola oneplus xiaomi huawei samsung blackberry sony
    """,
    "field": """
    law medicine biology chemistry physics mathematics maths math economics history philosophy psychology sociology \
    engineering architecture geology geography linguistics literature nursing pharmacy journalism politics music art \
    design business accounting statistics education anthropology archaeology theology astronomy dentistry agriculture \
    informatics finance marketing
    """,
    "flesh": "meat fish chicken beef pork dairy eggs cheese seafood",
    "membership": """
    club choir gym church party team band group class league union orchestra society forum server channel chat course \
    library crew community program programme facebook instagram discord reddit strava linkedin twitter tiktok duolingo \
    slack whatsapp netflix spotify telegram mastodon bluesky zoom
    """,
    "when": """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays \
    sundays noon midnight tomorrow next weekends weekdays today tonight
    """,
    "shifted": "moved changed rescheduled postponed pushed shifted brought put delayed",
    "device": """
    laptop computer tablet editor browser keyboard camera provider supplier tutor desk chair watch bike bicycle scooter \
    motorbike boat mattress printer headphones guitar piano violin subscription contract kettle bag coat sofa fridge oven
    """,
    "relation": """
    wife husband partner girlfriend boyfriend spouse fiance mother father sister brother son daughter kid kids \
    child children baby parents grandmother grandfather aunt uncle cousin niece nephew twin twins family friend \
    bestie boss manager roommate flatmate neighbour neighbor colleague coworker teacher stepmother stepfather \
    siblings sisters brothers grandparents godmother godfather doctor dentist therapist landlord mentor coach
    """,
    "pet": """
    dog dogs cat cats puppy puppies kitten kittens rabbit bunny hamster parrot budgie canary fish goldfish turtle \
    tortoise snake lizard gecko horse pony guinea ferret rat chicken chickens hens pet pets corgi poodle labrador \
    retriever beagle beagles greyhound greyhounds tabby labradors spaniels husky dachshund terrier spaniel collie pug goat bird mouse
    """,
    "profession": """
    nurse doctor teacher engineer developer programmer designer architect lawyer accountant chef cook baker \
    waiter waitress barista plumber electrician carpenter mechanic driver pilot dentist vet veterinarian \
    pharmacist therapist psychologist psychiatrist surgeon physician paramedic firefighter policeman policewoman \
    officer soldier student researcher scientist biologist chemist physicist mathematician statistician analyst \
    consultant manager director founder entrepreneur writer author journalist editor translator interpreter \
    librarian photographer painter artist musician singer dancer actor actress comedian filmmaker producer \
    farmer gardener florist tailor hairdresser barber salesperson cashier receptionist secretary assistant \
    administrator banker economist trader broker realtor professor lecturer tutor postdoc intern apprentice \
    technician welder builder contractor sailor fisherman geologist historian archaeologist linguist \
    illustrator animator tester freelancer homemaker retiree beekeeper potter weaver luthier midwife \
    physiotherapist optician astronomer diplomat civil judge attorney paralegal recruiter marketer
    """,
    "month": """
    january february march april may june july august september october november december jan feb mar apr jun \
    jul aug sep sept oct nov dec
    """,
    "thing": """
    meeting appointment interview flight exam deadline wedding party trip vacation holiday concert game race \
    marathon presentation dentist surgery checkup conference test date call class lesson recital ceremony \
    graduation viewing delivery move operation audition tournament match reservation booking
    """,
    "instrument": "guitar piano violin cello drums bass flute saxophone trumpet ukulele harp clarinet viola banjo",
    "condition": """
    asthma diabetes migraine migraines epilepsy adhd arthritis eczema anxiety depression insomnia hypertension \
    celiac coeliac anemia autism dyslexia tinnitus vertigo
    """,
    "diet": "vegan vegetarian pescatarian keto kosher halal lactose gluten-free teetotal teetotaler flexitarian",
    "carbrand": """
    toyota honda ford bmw audi mercedes volkswagen vw tesla kia hyundai nissan mazda subaru volvo fiat renault \
    peugeot skoda seat citroen opel jeep porsche mini lexus suzuki chevrolet dacia saab byd polestar alfa lancia jaguar rover cadillac chrysler dodge buick genesis
    """,
    "say": "said says say told tells thinks think believes claims wrote asked asks suggested joked",
    "deictic": "it this that you your them these those him her",
    "plan": "planning flying traveling visiting driving meeting seeing moving starting running hosting taking attending"
      + " giving speaking performing playing organising organizing throwing teaching graduating retiring marrying joining getting having leaving returning celebrating adopting going presenting",
  ]
}
