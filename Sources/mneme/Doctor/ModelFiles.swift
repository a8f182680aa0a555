import Foundation
import MnemeCore
import MnemeModels

/// Looks whether the sentence encoder's files are there, and tries them.
struct ModelFiles: Sendable {
  let directory: String

  func finding() -> Finding {
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
      return Finding(.ok, subject, "all-MiniLM-L6-v2 in \(directory)")
    } catch {
      return Finding(.fail, subject, error.message.oneLine)
    }
  }
}
