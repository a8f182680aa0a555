import MnemeCore

extension LanguageRules {
  /// Partners, families, pets, health.
  static let englishPeople: [ReflectionRule] = [
    ReflectionRule(
      "partner", .fact, 0.85, attribute: "partner", ends: ["marital status"],
      [
        "my @partner is called|named <v>", "my @partner 's name is <v>", "my @partner name is <v>",
        "i am married to <v>", "i am dating|seeing <v:A>", "i am in a relationship with <v>", "i married <v>",
        "i got married to <v>",
      ],
      examples: ["my wife's name is Ines", "I'm married to a Dane"]),
    ReflectionRule(
      "relationship ended", .fact, 0.8, attribute: "marital status", ends: ["partner"], isCorrection: true,
      [
        "i got|am divorced|widowed|separated <v>", "i got|am divorced|widowed|separated", "i am single $",
        "i am single again|now", "my @partner and i|me broke|split|separated|divorced <v>",
        "i broke up with my @partner", "i broke|split up with <p:A>", "^ i broke|split up $",
        "i am going through a divorce", "my @partner left|dumped me", "i called|broke off my|the engagement|wedding",
        "my @partner and i are divorced|separated",
      ],
      examples: ["i broke up with my boyfriend", "Mina and I broke up", "I'm divorced", "I'm single"]),
    ReflectionRule(
      "marital status", .fact, 0.8, attribute: "marital status", isCorrection: true,
      [
        "i am|got engaged to <v>", "i got married|engaged <v>", "i got married|engaged", "i am married|engaged",
        "i tied the knot",
        "i am not married", "i am in a relationship",
      ],
      examples: ["We got married in May", "Nils and I got engaged"]),
    ReflectionRule(
      "relative's name", .fact, 0.75,
      [
        "my * @relation is|are called|named <v>", "my * @relation 's name is <v>",
        "my * @relation 's|'s name|names is|are <v>",
        "i have|got a|an|# * @relation named|called <v>",
      ],
      examples: ["my little sister's name is Mina", "I have a brother called Tomas"]),
    ReflectionRule(
      "pet ended", .event, 0.7, isCorrection: true,
      [
        "i no longer have|own ?a|an|any|the <v>", "i do not have|own ?a|an|any|the <x> any more",
        "my <x@pet> * died|passed", "my * <x@pet> died|passed", "i lost my <x@pet>", "i lost my * <x@pet>",
        "i had to put down my <x@pet>", "i gave away my <x@pet>", "i gave my <x@pet> away",
      ],
      examples: ["I no longer have a cat", "we lost our dog"]),
    ReflectionRule(
      "pet", .fact, 0.75,
      [
        "i have|own|got|adopted|rescued|keep|bought|welcomed ?got * @pet <v>",
        "i have|own|got|adopted|rescued|keep|bought|welcomed ?got * @pet",
        "my * @pet is|'s|are|was named|called <v>", "my * @pet 's name is <v>", "my * @pet names are|is <v>",
        "my * @pet is|are|has|have|loves|likes|hates|eats|sleeps|turned|turns|needs <v>", "my * @pet A",
        "i named|called my|the|our * @pet <v>", "i named him|her|it <v>", "my * @pet <x> is|loves|likes|hates <v>",
      ],
      examples: [
        "We adopted a puppy named Bruno", "i have two cats", "my dog's name is Biscuit",
        "our cat Pixel is afraid of rain",
      ]),
    ReflectionRule(
      "childless", .fact, 0.7, attribute: "childless",
      ["i have no kids|children", "i do not have ?any kids|children"], examples: ["I have no kids"]),
    ReflectionRule(
      "children", .fact, 0.75, ends: ["childless"],
      [
        "i have|got ?got # * kids|children|sons|daughters|boys|girls|siblings|brothers|sisters|son|daughter|brother|sister <v>",
        "i have|got ?got # * kids|children|sons|daughters|boys|girls|siblings|brothers|sisters",
        "i have|got ?got a|an * son|daughter|baby|brother|sister|twin|cousin|nephew|niece|husband|wife|girlfriend|boyfriend|roommate <v>",
        "i have|got ?got a|an * son|daughter|baby|brother|sister|twin|cousin|nephew|niece|husband|wife|girlfriend|boyfriend|roommate",
        "i am an only child", "i am pregnant", "i am expecting ?a <v>", "i had a baby",
        "i became a|an father|mother|parent|parents",
        "i am the oldest|youngest|eldest|middle <v>",
        "i do not have ?any siblings|pets", "my son|daughter|baby|child|twins * born|arrived",
      ],
      examples: ["I have three kids", "i've got a twin brother", "We're expecting a baby in June"]),
    ReflectionRule(
      "allergy", .fact, 0.9,
      [
        "i am allergic|intolerant to <v>", "i am <x> intolerant", "i have|got a|an|my * allergy|intolerance <v>",
        "i have|got a|an * allergy|intolerance", "i can not eat|have|drink|tolerate|digest <v>", "i react badly to <v>",
        "my * allergy|allergies <v>", "i have allergies <v>", "my @relation is * allergic to <v>",
        "my @relation * allergic to <v>",
        "i carry an epipen",
      ],
      examples: ["im allergic to peanuts!!", "I have a severe shellfish allergy", "i cant eat gluten"]),
    ReflectionRule(
      "health", .fact, 0.85,
      [
        "i have|got * @condition", "i was|am|got been|diagnosed diagnosed|with <v>", "i was diagnosed with <v>",
        "i am diabetic|asthmatic|epileptic|deaf|blind|colourblind|dyslexic|autistic|lefthanded|pregnant|left-handed",
        "i am left|right handed", "i am colour blind", "i wear glasses|contacts|contact|hearing <v>", "i wear glasses",
        "i take * medication|pills|insulin|tablets <v>", "i take * medication|pills|insulin|tablets",
        "i broke|sprained|tore|fractured|injured|hurt my <v>", "i had * surgery|operation <v>", "i suffer from <v>",
        "my * condition|illness is <v>",
      ],
      examples: [
        "I have type 1 diabetes", "i was diagnosed with asthma as a kid", "I'm left handed",
        "I broke my wrist last month",
      ]),
  ]
}
