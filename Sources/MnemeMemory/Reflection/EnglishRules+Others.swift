import MnemeCore

extension LanguageRules {
  /// Homes, jobs and ages of the people around the speaker, each a slot of its own.
  ///
  /// The slot belongs to the name where one is said ("My sister Ana lives in Ghent", "Ana moved to Oslo"), else to the
  /// relation. Relations that most people have several of (cousins, friends) have slots by name only.
  static let englishOthers: [ReflectionRule] = [
    ReflectionRule(
      "someone's name", .fact, 0.7, attribute: "{r}:name",
      [
        "my ?new <r@unique> is <v:A> $", "my ?new <r@unique> is now <v:A> $", "my <r@unique> is A <v:A> $",
        "my ?new <r@unique> is|'s called|named <v>", "my ?new <r@unique> 's name is <v>",
        "i have|got a new <r@unique> * name is|'s <v>", "i have|got a new <r@unique> ?called|named <v:A>",
      ],
      examples: ["My boss is Henrik", "I have a new manager, his name is Odo"]),
    ReflectionRule(
      "closest friend", .fact, 0.7, attribute: "best friend:name",
      ["my best|closest friend is|'s <v:A>", "my best|closest friend is|'s called|named|now <v>"],
      examples: ["My best friend is Otis"]),
    ReflectionRule(
      "someone's home", .fact, 0.7, attribute: "{p}:home",
      others([
        "lives|moved|relocated|emigrated in|to|near|at|into <v>", "lives|moved back|over|out|up|down to|in <v>",
        "has|have moved|relocated|settled ?back to|in <v>", "is|'s living|based|staying in|near|at <v>",
        "settled ?down in <v>",
      ]),
      examples: ["my mum lives in Busan", "My sister Ana moved to Ghent", "Ana has moved to Oslo"]),
    ReflectionRule(
      "someone's job", .fact, 0.7, attribute: "{p}:job",
      others([
        "works|working as <v>", "is a|an * @profession", "became a|an <v>", "is no longer a|an <v>",
        "got|landed|took|found|has|started a|the ?new job|position|role as <v>", "was|got promoted to <v>",
        "retired <v>",
        "retired", "is retired", "teaches <v>", "'s job is <v>",
      ]),
      examples: ["My dad is a retired carpenter", "Ana got a job as a teacher", "my sister works as a florist"]),
    ReflectionRule(
      "someone's employer", .fact, 0.7, attribute: "{p}:employer",
      others([
        "works|working|work at|for|in <v>", "works * at|for <v>",
        "got|landed|took|found|has|started a|the ?new job|position|role at|with <v>",
        "started ?working|work at|for <v>", "no longer works at|for <v>", "quit|left|lost his|her|their job",
      ]),
      examples: ["my wife Ines works at the post office", "Ana started at the library"]),
    ReflectionRule(
      "someone's age", .fact, 0.7, attribute: "{p}:age",
      others([
        "is|'s # $", "is|'s # years|yrs|year|months|now|already|today|and", "turned|turns # <v>", "turned|turns #",
        "is|'s a # year old",
      ]),
      examples: ["My daughter turned six", "Ana is seven now", "My son Tomas is nine years old"]),
  ]

  /// Every way to name somebody before every way to go on.
  private static func others(_ verbs: [String]) -> [String] {
    ["my * @relation <p:A>", "my <p@which> <p@single>", "my <p@single>", "^ <p:A>"].flatMap { subject in
      verbs.map { "\(subject) \($0)" }
    }
  }
}
