import Logging
import MnemeCore
import Testing

@testable import MnemeAssistant

@Suite struct ArgumentFilterTests {
  private static let key = "sk-" + "a1B2c3D4e5F6g7H8i9J0k1"

  private func cleaned(_ arguments: String) -> String {
    let safety = TurnSafety(
      fences: FenceSource(), secrets: ["mk-0f83bb71c5e94d0a", "1234567890123"],
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return safety.cleaned(ToolCall(id: "a", name: "keep", arguments: arguments)).arguments
  }

  @Test(arguments: [
    #"{"text": "A key begins with -----BEGIN PRIVATE KEY-----"}"#, #"{ "a":1.50, "b":[null,true] }"#, "no JSON", "",
  ])
  func argumentsWithoutSecretsStayAsTheyAre(_ arguments: String) {
    #expect(cleaned(arguments) == arguments)
  }

  @Test(arguments: [
    (#"{"text":"see\n\#(key)"}"#, #"{"text":"see\n[redacted]"}"#),
    (#"{"b":["\#(key)"],"a":{"mk-0f83bb71c5e94d0a":2}}"#, #"{"a":{"[redacted]":2},"b":["[redacted]"]}"#),
    (#"{"text":"-----BEGIN PRIVATE KEY-----\nMIIabc"}"#, #"{"text":"[redacted]"}"#),
    (#"{"number":1234567890123}"#, #"{"number":"[redacted]"}"#), ("it is \(key)", "it is [redacted]"),
  ])
  func secretsGoAndJSONStays(_ arguments: String, _ wanted: String) {
    #expect(cleaned(arguments) == wanted)
  }
}
