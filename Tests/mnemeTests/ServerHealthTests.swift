import Foundation
import MnemeCore
import Testing

@testable import mneme

/// What a running server tells of itself, and the file it logs to.
@Suite struct ServerHealthTests {
  @Test func theDoctorShowsWhatTheServerTellsOfItself() async throws {
    let program = try Program()
    let (server, _) = try await program.serve()
    let told = try await program.run("doctor")
    #expect(told.status == 0)
    for part in ["memory", "llm", "queue", "disk", "identity"] {
      #expect(told.out.contains("ok    server \(part)"), "\(told.out)")
    }
    #expect(told.out.contains("warn  server embedding"))
    #expect(try await program.end(server, SIGTERM) == 0)
  }

  @Test func theLogStandsInItsFileTooAndAHangupOpensItAnew() async throws {
    var program = try Program()
    let path = program.home.path + "/logs/mneme.log"
    program.environment["MNEME_LOG_FILE"] = path
    program.environment["MNEME_LOG_LEVEL"] = "info"
    let (server, _) = try await program.serve()
    func text(_ path: String) -> String {
      String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
    while !text(path).contains("models.resolved") { try await Task.sleep(for: .milliseconds(10)) }
    #expect(try program.home.mode(of: "logs/mneme.log") == 0o600)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
    #expect(kill(server.processIdentifier, SIGHUP) == 0)
    while !text(path).contains("log.file_reopened") { try await Task.sleep(for: .milliseconds(10)) }
    #expect(try await program.end(server, SIGTERM) == 0)
    #expect(!text(path + ".old").contains("log.file_reopened"))
    #expect(program.serverWords("error").contains("models.resolved"))
  }

  @Test func aKeyThatTheSystemDoesNotKeepIsAnErrorThatHelps() async throws {
    var program = try Program()
    program.environment["MNEME_MODEL_KEY"] = "credential:anthropic"
    let refused = try await program.run("recall", "hen")
    #expect(refused.status == 78 && refused.error.contains("LoadCredential=anthropic:PATH"))
    let doctor = try await program.run("doctor")
    #expect(doctor.status == 1 && doctor.out.contains("FAIL  configuration   model.key: "))
    try FileManager.default.createDirectory(atPath: program.home.path + "/creds", withIntermediateDirectories: true)
    _ = try program.home.write("sk-1", to: "creds/anthropic")
    program.environment["CREDENTIALS_DIRECTORY"] = program.home.path + "/creds"
    #expect(try await program.run("recall", "hen").status == 0)
  }

  @Test func modelsThatAreConfiguredAndNotThereAreNoHealth() {
    func found(_ notes: [String]) -> HealthFinding {
      HealthChecks.models(ModelReport(models: [], chosen: "recall", why: "", notes: notes))
    }
    #expect(found([]).state == .healthy)
    let lacking = found(["No server offers the model large."])
    #expect(lacking.state == .degraded && lacking.message?.contains("large") == true)
  }
}
