import Foundation

/// What the system says about a process. Linux only: nil elsewhere.
struct ProcessFigures {
  let identifier: Int32

  /// Resident memory in MiB.
  var resident: Double? {
    // Cannot be read where the system is not Linux.
    guard let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") })
    else { return nil }
    return line.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 / 1024 }
  }

  /// Descriptors that are open.
  var openFiles: Double? {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(identifier)/fd")).map { Double($0.count) }
  }
}
