import MnemeCore

extension LanguageRules {
  /// Likes, dislikes, hobbies, habits, aims.
  static let englishTastes: [ReflectionRule] = [
    ReflectionRule(
      "answering", .preference, 0.7,
      [
        "^ always|generally ?please answer|reply|respond|write|speak|talk <v>",
        "from now on ?please ?always answer|reply|respond|write|speak|talk|use|keep <v>",
        "in future ?please answer|reply|respond|write|speak|talk <v>",
        "^ keep your|the answers|replies|responses|messages|explanations <v>",
        "your answers|replies|responses|messages|explanations should|must be <v>",
        "i want|prefer|like short|shorter|brief|concise|long|longer|detailed|thorough|formal|casual answers|replies|responses|explanations",
        "never use emoji|emojis|bullet|bullets|tables",
      ],
      examples: [
        "Always answer briefly", "From now on please answer in Korean", "Keep your answers short",
        "I prefer short answers", "never use emojis",
      ]),
    ReflectionRule(
      "favourite", .preference, 0.75, attribute: "favourite:{f}",
      [
        "my ?all ?time ?absolute ?new favourite <f> is|are|'s|was <v>",
        "my ?all ?time favourite <f> has|have to be <v>",
        "my favourite <f> would be <v>", "my favourite <f> of all time is <v>",
      ],
      examples: [
        "My favourite colour is teal", "my fav ice cream flavor is pistachio",
        "my all time favorite movie has to be Stalker",
      ]),
    ReflectionRule(
      "favourite first", .preference, 0.7, ["is|are my ?all ?time ?absolute favourite <f>", "is|are my favourite"],
      examples: ["Pistachio is my favourite ice cream"]),
    ReflectionRule(
      "ended taste", .preference, 0.65, isCorrection: true,
      [
        "i no longer like|love|enjoy|eat|drink|play|watch|use|want|smoke|run|need|take|do <v>", "i stopped <v>",
        "i gave up <v>", "i quit <v>", "i do not <x> any more",
      ],
      examples: [
        "I stopped drinking coffee", "I quit smoking", "I no longer eat sugar", "i dont play football anymore",
      ]),
    ReflectionRule(
      "past habit", .fact, 0.45, ["i used to <v>"], examples: ["I used to smoke a pack a day"]),
    ReflectionRule(
      "dislike", .preference, 0.65,
      [
        "i hate|dislike|despise|detest|loathe|avoid <v>", "i do not like|love|enjoy|eat|drink|want|use|watch <v>",
        "i can not stand|bear <v>",
        "i am not a * fan of <v>", "i am not into|fond|keen|big <v>", "i am afraid|scared|terrified of <v>",
        "i never eat|drink|wear|watch <v>",
        "i have a fear of <v>", "<x> is not my thing|cup",
      ],
      examples: [
        "I hate mushrooms", "i dont like horror movies", "I can't stand cilantro",
        "not gonna lie I'm scared of spiders",
      ]),
    ReflectionRule(
      "preference", .preference, 0.65,
      ["i prefer <v>", "i would rather have|drink|eat|take <v>", "i like|love <x> more|better than <v>"],
      examples: ["I prefer tea over coffee"]),
    ReflectionRule(
      "like", .preference, 0.65,
      [
        "i like|love|enjoy|adore|luv|dig <v>",
        "i ?have started|begun|learnt|learned liking|loving|enjoying|like|love|enjoy <v>",
        "i am into|obsessed|fond|keen|passionate|crazy|hooked on|with|about|of <v>",
        "i am into <v>", "i am a * fan of <v>", "i am a * lover|person|owl|bird|enthusiast|nerd|addict|geek",
        "i fell in love with <v>",
      ],
      examples: ["I love hiking", "im really into pottery", "I'm a huge fan of jazz", "i am a morning person"]),
    ReflectionRule(
      "hobby", .preference, 0.65,
      [
        "my hobby|hobbies is|are|include <v>",
        "i collect|knit|crochet|paint|garden|bake|climb|surf|ski|sail|fish|bird|birdwatch|meditate|journal <v>",
        "i play|practise|practice <v>", "i have been playing|practising|practicing|learning <v>",
        "i am learning|teaching ?to ?how <v>",
        "i started|began learning|playing|doing|taking|going <v>", "i took up <v>", "i picked up <v>",
        "in my free|spare time <v>", "i volunteer <v>",
        "i sing|dance|perform in|with|at <v>", "i coach|run|race|train for|with|the|a|every <v>",
        "i go running|swimming|climbing|hiking|fishing|dancing|jogging|cycling|surfing|skiing <v>",
      ],
      examples: [
        "I play the cello in an amateur quartet", "im learning korean", "In my free time I restore old radios",
      ]),
    ReflectionRule(
      "habit", .fact, 0.6,
      [
        "i always|usually|normally|often|typically|generally|never <v>",
        "i <x> every|each day|morning|evening|night|week|weekend|month|year|summer|winter|monday|tuesday|wednesday|thursday|friday|saturday|sunday",
        "i wake|get up at <v>", "i drink <v>", "i go to bed at|around <v>",
        "i <x> once|twice|# ?times a|per day|week|month|year",
        "every <x> i <v>", "i <x> on mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|weekends",
      ],
      examples: [
        "I swim every morning", "i usually take the night train", "I wake up at 5", "i visit my aunt twice a month",
      ]),
    ReflectionRule(
      "goal", .preference, 0.6,
      [
        "my goal|dream|aim|ambition|resolution|plan is ?to <v>", "i dream of <v>",
        "i would love|like to visit|go|travel|learn|become|live|try|move|start|write|build|own <v>",
        "i want|hope to visit|travel|learn|become|live|move|start|write|build|own|run|climb|quit|study|retire|finish|buy|get <v>",
        "i have always wanted to <v>", "i am saving ?up ?money for|to <v>", "it is my dream to <v>",
      ],
      examples: ["My goal is to run a marathon", "I'd love to visit Patagonia someday", "i want to learn to sail"]),
  ]
}
