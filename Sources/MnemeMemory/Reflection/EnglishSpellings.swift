/// How people write English words in a chat → the words the rules name.
enum EnglishSpellings {
  static let table: [String: [String]] = {
    var table: [String: [String]] = [:]
    for (word, parts) in words { table[word] = parts.split(separator: " ").map(String.init) }
    return table
  }()

  private static let words: [String: String] = [
    "im": "i am", "we": "i", "our": "my", "names": "name 's", "were": "were", "we're": "i are", "we've": "i have",
    "we'll": "i will", "we'd": "i would", "i'm": "i am", "ive": "i have", "iam": "i am", "id": "id", "i'd": "i would",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "cant": "can not",
    "can't": "can not", "cannot": "can not", "won't": "will not", "wont": "will not",
    "isnt": "is not", "arent": "are not", "wasnt": "was not", "havent": "have not",
    "hasnt": "has not", "couldnt": "could not", "wouldnt": "would not", "shouldnt": "should not",
    "ain't": "is not", "aint": "is not", "youre": "you are", "theyre": "they are",
    "whats": "what is", "what's": "what is", "wheres": "where is", "where's": "where is",
    "who's": "who is", "whos": "who is", "when's": "when is", "whens": "when is",
    "how's": "how is", "hows": "how is", "thats": "that is", "that's": "that is",
    "it's": "it is", "he's": "he is", "she's": "she is", "hes": "he is", "shes": "she is",
    "there's": "there is", "theres": "there is", "here's": "here is", "let's": "let us",
    "lets": "let us", "gonna": "going to", "gunna": "going to", "wanna": "want to",
    "gotta": "got to", "favorite": "favourite", "favorites": "favourite",
    "favourites": "favourite", "fav": "favourite", "fave": "favourite", "favs": "favourite",
    "color": "colour", "colors": "colour", "colours": "colour", "u": "you", "ur": "your",
    "r": "are", "bday": "birthday", "b-day": "birthday", "birthdate": "birthday", "gf": "girlfriend",
    "bf": "boyfriend", "hubby": "husband", "hubs": "husband", "wifey": "wife", "fiancee": "fiance",
    "fiancé": "fiance", "fiancée": "fiance", "mom": "mother", "mum": "mother", "mommy": "mother",
    "mummy": "mother", "mama": "mother", "dad": "father", "daddy": "father", "papa": "father",
    "grandma": "grandmother", "granny": "grandmother", "gran": "grandmother", "nana": "grandmother",
    "grandpa": "grandfather", "granddad": "grandfather", "grandad": "grandfather",
    "bro": "brother", "sis": "sister", "anymore": "any more", "noone": "nobody", "luv": "love",
    "rlly": "really", "rly": "really", "tmrw": "tomorrow", "tmr": "tomorrow",
    "tomorow": "tomorrow", "tommorow": "tomorrow", "tommorrow": "tomorrow", "uni": "university",
    "doc": "doctor", "allergie": "allergy", "alergic": "allergic", "alergy": "allergy",
    "allergic": "allergic", "vegeterian": "vegetarian", "recieved": "received",
    "definately": "definitely", "travelling": "traveling", "travelled": "traveled",
    "e-mail": "email", "mail": "email", "cellphone": "phone", "mobile": "phone", "cell": "phone",
    "flat": "apartment", "timezone": "time zone", "apt": "apartment", "becuz": "because",
    "cuz": "because", "cos": "because", "coz": "because", "bc": "because", "pls": "please",
    "plz": "please", "thx": "thanks", "ty": "thanks", "btw": "btw", "idk": "idk",
    "reallly": "really", "relly": "really", "birthay": "birthday", "bithday": "birthday",
    "wensday": "wednesday", "wendsday": "wednesday", "moveed": "moved", "liek": "like",
    "hav": "have", "wrk": "work", "wroking": "working", "sould": "should", "studing": "studying",
  ]
}
