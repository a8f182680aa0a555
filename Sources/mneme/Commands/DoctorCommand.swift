import ArgumentParser
import Foundation
import MnemeCore
import MnemeNet

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check configuration, data directory, database, model, port and disk.",
    discussion: "One line per check: ok, warn or FAIL. The status is 1 when any check fails.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let console = Console.standard
    try await CommandFailure.run(console) {
      var loaded = await common.loader().load()
      let unknown = await SystemSecrets(environment: ProcessInfo.processInfo.environment).resolve(&loaded.settings)
      let fetcher = HTTPFetcher()
      let findings = await Doctor(loaded: loaded, unknownSecrets: unknown, http: fetcher).examine()
      await fetcher.shutdown()
      for finding in findings { console.line(finding.line) }
      if findings.contains(where: { $0.level == .fail }) { throw ExitCode(1) }
    }
  }
}
