/// Words that mean nearly the same in a question and its answer, and categories with their members.
enum AnswerConcepts {
  /// Words that count as a match for a concept word of the question; the first is the concept's name.
  static let synonyms: [[String]] = [
    [
      "home", "live", "living", "lives", "lived", "reside", "move", "moved", "address", "relocate", "based", "located",
      "settled", "house", "apartment", "flat", "stay",
    ],
    [
      "job", "work", "works", "worked", "working", "employer", "employed", "profession", "occupation", "career",
      "company", "hired", "firm", "office", "workplace",
    ],
    ["favourite", "favorite", "fav", "like", "love", "enjoy", "prefer", "best", "adore"],
    ["hate", "dislike", "detest", "avoid", "stand", "loathe", "hates", "despise"],
    ["birthday", "born", "birth", "bday", "birthdate"],
    ["car", "drive", "vehicle", "drives", "truck", "van", "automobile"],
    ["partner", "wife", "husband", "spouse", "married", "girlfriend", "boyfriend", "fiance", "marry", "significant"],
    ["allergy", "allergic", "allergies", "intolerant", "intolerance", "react", "epipen"],
    ["name", "named", "called", "call", "names"],
    ["old", "age", "turned", "aged"],
    [
      "trip", "travel", "travelling", "fly", "flying", "flight", "vacation", "holiday", "visit", "visiting", "going",
      "journey", "go", "tour", "leaving", "cruise",
    ],
    ["study", "studying", "major", "degree", "studied", "course", "subject"],
    ["school", "university", "college", "attend", "graduated", "alma", "academy"],
    ["learn", "learning", "lessons", "practise", "practice", "studying", "class", "classes", "started"],
    ["play", "playing", "practise", "plays", "instrument", "played"],
    ["film", "movie", "movies", "films", "cinema"],
    ["begin", "start", "started", "starting", "starts", "begins", "began"],
    ["doctor", "dentist", "physician", "appointment", "checkup"],
    ["prepare", "preparing", "train", "training"],
    ["exercise", "sport", "workout", "run", "running", "swim", "gym", "train", "training", "cycling"],
    ["mother", "mum", "mom", "mama"], ["father", "dad", "papa"],
    ["grandmother", "grandma", "granny", "nana"], ["grandfather", "grandpa", "granddad"],
    ["child", "children", "kid", "kids", "son", "daughter", "baby"],
    ["sibling", "siblings", "brother", "sister", "brothers", "sisters", "twin"],
    [
      "dog", "puppy", "pup", "doggo", "hound", "terrier", "labrador", "poodle", "beagle", "corgi", "retriever",
      "collie", "dachshund", "greyhound", "husky", "spaniel",
    ],
    ["cat", "kitten", "kitty", "tabby", "siamese", "persian", "ragdoll", "tomcat", "coon"],
    [
      "breed", "beagle", "labrador", "terrier", "poodle", "corgi", "retriever", "collie", "dachshund", "greyhound",
      "husky", "spaniel", "shepherd", "tabby", "siamese", "persian", "ragdoll", "mix",
    ],
    ["food", "eat", "dish", "meal", "cuisine", "cook", "eating"],
    ["drink", "beverage", "drinking"],
    ["wed", "wedding", "marry", "married", "marrying", "anniversary"],
    ["hobby", "hobbies", "pastime", "free", "spare", "leisure", "fun", "enjoy", "love", "into"],
    ["buy", "bought", "purchase", "purchased", "got", "get"],
    ["big", "size"], ["scared", "afraid", "fear", "phobia", "terrified"],
    ["hometown", "grow", "grew", "raised", "childhood", "from", "born"],
    ["phone", "number", "mobile"], ["exam", "test", "exams"],
    ["hurt", "injure", "broke", "break", "injury", "sprained"],
    ["marathon", "race", "running", "triathlon"], ["boss", "manager", "supervisor"], ["wifi", "network", "password"],
    ["stop", "quit", "gave", "stopped", "longer"], ["key", "keys"],
    ["kept", "keep", "hidden", "hide", "store", "put", "under", "behind", "inside"],
    ["medicine", "medication", "pills", "tablets", "take"], ["wake", "get", "up", "morning"],
    ["vegetarian", "diet", "vegan", "meat", "eat"], ["meet", "met", "meeting"],
    ["finish", "finished", "completed", "complete"],
    ["language", "speak", "languages"], ["sibling", "siblings"], ["flatmate", "roommate"],
  ]

