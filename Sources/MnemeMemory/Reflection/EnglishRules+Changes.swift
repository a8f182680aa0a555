import MnemeCore

extension LanguageRules {
  /// What came instead of something else: `<o>` is what ended. The statement inherits the slot of what it replaces.
  static let englishChanges: [ReflectionRule] = [
    ReflectionRule(
      "operating system", .fact, 0.65, attribute: "operating system",
      [
        "i use|run <x@system>", "i am on <x@system> $", "i ?have switched|moved|changed|migrated * to <x@system>",
        "my * computer|laptop|pc|desktop runs <x@system>", "i installed <x@system>",
      ],
      examples: ["I use Debian", "i've switched from Windows to Fedora"]),
    ReflectionRule(
      "programming language", .fact, 0.6, attribute: "programming language",
      ["i program|code|develop ?mostly|mainly in <v>", "my programming language is <v>"],
      examples: ["I program in Java"]),
    ReflectionRule(
      "phone model", .fact, 0.65, attribute: "phone model",
      [
        "i have|use|got|own|bought ?a|an|my ?new * <v@handset>", "my ?new|current phone is|'s a|an <v>",
        "my ?new|current phone is|'s <v:A>",
        "i have|use|got|own|bought a|an <x:A> phone", "i ?have switched|changed|moved * to ?a|an|the * <v@handset>",
        "i got|bought|have a new phone ?a|an <v>",
      ],
      examples: ["I have a Pixel", "my phone is a Motorola", "I switched to an iPhone"]),
    ReflectionRule(
      "exchange", .fact, 0.7, isCorrection: true,
      [
        "i ?have switched|changed|converted|migrated|upgraded|downgraded|moved|went from <o> to <v>",
        "i ?have switched|changed|converted|migrated|upgraded|moved my * from <o> to <v>",
        "i ?have traded|swapped|exchanged|replaced <o> for|with|by <v>",
        "i ?have traded|swapped <o> in for <v>", "i sold <o> and|to|then ?i bought|got|buy|get <v>",
        "i gave up <o> and|to|for ?i started|start|took|take|learn|play|got|am ?learning|playing|up <v>",
        "i gave up <o> for <v>", "i gave <o> up|away and|for ?i got|adopted|bought|started|took <v>",
        "i got rid of <o> and ?i got|bought|have|took <v>",
        "i stopped|quit|dropped|ditched|left <o> and|to ?i started|start|began|took|take|joined|switched|bought|got|study|learn|play|use|do <v>",
        "i use|drink|eat|study|play|learn|read|take|drive|wear|watch <v1> instead of <o>",
        "i am <x> instead of <o>",
      ],
      examples: [
        "I've switched from Word to Typst", "I gave up the oboe and started the viola",
        "I replaced my kettle with a samovar",
      ]),
    ReflectionRule(
      "left for", .fact, 0.5, isCorrection: true,
      [
        "i ?have left <o> for <v>", "i left|returned|cancelled|finished <o> and ?i joined|got|bought|started|took <v>",
      ],
      examples: ["I left the quartet for a trio"]),
  ]
}
