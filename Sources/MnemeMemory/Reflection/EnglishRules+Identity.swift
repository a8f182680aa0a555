import MnemeCore

extension LanguageRules {
  /// Who somebody is: name, age, birth, home, contact, language.
  static let englishIdentity: [ReflectionRule] = [
    ReflectionRule(
      "name", .fact, 0.9, attribute: "name",
      [
        "my ?full|first|real name is|'s <v>", "^ call me <v>", "you can call me <v>", "i am called <v>", "i go by <v>",
        "everyone|everybody|people|friends calls|call me <v>", "^ name is|'s <v>", "i am named <v>",
        "^ i am <v:A> $", "^ i am A <v:A> now", "i changed my ?last|first|family name|surname * to <v>",
        "my ?last|family name|surname is now|'s <v>", "please call me <v>",
      ],
      examples: ["my name's Ravi btw", "Hi, I'm Mina", "You can call me Mina", "everyone calls me tom"]),
    ReflectionRule(
      "birthday", .fact, 0.85, attribute: "birthday",
      [
        "my birthday is|'s <v>", "i was born on <v>", "i was born in @month|# <v>", "i was born in # $",
        "my birthday falls on <v>", "my date of birth is <v>",
      ],
      examples: ["my bday is march 3rd", "i was born on 4 July 1990", "I was born in 1988"]),
    ReflectionRule(
      "birthplace", .fact, 0.7, attribute: "birthplace",
      ["i was born ?and ?raised in|near|at <v>", "my birthplace is <v>"],
      examples: ["I was born and raised in Cork"]),
    ReflectionRule(
      "origin", .fact, 0.75, attribute: "hometown",
      [
        "i am from <v>", "i come from <v>", "i grew up in|on|near <v>", "i was raised in <v>", "my hometown is <v>",
        "my home town is <v>",
      ],
      examples: ["I'm originally from Leeds", "i grew up in a small village near Graz"]),
    ReflectionRule(
      "moved on", .fact, 0.85, attribute: "home", isCorrection: true,
      [
        "i lived|live|living in|at|near * before|then|until|and ?i @move ?back|away|over to <v>",
        "i used to live in|at|near * before|then|until|but ?i @move ?back|away|over to <v>",
        "i @move from <o> to <v>",
        "i have @move from <o> to <v>",
      ],
      examples: ["I lived in Ghent, then moved to Lund", "we used to live in Cork before we moved to Bath"]),
    ReflectionRule(
      "past home", .fact, 0.6,
      [
        "i used to live in|at|near|on|with <v>", "i lived in|at|near|on|with <v>",
        "i have lived in * places|countries|cities <v>",
        "i moved away from <v>",
      ],
      examples: ["I used to live in Porto", "we lived in Kyoto for 2 years"]),
    ReflectionRule(
      "home ended", .fact, 0.8, attribute: "home", isCorrection: true,
      [
        "i do not live in|at|near <v>", "i no longer live in|at|near <v>", "i am not|no living|longer in|living <v>",
        "i no longer reside in <v>",
      ],
      examples: ["i dont live in porto anymore", "I no longer live in Graz"]),
    ReflectionRule(
      "moved", .fact, 0.85, attribute: "home", isCorrection: true,
      [
        "i @move to <v>", "i @move @onward * to <v>", "i @move my family|household|kids|children to <v>",
        "i * and|then @move ?back|away|over to <v>", "i have @move ?back to <v>", "^ @move to <v>",
        "i @move into <v>", "i @move back to <v>",
        "i settled ?down in <v>", "i have settled ?down in <v>",
      ],
      examples: ["I moved to Lisbon", "just moved to berlin last week 🎉", "we've moved back to Ghent"]),
    ReflectionRule(
      "home", .fact, 0.8, attribute: "home",
      [
        "i @live ?over ?out ?right ?down ?up in|near|at|on|by|outside <v>", "i am @live in|near|at|on|outside <v>",
        "i have been @live in|near|at|on|outside <v>", "i have lived in <v>", "i am based in|near|out <v>",
        "i am renting * in <v>", "i rent * in <v>", "^ @live in <v>", "^ based in <v>", "my home is in|near <v>",
        "my house|apartment|place is in|near|on <v>",
      ],
      examples: [
        "I live in Porto", "im living in seoul rn", "I'm based in Tallinn", "we've been living near Utrecht since 2019",
      ]),
    ReflectionRule(
      "household", .fact, 0.6, attribute: "household",
      ["i @live with|alone|together <v>", "i @live alone", "i am @live with <v>"],
      examples: ["I live with my sister and two cats"]),
    ReflectionRule(
      "age", .fact, 0.8, attribute: "age",
      [
        "i am # ?years|yrs|year|yo|y $", "i am # years|yrs|year|yo old", "i am # yo", "i turned #", "i turn # <v>",
        "i will be|turn # ?years ?old <v>", "my age is #", "i am # and|born|from", "i am a # year old",
      ],
      examples: ["I'm 34 years old", "i turned 40 yesterday", "im 27"]),
    ReflectionRule(
      "email", .fact, 0.8, attribute: "email", ["my * email ?address is|'s <v>", "email me at <v>"],
      examples: ["my email is ada@example.org"]),
    ReflectionRule(
      "phone", .fact, 0.8, attribute: "phone",
      [
        "my * phone number is|'s|ends <v>", "my * phone is|'s # <v>", "my number is|'s|ends <v>",
        "i have|got a new ?phone number <v>",
        "i changed|have my|changed ?my ?phone number <v>", "my * phone is|'s #",
      ],
      examples: ["My phone number is 555 0102", "my new cell is 555-0199"]),
    ReflectionRule(
      "address", .fact, 0.8, attribute: "address",
      ["my ?home|new|postal|street address is|'s <v>", "my postcode|zip ?code is <v>"],
      examples: ["my new address is 12 Elm Street"]),
    ReflectionRule(
      "native language", .fact, 0.75, attribute: "native language",
      ["my native|first ?language|tongue is <v>", "my mother tongue|language is <v>"],
      examples: ["my first language is Basque", "my mother tongue is Tamil"]),
    ReflectionRule(
      "languages", .fact, 0.65, ["i speak|can|am speak|fluent ?in <v>", "i am fluent in <v>", "i speak <v>"],
      examples: ["I speak Polish and a bit of Czech"]),
    ReflectionRule(
      "time zone", .fact, 0.7, attribute: "time zone",
      ["my time zone is <v>", "i am in|on the . time zone <v>", "i am in the . time zone", "i am on . time $"],
      examples: ["my timezone is UTC+9"]),
    ReflectionRule(
      "blood type", .fact, 0.85, attribute: "blood type", ["my blood type|group is|'s <v>"],
      examples: ["my blood type is O negative"]),
    ReflectionRule(
      "weight", .fact, 0.6, attribute: "weight",
      [
        "i weigh <v>", "my weight is|'s <v>", "i am * up|down to # kilos|kg|kilograms|pounds|lbs|stone",
        "i am # kilos|kg|kilograms|pounds|lbs|stone",
      ],
      examples: ["I weigh 64 kilos", "I'm down to 90 kg"]),
    ReflectionRule(
      "height", .fact, 0.6, attribute: "height",
      ["i am # cm|feet|foot|ft|meters|metres|m ?tall <v>", "i am # # tall", "my height is <v>", "i am # . tall"],
      examples: ["I'm 182 cm tall"]),
  ]
}