  /// What kind of thing a question names → things of that kind.
  static let members: [String: Set<String>] = [
    "colour": [
      "red", "blue", "green", "yellow", "orange", "purple", "pink", "black", "white", "brown", "grey", "gray", "teal",
      "turquoise", "violet", "indigo", "crimson", "beige", "gold", "silver", "navy", "maroon", "olive", "lavender",
      "magenta", "cyan", "amber", "scarlet", "burgundy", "mint", "coral",
    ],
    "pet": [
      "dog", "cat", "puppy", "kitten", "rabbit", "hamster", "parrot", "budgie", "canary", "goldfish", "turtle",
      "tortoise", "snake", "lizard", "gecko", "horse", "pony", "ferret", "hedgehog", "chinchilla", "dogs", "cats",
      "iguana", "cockatoo", "labrador", "terrier", "greyhound", "corgi", "beagle", "poodle",
    ],
    "instrument": [
      "guitar", "piano", "violin", "cello", "drums", "bass", "flute", "saxophone", "trumpet", "ukulele", "harp",
      "clarinet", "viola", "banjo", "accordion", "oboe", "trombone", "bassoon", "mandolin", "keyboard", "harmonica",
      "organ",
    ],
    "sport": [
      "football", "soccer", "tennis", "basketball", "volleyball", "hockey", "rugby", "cricket", "golf", "badminton",
      "swim", "swimming", "running", "climbing", "bouldering", "cycling", "rowing", "skiing", "surfing", "judo",
      "karate", "fencing", "handball", "squash", "sailing", "yoga", "boxing", "archery", "marathon",
    ],
    "language": [
      "english", "spanish", "french", "german", "italian", "portuguese", "dutch", "polish", "czech", "russian",
      "korean", "japanese", "chinese", "mandarin", "arabic", "turkish", "greek", "swedish", "norwegian", "danish",
      "finnish", "hindi", "tamil", "hebrew", "welsh", "basque", "catalan", "ukrainian", "thai", "vietnamese", "swahili",
      "irish",
    ],
    "day": [
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "tomorrow", "yesterday",
    ],
    "month": [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ],
    "animal": [
      "dog", "cat", "rabbit", "hamster", "parrot", "horse", "snake", "turtle", "spider", "spiders", "bees", "bird",
      "birds", "shark", "sharks", "snakes", "owl", "otter", "fox",
    ],
    "drink": [
      "tea", "coffee", "beer", "wine", "juice", "water", "milk", "cola", "matcha", "espresso", "cocoa", "lemonade",
      "kombucha", "whisky", "gin", "latte",
    ],
    "food": [
      "peanuts", "nuts", "shellfish", "shrimp", "prawns", "fish", "eggs", "milk", "gluten", "wheat", "soy",
      "strawberries", "kiwi", "cheese", "pizza", "pasta", "sushi", "ramen", "curry", "noodles", "rice", "soup", "tacos",
      "mushrooms", "coriander", "cilantro", "dumplings", "cashews", "almonds", "lasagna", "meat", "dairy", "olives",
      "onions",
      "garlic", "tomatoes", "spinach", "broccoli", "cabbage", "beetroot", "celery", "cucumber", "carrots", "peas",
      "beans",
      "lentils", "tofu", "avocado", "bananas", "apples", "oranges", "grapes", "melon", "pineapple", "chocolate", "cake",
      "liquorice", "yoghurt", "butter", "bread", "porridge", "salad", "chicken", "beef", "pork", "lamb", "bacon",
      "salmon",
      "tuna", "anchovies", "oysters", "squid", "ginger", "honey", "mustard", "pickles", "sesame", "hazelnuts",
      "pistachios",
      "pancakes", "burgers", "kimchi", "burritos", "stew",
    ],
  ]

  /// Words of a question that name a being or a thing it is about: an answer must speak of the same one.
  static let anchors: Set<String> = [
    "wife", "husband", "partner", "girlfriend", "boyfriend", "mother", "father", "sister", "brother", "son", "daughter",
    "child",
    "kid", "children", "kids", "parents", "grandmother", "grandfather", "aunt", "uncle", "cousin", "niece", "nephew",
    "friend", "boss",
    "manager", "roommate", "flatmate", "neighbour", "neighbor", "colleague", "teacher", "dog", "cat", "rabbit",
    "hamster", "parrot",
    "horse", "pet", "fish", "bird", "car", "bike", "boat", "mum", "mom", "dad", "grandma", "grandpa", "puppy", "kitten",
    "sibling",
    "baby", "landlord", "doctor", "dentist", "therapist", "turtle", "snake", "family", "fiance", "spouse", "twin",
    "stepfather", "stepmother",
  ]

