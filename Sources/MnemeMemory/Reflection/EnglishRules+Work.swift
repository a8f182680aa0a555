import MnemeCore

extension LanguageRules {
  /// Work, study, possessions with one value.
  static let englishWork: [ReflectionRule] = [
    ReflectionRule(
      "past work", .fact, 0.55,
      ["i used to work ?as|at|for|in <v>", "i worked as|at|for <v>", "i used to be a|an <v>"],
      examples: ["I used to work at a bakery", "i worked as a lifeguard in college"]),
    ReflectionRule(
      "work ended", .fact, 0.8, attribute: "employer", isCorrection: true,
      [
        "i no longer work|working at|for|as <v>", "i do not work at|for <v>", "i quit my job", "i quit my job <v>",
        "i left my job", "i left my job <v>", "i lost my job", "i got|was laid off", "i have been laid off",
        "i got|was fired", "i am * unemployed", "i am between jobs", "i resigned <v>", "i resigned",
        "i handed in my notice", "i am no longer at|with <v>",
      ],
      examples: ["i quit my job 😬", "I no longer work at Brightmoor", "got the news: I was laid off today"]),
    ReflectionRule(
      "retired", .fact, 0.8, attribute: "job", isCorrection: true, ["i am|have retired", "i retired"],
      examples: ["I retired last spring"]),
    ReflectionRule(
      "promoted", .fact, 0.8, attribute: "job", isCorrection: true,
      [
        "i got|was|have been promoted to <v>", "i got|was promoted", "i became a|an * @profession", "i am now a|an <v>",
        "i got|landed|took|found|started|accepted|have a|an|my ?new * job|role|position|work as <v>",
      ],
      examples: ["I got promoted to team lead!"]),
    ReflectionRule(
      "membership", .event, 0.6, ["i ?have joined * @membership"],
      examples: ["I joined a choir", "I joined the local tennis club"]),
    ReflectionRule(
      "new employer", .fact, 0.85, attribute: "employer", isCorrection: true,
      [
        "i started|have started working|work at|for <v>", "i have started|begun working at|for|as <v>",
        "i started a|my * job|role|position at|with <v>",
        "i got|landed|took|accepted|found|have a|the|my * job|role|position|offer at|with|from <v>",
        "i got hired by|at <v>", "i was hired by|at <v>", "i have a new job at <v>", "i now work|working at|for <v>",
        "i have started at <v>",
        "i switched|changed jobs to <v>", "i started at <v>", "i have joined|started <v:A>", "i joined <v:A>",
        "i left|quit <o> and|to|then|for joined|join|started|start|began|work|working ?work|working ?at|for|with <v>",
        "i left|quit <o> and|then i joined|started|work|am ?working ?at|for|with <v>",
      ],
      examples: ["I started a new job at Halden Systems", "I just got a job at the city library"]),
    ReflectionRule(
      "employer", .fact, 0.8, attribute: "employer",
      [
        "i work at|for <v>", "i am working at|for <v>", "i have been working at|for <v>", "i have worked at|for <v>",
        "i am employed by|at <v>", "^ work|working at|for <v>", "my employer|company is <v>",
        "my company is called <v>",
        "i work * at|for <v>",
      ],
      examples: [
        "I work at Norrland Rail", "i work part time for a bookshop", "ive been working for the city since 2020",
      ]),
    ReflectionRule(
      "job", .fact, 0.8, attribute: "job",
      [
        "i work as <v>", "i am working as <v>", "my job is|'s <v>", "my job title is <v>",
        "my profession|occupation is <v>",
        "i am a|an @profession <v>", "i am a|an . @profession <v>", "i am a|an * @profession",
        "i am ?a * @profession by trade|profession|training",
        "i do <x> for a living", "i <x> for a living", "i work in|with <v>", "i have been a|an @profession <v>",
        "i have been a|an * @profession", "i run a|my ?own|small <v>", "i am studying to be|become <v>",
        "i am self employed", "i freelance <v>",
      ],
      examples: ["I'm a nurse", "i work as a sound engineer", "im a marine biologist", "I teach physics for a living"]),
    ReflectionRule(
      "salary", .fact, 0.7, attribute: "salary",
      ["i got|received a|my * raise|rise to <v>", "i earn|make # <v>", "i am paid|earning # <v>"],
      examples: ["I got a raise to 3100 euros", "I earn 2500 a month"]),
    ReflectionRule(
      "studies", .fact, 0.7, attribute: "field of study",
      [
        "i ?have switched|changed|transferred * to <v@field>",
        "i ?have changed|switched my major|subject|degree|course * to <v>",
        "i took up|began|started studying <v>", "i am doing <v@field>",
        "i study <v>", "i am studying <v>", "i major|majored|majoring in <v>",
        "i am majoring|doing in|a|my phd|masters|degree|bachelors <v>",
        "my major is <v>", "i am doing a|my phd|master|masters|degree in <v>",
      ],
      examples: ["I'm studying architecture in Delft", "my major is linguistics"]),
    ReflectionRule(
      "school", .fact, 0.7, attribute: "school",
      [
        "i go to|attend <x> university|college|school|academy|institute", "i attend <v>",
        "i am at|in <x> university|college|school",
        "i am a * student at <v>", "i transferred to <v>", "my school|university|college is <v>",
        "i go to university|college in|at <v>",
      ],
      examples: ["i go to Westbrook high school"]),
    ReflectionRule(
      "graduated", .fact, 0.65,
      [
        "i graduated ?from <v>", "i have a|an * degree|phd|masters|diploma <v>",
        "i got|earned|have my * degree|phd|masters|diploma <v>",
      ],
      examples: ["I graduated from the arts academy in 2012"]),
    ReflectionRule(
      "car ended", .fact, 0.7, attribute: "car", isCorrection: true,
      [
        "i sold my car|van|truck", "i sold my @carbrand", "i do not have|own|drive a car",
        "i no longer have|own|drive a car",
      ],
      examples: ["sad day, I sold my car"]),
    ReflectionRule(
      "car exchanged", .fact, 0.7, attribute: "car", isCorrection: true,
      [
        "i sold|traded|swapped|exchanged|replaced * @carbrand * for|with <v>",
        "i sold|traded|swapped|exchanged|replaced * car|van|truck * for|with <v>",
        "i sold|traded|swapped * @carbrand * and|then ?i bought|got|drive|leased ?a|an|the <v>",
        "i got rid of * @carbrand and ?i bought|got|drive|have ?a|an|the <v>",
        "i sold|traded|swapped * for a|an * @carbrand",
        "i sold|traded|swapped * for a|an * @carbrand <v>",
      ],
      examples: ["I sold the Volvo for a Skoda", "i traded my car in for a bike"]),
    ReflectionRule(
      "car", .fact, 0.65, attribute: "car",
      [
        "i drive a|an|my <v>", "my car is|'s <v>", "i own|have|bought|got|leased a|an * @carbrand <v>",
        "i own|have|bought|got|leased a|an * @carbrand",
        "my new car is|'s <v>", "i have|got|bought a new car <v>", "i bought|got a|an|my * car|van|truck",
      ],
      examples: ["I drive a red Fiat", "we bought an electric car"]),
    ReflectionRule(
      "diet ended", .preference, 0.75, attribute: "diet", isCorrection: true,
      [
        "i am no longer|not <x@diet>", "i stopped being <x@diet>",
        "i eat|started|have eat|eating|eaten ?eating ?some <v@flesh> again|now", "i eat <v@flesh> again|now",
      ],
      examples: ["I'm no longer vegan"]),
    ReflectionRule(
      "diet", .preference, 0.8, attribute: "diet",
      [
        "i am ?a|on ?strictly ?strict|mostly @diet", "i have been ?a @diet", "i became|turned|went ?a @diet",
        "i eat @diet", "i eat meat|everything <v>", "i eat meat|everything",
        "i do not eat meat|pork|beef|fish|dairy|animal|gluten|seafood <v>",
        "i do not eat meat|pork|beef|fish|dairy|gluten|seafood", "i am on a * diet",
      ],
      examples: ["im vegetarian", "I went vegan in January", "I don't eat meat"]),
    ReflectionRule(
      "alcohol", .preference, 0.65,
      ["i do not drink ?any alcohol|coffee|tea|wine|beer", "i do not drink|smoke $", "i am sober"],
      examples: ["I don't drink alcohol"]),
  ]
}
