import Foundation

/// Looks whether the sentence encoder's files are there and whole, without loading them.
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
    guard isWhole(directory + "/model.safetensors") else {
      return Finding(
        .fail, subject, "\(directory)/model.safetensors is damaged; delete the folder and run 'make setup'")
    }
    return Finding(.ok, subject, "all-MiniLM-L6-v2 in \(directory)")
  }

  /// A safetensors file is the length of its header (8 bytes, little-endian), the header in JSON, and the tensors, whose last
  /// byte the header names.
  private func isWhole(_ path: String) -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? handle.close() }  // Nothing was written: there is nothing to lose.
    // Any failure to read means the same here: the file is not whole.
    guard let size = try? handle.seekToEnd(), size > 8, (try? handle.seek(toOffset: 0)) != nil,
      let head = try? handle.read(upToCount: 8), head.count == 8
    else { return false }
    let length = head.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= min(size - 8, 16 << 20), let header = try? handle.read(upToCount: Int(length)),
      let tensors = try? JSONSerialization.jsonObject(with: header) as? [String: Any]
    else { return false }
    let ends = tensors.values.compactMap { (($0 as? [String: Any])?["data_offsets"] as? [NSNumber])?.last?.uint64Value }
    return ends.max() == size - 8 - length
  }
}
