import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads several pipes at once, keeping the beginning of each.
struct StreamReader {
  private var open: [Int32?]
  private(set) var kept: [[UInt8]]
  private(set) var total = 0
  private(set) var isCut = false
  private let limit: Int

  init(_ descriptors: [Int32], limit: Int) {
    open = descriptors
    kept = descriptors.map { _ in [] }
    self.limit = limit
  }

  var isAtEnd: Bool { open.allSatisfy { $0 == nil } }

  /// Takes what is there, or waits for something.
  mutating func read(waiting milliseconds: Int32) {
    guard !isAtEnd else {
      usleep(UInt32(milliseconds) * 250)
      return
    }
    var polled = open.map { pollfd(fd: $0 ?? -1, events: Int16(POLLIN), revents: 0) }
    guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    for (place, descriptor) in open.enumerated() {
      guard let descriptor, polled[place].revents != 0 else { continue }
      #if canImport(Glibc)
        let got = Glibc.read(descriptor, &buffer, buffer.count)
      #else
        let got = Darwin.read(descriptor, &buffer, buffer.count)
      #endif
      if got <= 0 {
        if got == 0 || errno != EINTR { open[place] = nil }
        continue
      }
      total += got
      let room = limit - kept[place].count
      kept[place] += buffer[..<min(room, got)]
      if got > room { isCut = true }
    }
  }
}
