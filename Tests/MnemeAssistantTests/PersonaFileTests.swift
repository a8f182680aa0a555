import Foundation
import MnemeCore
import MnemeMemory
import MnemeTestSupport
import Testing

@testable import MnemeAssistant

@Suite struct PersonaFileTests {
  @Test func withoutAFileTheStandardPersonaSpeaks() async throws {
    let home = try PersonaHome()
    let persona = try await home.persona.persona(in: .me)
    #expect(persona.text == PersonaText.standard && persona.source == .standard && persona.problem == nil)
    try home.close()
  }

  @Test func theOwnersFileSpeaksInItsOrder() async throws {
    let home = try PersonaHome()
    try home.write(
      """
      {
        // A comment and a trailing comma are no mistakes.
        "name": "Juno", "core": "You keep a calm workshop diary.",
        "voice": {"style": "plain", "nuance": ["no jargon"], "good_example": "Done.", "bad_example": "Certainly!"},
        "honesty": "Say so when you do not know.",
        "preferences": {"units": "metric", "coffee": "black"},
        "notes": ["one", "two", "three", "four", "five", "six"],
      }
      """)
    let text = await home.persona.text(for: .me)
    #expect(
      text == """
        Your name is Juno. You keep a calm workshop diary.

        How you speak: plain
        - no jargon
        Like this: Done.
        Not like this: Certainly!

        Honesty: Say so when you do not know.

        What the user wants:
        - coffee: black
        - units: metric

        About working together:
        - two
        - three
        - four
        - five
        - six
        """)
    try home.close()
  }

  @Test(arguments: [
    (#"{"core": "You are", "#, "is not valid JSON"), (#"["core"]"#, "must be an object"),
    (#"{"core": 7}"#, "'core'"), (#"{"voice": {"nuance": ["a", 2]}}"#, "'voice.nuance[1]'"),
    (#"{"personality": "kind"}"#, "'personality'"),
  ])
  func aBrokenFileIsNamedAndLeftAsItIs(_ text: String, _ words: String) async throws {
    let home = try PersonaHome()
    try home.write(text)
    let persona = try await home.persona.persona(in: .me)
    #expect(persona.source == .broken && persona.text == PersonaText.standard)
    let problem = try #require(persona.problem)
    #expect(problem.contains(words) && problem.contains("left as it is"), "\(problem)")
    #expect(throws: MnemeError.self) { try IdentityFile(directory: home.directory.path).read() }
    try await home.say("Always answer briefly", times: 2)
    _ = try await home.engine.maintain(.me, dryRun: false)
    #expect(try String(contentsOf: home.file, encoding: .utf8) == text)
    try home.close()
  }

  @Test func theLastGoodFileSpeaksWhileANewerOneIsBroken() async throws {
    let home = try PersonaHome()
    try home.write(#"{"core": "You are terse."}"#)
    #expect(await home.persona.text(for: .me) == "You are terse.")
    try home.write(#"{"core": "#)
    home.clock.advance(by: Persona.lookSeconds)
    #expect(await home.persona.text(for: .me) == "You are terse.")
    #expect(try await home.persona.persona(in: .me).source == .broken)
    try home.write(#"{"core": "You are mended."}"#)
    home.clock.advance(by: Persona.lookSeconds)
    #expect(await home.persona.text(for: .me) == "You are mended.")
    try home.close()
  }

  @Test func theFileIsLookedAtOncePerIntervalAndRenderedOncePerChange() async throws {
    let home = try PersonaHome()
    try home.write(#"{"core": "One."}"#)
    for _ in 0..<100 { _ = await home.persona.text(for: .me) }
    #expect(await home.persona.looks == 1)
    #expect(await home.persona.renders == 1)
    try home.write(#"{"core": "Two, longer."}"#)
    for _ in 0..<100 { _ = await home.persona.text(for: .me) }
    #expect(await home.persona.looks == 1)
    home.clock.advance(by: Persona.lookSeconds)
    for _ in 0..<100 { #expect(await home.persona.text(for: .me) == "Two, longer.") }
    #expect(await home.persona.looks == 2)
    #expect(await home.persona.renders == 2)
    try home.close()
  }
}
