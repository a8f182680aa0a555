import MnemeCore

extension LanguageRules {
  /// Plans, things that happened, other people, and plain "my X is Y".
  static let englishEvents: [ReflectionRule] = [
    ReflectionRule(
      "plan dropped", .event, 0.65, isCorrection: true,
      [
        "i ?have cancelled|scrapped|postponed ?my|the <x>", "i ?have called off <x>", "i will not <v>",
        "i am not going to|on <v>",
        "my <x> was|is|has|got ?been cancelled", "^ ?the <x> was|is|has|got ?been cancelled",
        "i am no longer @plan|going ?to <v>",
      ],
      examples: ["I won't run the race after all", "we cancelled the trip"]),
    ReflectionRule(
      "schedule", .event, 0.65, attribute: "{s} time", isPlan: true,
      [
        "my <s> is|'s|are|starts|begins ?now on|at|from @when|#",
        "my <s> was|is|got|has|were ?been @shifted to|until <v>",
        "my <s> moved|changed to <v>", "^ ?the <s> is|are|starts|begins on|at|from @when|#",
        "^ ?the <s> was|is|got|has|were ?been @shifted to|until <v>",
      ],
      examples: ["Choir is on Mondays", "my exam is on monday", "The viewing was moved to 4"]),
    ReflectionRule(
      "plan", .event, 0.65, isPlan: true,
      [
        "i am @plan <v>", "i am going to <v>", "i am going on <v>", "i will be @plan|in|at|on|away|out|back|off <v>",
        "i plan|intend to|on <v>",
        "i have ?got a|an|my * @thing <v>", "i have ?got a|an|my * @thing", "i booked|reserved|scheduled|signed <v>",
        "i have booked|reserved|scheduled|signed <v>",
        "my * @thing is|'s|starts|got|was|has on|at|in|next|this|tomorrow|moved|been|# <v>",
        "i start|begin <x> on|in|next|tomorrow|at <v>",
        "i fly|leave|travel|depart to|for|on|next|tomorrow|in <v>",
        "i will visit|move|fly|start|marry|graduate|travel|attend|run|meet <v>",
        "i am getting married|engaged <v>", "i am due in|on <v>", "my * @thing is <v>",
      ],
      examples: [
        "We're flying to Oslo on 3 June", "i have a dentist appointment on friday at 9",
        "I'm going to visit my aunt next week",
        "I booked a cabin for august",
      ]),
    ReflectionRule(
      "thing ended", .event, 0.6, isCorrection: true,
      [
        "my <x> was|got|were stolen|sold|scrapped|towed|stolen", "my <x> broke ?down", "^ <x:A> died|passed",
        "my <x> ran away",
        "i sold|donated|returned|scrapped my|the <x> ", "i gave away|up my|the <x>", "i gave <x> away|up",
        "i got rid of <x>",
        "my <x> moved out", "i gave|sold|passed|donated my|the <x> to|away", "^ <x:A> left|dumped me",
        "^ <x:A> flew|ran|wandered away|off",
        "my <x> flew|ran|wandered away|off",
      ],
      examples: ["my kayak was stolen", "I gave Pixel away"]),
    ReflectionRule(
      "new possession", .fact, 0.65, attribute: "{s}",
      ["i have|got|bought a|my new <s@slot|@device> <v>", "i have|got|bought a|my new <s> <s@slot|@device> <v>"],
      examples: ["we bought a new mattress, a Nocta"]),
    ReflectionRule(
      "milestone", .event, 0.6,
      [
        "i won|passed|failed|finished|completed|adopted|published|founded|launched|graduated|inherited|retired|proposed|quit|sold|bought|joined|met|lost <v>",
        "i ran|completed|finished a|the|my * marathon|race|half|triathlon",
        "i have joined|bought|sold|finished|completed|published|lost|won <v>",
        "i got ?a|an|my|the * tattoo|licence|license|visa|citizenship|passport|scholarship|award|house|apartment|bike|piano|guitar|phone|laptop <v>",
        "i got ?a|an|my|the * tattoo|licence|license|visa|citizenship|passport|scholarship|award|house|apartment|bike|piano|guitar|phone|laptop",
        "my @relation * died|passed|married|graduated|born|proposed|moved|had|got|won|broke|bought|visited <v>",
        "my @relation * died|passed|graduated|proposed",
        "i signed up for <v>", "i enrolled|registered in|for|at <v>", "i have climbed|run|visited|been to <v>",
      ],
      examples: [
        "I passed my driving test!", "we bought a house near the lake", "my grandma passed away in spring",
      ]),
    ReflectionRule(
      "everyday event", .event, 0.45,
      [
        "i went|visited|saw|watched|made|cooked|baked|read|had|attended|tried|played|took|ordered|ate|ran|walked|hiked|built|wrote|found|got|did|spent|cleaned|planted <v>",
        "i have been to <v>",
      ],
      examples: ["I went to the gym today", "i watched a documentary about bees"]),
    ReflectionRule(
      "relation", .fact, 0.65,
      [
        "my * @relation is|are|has|have|lives|live|works|work|likes|loves|hates|plays|studies|teaches|speaks|runs|owns|wants|moved|started|turned|turns|goes|collects|was|used|just|bakes|makes|cooks|keeps|collects|grows|breeds|owns|drives|rides <v>",
        "my * @relation A ", "my * @relation 's <x> is|are <v>",
        "my * @relation <x> is|are|has|lives|works|likes|loves|plays|studies|teaches|moved|turned|turns|started|runs|makes|makes <v>",
        "i have|got a friend|cousin|colleague|neighbour who|named|in|from <v>",
      ],
      examples: [
        "my cousin is a nurse", "my brother is tall", "my boss hates long emails",
      ]),
    ReflectionRule(
      "single possession", .fact, 0.65, attribute: "{s}",
      [
        "my ?new|current <s@slot> is|'s <v>", "my ?new|current <s> <s@slot> is|'s <v>",
        "^ the <s@code> is|'s <v>", "^ the <s> <s@code> is|'s <v>",
        "i switched|changed to * <s@slot>", "i ?have switched|changed my <s> to <v>", "i use <x> as|for my|the <s>",
        "my ?new|current <s> is|'s a|an <v>", "my ?new|current <s> is|'s|costs # <v>",
        "my ?new|current <s> is|'s|costs #",
        "my ?new|current <s> is|'s <v:A>", "my ?new|current <s> is|'s <v:A> A",
        "my <s> went|goes|rose|fell|increased|decreased|dropped|jumped|is|was|has ?been ?gone ?up|down|raised|lowered|increased|changed|reduced to <v>",
      ],
      examples: [
        "my kettle is a Bosch", "My rent went up to 900", "I use Zotero for my papers", "My shoe size is 43",
        "my gym is Northside", "I switched to the Lakeside gym",
      ]),
    ReflectionRule(
      "price", .fact, 0.6, attribute: "{s} price",
      ["^ ?the <s> costs|cost # <v>", "^ ?the <s> is|costs # euros|dollars|pounds|crowns <v>"],
      examples: ["The gym costs 30 euros a month"]),
    ReflectionRule(
      "possession", .fact, 0.6,
      ["^ the <x> is in|under|on|behind|at <v>", "my <x> is|are|'s|was <v>", "my <x> is|are called|named <v>"],
      examples: ["my bike is green", "the spare key is under the pot"]),
    ReflectionRule(
      "ownership", .fact, 0.55,
      [
        "i own ?a|an|# <v>", "i have|got a|an|# <v>", "i bought|got a|an ?new <v>", "i keep a|an|my|# <v>",
        "i keep <v>",
        "i ride a|an|my <v>", "i use|play|drive a|an|my <v>",
      ],
      examples: ["I own a small sailboat", "i have a piano at home", "I keep bees"]),
    ReflectionRule(
      "use", .fact, 0.55, ["i use <v>"], examples: ["I use Inkscape a lot"]),
    ReflectionRule(
      "acquaintance", .fact, 0.55,
      [
        "^ <p:A> is * allergic|intolerant to <v>",
        "^ <p:A> loves|likes|hates|dislikes|enjoys|plays|collects|speaks|studies|drives|owns|keeps|prefers|grows|teaches|breeds|sings <v>",
        "^ <p:A> has|owns|keeps * @pet <v>", "^ <p:A> has|owns|keeps * @pet", "^ <p:A> has * allergy|@condition",
        "^ <p:A> is|was my * @relation",
      ],
      examples: ["Ilka is allergic to wheat", "Ruben plays the oboe", "Odo has a parrot"]),
    ReflectionRule(
      "being", .fact, 0.55, ["i am a|an <v>", "i was a|an <v>"],
      examples: ["I'm a twin", "i am an introvert"]),
    ReflectionRule(
      "nationality", .fact, 0.6,
      [
        "i am ?half ?part *ish|*ese|*ian|*ean|german|dutch|french|greek|swiss|thai|czech|korean|american|mexican|canadian ?and ?citizen"
      ],
      examples: ["I'm Portuguese", "im half Finnish"]),
    ReflectionRule(
      "correction", .fact, 0.6, isCorrection: true,
      ["^ actually it is|was <v>", "^ correction <v>", "it is|was * not <x> but <v>", "it is|was <x> not <v>"],
      examples: ["actually it's Thursday, not Tuesday"]),
  ]
}