  /// Question words that ask for an attribute rather than name a thing: they weigh less.
  static let light: [String: Double] = [
    "name": 0.6, "favourite": 0.6, "favorite": 0.6, "like": 0.5, "love": 0.6, "kind": 0.1, "far": 0.2, "type": 0.35,
    "sort": 0.1,
    "get": 0.25, "got": 0.25, "go": 0.4,
    "going": 0.4, "make": 0.4, "take": 0.35, "use": 0.5, "want": 0.4, "plan": 0.4, "planning": 0.4, "day": 0.3,
    "time": 0.35,
    "year": 0.3, "month": 0.3, "date": 0.3, "thing": 0.1, "things": 0.1, "place": 0.3, "city": 0.4, "town": 0.4,
    "country": 0.4, "person": 0.2,
    "new": 0.3, "old": 0.6, "number": 0.8, "big": 0.5, "currently": 0.05, "now": 0.05, "recently": 0.05, "last": 0.15,
    "next": 0.15, "first": 0.3,
    "colour": 0.6, "color": 0.6, "instrument": 0.8, "language": 0.8, "called": 0.5, "start": 0.5, "happen": 0.1,
    "happened": 0.1, "mention": 0.1, "mentioned": 0.1,
    "again": 0.05, "usually": 0.1, "current": 0.1, "keep": 0.5, "breed": 0.7, "musical": 0.1, "brand": 0.4,
    "upcoming": 0.05, "evening": 0.4, "night": 0.4,
    "own": 0.3, "supposed": 0.1, "need": 0.4, "week": 0.3, "days": 0.05, "these": 0, "exactly": 0.05, "am": 0,
    "spend": 0.3, "called ": 0.5,
  ]

  static let hollow: Set<String> = [
    "a", "an", "the", "i", "me", "my", "mine", "we", "our", "us", "you", "your", "he", "she", "his", "her", "they",
    "their", "it", "its", "is", "are",
    "was", "were", "am", "be", "been", "do", "does", "did", "have", "has", "had", "will", "would", "can", "could",
    "should", "shall", "may", "might",
    "what", "who", "where", "when", "why", "how", "which", "whose", "whom", "of", "to", "in", "at", "on", "for", "with",
    "about", "by", "and", "or",
    "that", "this", "these", "those", "there", "here", "please", "tell", "remember", "know", "say", "said", "remind",
    "ever", "any", "some",
    "so", "s", "not", "t", "m", "re", "ve", "ll", "d", "many", "much", "long", "often", "if", "as", "just", "also",
    "hey", "hi", "ok", "again", "told",
    "recall", "think", "let", "give", "got", "them", "him", "under", "into", "up", "out", "does", "being", "than",
    "then", "too", "called", "im", "whats",
    "still", "most", "see", "cant", "dont", "currently", "now", "anything", "something", "mention", "mentioned", "ago",
    "but", "actually", "really",
    "s'", "wheres", "whos", "whens",
  ]

  // MARK: Looked up by stem

  /// Words of one meaning, and their stems.
  struct Group: Sendable {
    let name: String
    let words: Set<String>
    let stems: Set<String>
  }

  private static let all = synonyms.map { Group(name: $0[0], words: Set($0), stems: Set($0.map(WordForms.stem))) }
  private static let byStem: [String: [Int]] = {
    var table: [String: [Int]] = [:]
    for (number, group) in all.enumerated() {
      for stem in group.stems { table[stem, default: []].append(number) }
    }
    return table
  }()

  /// The groups that a word belongs to, in the order of the table.
  static func groups(of stem: String) -> [Group] { (byStem[stem] ?? []).map { all[$0] } }

  /// Things of the kind that a word names.
  static func members(of word: String, _ stem: String) -> Set<String>? {
    members[word == "color" ? "colour" : word] ?? members[stem] ?? members[String(word.dropLast())]
  }

  static let koreanSynonyms: [[String]] = [
    ["살", "사는", "산다", "집", "이사", "거주", "사나"],
    [
      "직업", "일하", "일해", "다니", "다녀", "회사", "근무", "직장", "간호사", "교사", "의사", "개발자", "작가", "기자", "요리사", "번역가", "약사", "디자이너",
      "학생", "취직", "이직",
    ], ["이름", "불러"], ["생일", "태어"],
    ["좋아", "최애", "즐겨", "취미", "사랑"], ["싫", "안 좋아"], ["알레르기", "알러지", "못 먹", "못먹"],
    ["키우", "키워", "반려", "강아지", "고양이", "동물"],
    ["여행", "갈 거", "가요", "간다", "가기로", "가는"], ["배우", "배워"], ["결혼"], ["나이", "살이"], ["색", "색깔"], ["전공", "공부"],
    ["고향", "출신", "자랐"], ["면접", "시험"],
  ]

  /// Beginnings of words that mean nearly the same.
  static func korean(near word: String) -> [String] {
    koreanSynonyms.filter { group in group.contains { word.hasPrefix($0) } }.flatMap { $0 }
  }
}
