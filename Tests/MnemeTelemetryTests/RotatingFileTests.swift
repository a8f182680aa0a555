import Foundation
import MnemeCore
import MnemeTelemetry
import Synchronization
import Testing

@Suite struct RotatingFileTests {
  /// A folder of its own, gone with it.
  private final class Folder: Sendable {
    let path = FileManager.default.temporaryDirectory.path + "/mneme-log-\(UUID().uuidString)"
    var file: String { path + "/logs/mneme.log" }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func text(_ suffix: String = "") -> String? {
      FileManager.default.contents(atPath: file + suffix).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Of all files, the oldest first.
    func lines(_ files: Int) -> [String] {
      ((1..<files).reversed().map { ".\($0)" } + [""]).compactMap { text($0) }.joined().split(separator: "\n").map(
        String.init)
    }

    func mode(_ suffix: String = "") throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: file + suffix)[.posixPermissions] as? Int
    }
  }

  private func line(_ text: String) -> [UInt8] { Array((text + "\n").utf8) }

  @Test func eightWritersLoseAndTearNoLineOverManyFiles() async throws {
    let folder = Folder()
    let output = RotatingFileOutput(path: folder.file, limit: 16 << 10, files: 100)
    let sink = LogSink(output, isPatient: true)
    let service = Task { await sink.run() }
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          for number in 0..<2000 {
            let text = "writer \(writer) line \(number) " + String(repeating: "x", count: number % 60) + " end"
            sink.write(Array((text + "\n").utf8), isUrgent: number % 50 == 0)
            if number % 100 == 0 { await Task.yield() }
          }
        }
      }
    }
    service.cancel()
    await service.value
    let lines = folder.lines(100)
    #expect(sink.dropped == 0)
    #expect(lines.count == 16_000)
    #expect(lines.allSatisfy { $0.hasPrefix("writer ") && $0.hasSuffix(" end") })
    for writer in 0..<8 {
      let own = lines.filter { $0.hasPrefix("writer \(writer) ") }.compactMap { Int($0.split(separator: " ")[3]) }
      #expect(own == Array(0..<2000))
    }
    let sizes = (1..<100).compactMap { folder.text(".\($0)")?.utf8.count }
    #expect(sizes.count > 30 && sizes.allSatisfy { $0 <= 16 << 10 })
    let modes = [try folder.mode(), try folder.mode(".1")]
    #expect(modes == [0o600, 0o600])
  }

  @Test func onlySoManyFilesAreKept() throws {
    let folder = Folder()
    let output = RotatingFileOutput(path: folder.file, limit: 20, files: 3)
    for number in 0..<10 { output.write(line("number \(number) abc")) }
    #expect(folder.lines(10) == ["number 7 abc", "number 8 abc", "number 9 abc"])
    #expect(folder.text(".3") == nil)
    let single = Folder()
    let alone = RotatingFileOutput(path: single.file, limit: 20, files: 1)
    for number in 0..<3 { alone.write(line("number \(number) abc")) }
    #expect(single.lines(10) == ["number 2 abc"])
  }

  @Test func aLineLongerThanAFileStandsWholeInOneOfItsOwn() {
    let folder = Folder()
    let output = RotatingFileOutput(path: folder.file, limit: 20, files: 5)
    let long = String(repeating: "y", count: 500)
    output.write(line("short") + line(long) + line("after"))
    #expect(folder.lines(5) == ["short", long, "after"])
    #expect(folder.text(".1") == long + "\n")
  }

  @Test func linesOfOtherProcessesCountTowardsTheSizeAndAreNeverTakenBack() throws {
    let folder = Folder()
    let room = Mutex(Int.max)
    let holder = RotatingFileOutput(path: folder.file, limit: 200, files: 5) { descriptor, bytes in
      let granted = room.withLock { left -> Int in
        defer { left = Int.max }
        return min(left, bytes.count)
      }
      return RotatingFileOutput.system(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<granted]))
    }
    holder.write(line("the first"))
    let other = RotatingFileOutput(path: folder.file, limit: 200, files: 5)
    for number in 0..<5 { other.write(line("other \(number)")) }
    // The disk takes a part of it, once.
    room.withLock { $0 = 4 }
    holder.write(line("torn") + line("whole"))
    let lines = folder.lines(5)
    #expect(lines.filter { $0.hasPrefix("other ") }.count == 5 && lines.first == "the first")
    // What others write fills the file as well.
    for number in 0..<30 {
      other.write(line("another line of some length \(number)"))
      if number % 10 == 9 { holder.write(line("mine")) }
    }
    #expect(folder.text(".1") != nil)
  }

  @Test func aFullDiskTearsNoLineAndIsWrittenToAgainWhenThereIsRoom() throws {
    let folder = Folder()
    let room = Mutex(25)
    let output = RotatingFileOutput(path: folder.file, limit: 1 << 20, files: 2) { descriptor, bytes in
      let granted = room.withLock { left -> Int in
        let granted = min(left, bytes.count)
        left -= granted
        return granted
      }
      guard granted > 0 else {
        errno = ENOSPC
        return -1
      }
      return RotatingFileOutput.system(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<granted]))
    }
    output.write(line("first line") + line("second line") + line("third line"))
    #expect(folder.text() == "first line\nsecond line\n" && output.dropped == 1)
    output.write(line("fourth line"))
    #expect(output.dropped == 2)
    room.withLock { $0 = 1000 }
    output.write(line("fifth line"))
    #expect(folder.text() == "first line\nsecond line\nfifth line\n" && output.dropped == 2)
  }

  @Test func aFolderThatGoesAwayIsMadeAgainAndOneThatCannotBeIsCounted() throws {
    let folder = Folder()
    let output = RotatingFileOutput(path: folder.file, limit: 1 << 20, files: 2)
    output.write(line("one"))
    try FileManager.default.removeItem(atPath: folder.path)
    output.write(line("two"))
    #expect(folder.text() == "two\n" && output.dropped == 0)
    try FileManager.default.removeItem(atPath: folder.path)
    // A file stands where the folder belongs.
    try Data().write(to: URL(fileURLWithPath: folder.path))
    output.write(line("three") + line("four"))
    #expect(output.dropped == 2)
    #expect(throws: MnemeError.self) { try output.open() }
    try FileManager.default.removeItem(atPath: folder.path)
    output.write(line("five"))
    #expect(folder.text() == "five\n" && output.dropped == 2)
  }

  @Test func standardErrorsLinesDoNotWaitForAFileThatHangs() async {
    let held = Mutex(false)
    let gate = DispatchSemaphore(value: 0)
    let folder = Folder()
    let output = RotatingFileOutput(path: folder.file, limit: 1 << 20, files: 2) { descriptor, bytes in
      held.withLock { $0 = true }
      _ = gate.wait(timeout: .now() + 600)
      return RotatingFileOutput.system(descriptor, bytes)
    }
    let sink = LogSink(output, isPatient: true)
    let service = Task { await sink.run() }
    sink.write(line("info"), isUrgent: false)
    while !held.withLock({ $0 }) { await Task.yield() }
    // The output hangs; a warning returns all the same, and so do more lines than there is room for.
    sink.write(line("warning"), isUrgent: true)
    for _ in 0..<((LogSink.capacity / 100) + 10) { sink.write(line(String(repeating: "z", count: 99)), isUrgent: true) }
    #expect(sink.dropped > 0)
    for _ in 0..<10 { gate.signal() }
    service.cancel()
    await service.value
    #expect(folder.text()?.hasPrefix("info\nwarning\n") == true)
  }

  @Test func ofTwoProcessesOneRenamesAndNoLineIsLost() throws {
    let folder = Folder()
    let first = RotatingFileOutput(path: folder.file, limit: 100, files: 50)
    let second = RotatingFileOutput(path: folder.file, limit: 100, files: 50)
    try first.open()
    try second.open()
    for number in 0..<60 {
      first.write(line("first \(number)"))
      second.write(line("second \(number)"))
    }
    let lines = folder.lines(50)
    #expect(lines.filter { $0.hasPrefix("first") } == (0..<60).map { "first \($0)" })
    #expect(lines.filter { $0.hasPrefix("second") } == (0..<60).map { "second \($0)" })
  }

  @Test func whoRenamesTheFileHasItAndANewOneIsBegun() throws {
    let folder = Folder()
    let output = RotatingFileOutput(path: folder.file, limit: 1 << 20, files: 2)
    output.write(line("one"))
    try FileManager.default.moveItem(atPath: folder.file, toPath: folder.file + ".old")
    output.reopen()
    output.write(line("two"))
    #expect(folder.text(".old") == "one\n" && folder.text() == "two\n")
  }

  @Test func aPipeInItsPlaceHoldsUpNobody() throws {
    let folder = Folder()
    try FileManager.default.createDirectory(atPath: folder.path + "/logs", withIntermediateDirectories: true)
    #expect(mkfifo(folder.file, 0o600) == 0)
    let output = RotatingFileOutput(path: folder.file, limit: 100, files: 2)
    output.write(line("one"))
    #expect(output.dropped == 1)
  }
}
