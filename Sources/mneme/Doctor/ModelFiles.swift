import Foundation
import MnemeCore
import MnemeModels

/// Looks whether the sentence encoder's files are there, and tries them.
struct ModelFiles: Sendable {
  let directory: String

  /// SHA-256 of the files of the published model, as scripts/setup-model gets it.
  static let published = [
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
  ]

  func finding() async -> Finding {
    let subject = "encoder"
    let missing = ["model.safetensors", "vocab.txt"].filter {
      !FileManager.default.fileExists(atPath: directory + "/" + $0)
    }
    guard missing.isEmpty else {
      return Finding(
        .warn, subject,
        "\(missing.joined(separator: " and ")) missing in \(directory); search works by words alone ('make setup' gets it)"
      )
    }
    do throws(MnemeError) {
      try LocalEmbedder.check(directory: directory)
      let folder = directory
      let changed = try await OwnThread.run("mneme.doctor") { () throws(MnemeError) in
        var names: [String] = []
        for (name, sum) in Self.published.sorted(by: { $0.key < $1.key }) {
          if try Fingerprint.of(folder + "/" + name).text != sum { names.append(name) }
        }
        return names
      }
      guard changed.isEmpty else {
        return Finding(
          .warn, subject,
          "\(changed.joined(separator: " and ")) in \(directory) is not that of the published model: if nobody changed it on purpose, "
            + "remove it and run 'make setup'")
      }
      return Finding(.ok, subject, "all-MiniLM-L6-v2 in \(directory), checksums as published")
    } catch {
      return Finding(.fail, subject, error.message.oneLine)
    }
  }
}
