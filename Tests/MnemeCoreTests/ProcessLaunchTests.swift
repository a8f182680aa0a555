import Foundation
import MnemeTestSupport
import Testing

@testable import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct ProcessLaunchTests {
  private func shell(_ script: String, environment: [String: String] = ["PATH": "/usr/bin:/bin"]) -> ProcessLaunch {
    var launch = ProcessLaunch(path: "/bin/sh", arguments: ["-c", script], environment: environment)
    launch.output = .pipe
    return launch
  }

  /// All that it writes, on a thread that may wait.
  private func words(_ process: RunningProcess) async -> String {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        let data = process.output?.readDataToEndOfFile() ?? Data()
        continuation.resume(returning: String(decoding: data, as: UTF8.self))
      }
    }
  }

  private static func isThere(_ process: Int32) -> Bool {
    let stat = FileManager.default.contents(atPath: "/proc/\(process)/stat").map { String(decoding: $0, as: UTF8.self) }
    return stat.map { !$0.contains(") Z ") } ?? false
  }

  @Test func aProgramStartsBesideThreeThousandOpenFilesAndHasNoneOfThem() async throws {
    var limit = rlimit()
    #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    try #require(limit.rlim_max > 4000, "this machine allows too few open files")
    limit.rlim_cur = max(limit.rlim_cur, 4000)
    #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    let files = (0..<3000).map { _ in open("/dev/null", O_RDONLY) }
    defer { for file in files { close(file) } }
    #expect(files.allSatisfy { $0 >= 0 })
    let process = try shell("ls /proc/$$/fd").start()
    #expect(await words(process).split(separator: "\n") == ["0", "1", "2"])
    #expect(try await process.ended() == .exited(0))
  }

  @Test func itGetsWhatIsNamedAndNothingElse() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "mneme-launch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var blocked = sigset_t()
    var before = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    var launch = ProcessLaunch(
      path: "/bin/sh",
      arguments: [
        "-c", "pwd; /usr/bin/env | sort; grep -E 'Sig(Blk|Ign)' /proc/self/status; ps -o pgid= -p $$; echo $$; cat",
      ],
      environment: ["OWN": "a b"], directory: folder.path)
    launch.output = .pipe
    let process = try launch.start()
    pthread_sigmask(SIG_SETMASK, &before, nil)
    let lines = await words(process).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(lines.first == folder.path)
    // The shell adds where it is.
    #expect(
      lines.filter { $0.contains("=") && !$0.hasPrefix("PWD=") && !$0.hasPrefix("_=") && !$0.hasPrefix("SHLVL=") } == [
        "OWN=a b"
      ])
    for sign in ["SigBlk", "SigIgn"] {
      let mask = lines.first { $0.hasPrefix(sign) }?.split(whereSeparator: \.isWhitespace).last
      // But for two of the C library's own.
      #expect(mask.flatMap { UInt64($0, radix: 16) }.map { $0 & ~0x1_8000_0000 } == 0, "\(sign)")
    }
    #expect(lines.suffix(2) == ["\(process.id)", "\(process.id)"])
  }

  @Test func whatItStartedEndsWithItOrStays() async throws {
    for ends in [true, false] {
      var launch = shell("sleep 300 >/dev/null & echo $!")
      launch.endsGroup = ends
      let process = try launch.start()
      let child = try #require(Int32(await words(process).trimmingCharacters(in: .whitespacesAndNewlines)))
      #expect(try await process.ended() == .exited(0))
      #expect(Self.isThere(child) == !ends)
      // Nothing is sent once it has ended.
      process.signal(SIGKILL)
      #expect(Self.isThere(child) == !ends)
      kill(child, SIGKILL)
    }
  }

  @Test func aProgramThatLeftItsGroupIsSignalledToo() async throws {
    // Joins the group of this process, whose members must not be hit.
    var launch = ProcessLaunch(
      path: "/usr/bin/perl",
      arguments: [
        "-e",
        #"$SIG{TERM} = "IGNORE"; setpgrp(0, getpgrp(getppid())) or die; $| = 1; print getpgrp(0), "\n"; sleep 300"#,
      ],
      environment: [:])
    launch.output = .pipe
    let process = try launch.start()
    let output = try #require(process.output)
    let line = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: String(decoding: output.availableData, as: UTF8.self)) }
    }
    #expect(Int32(line.trimmingCharacters(in: .whitespacesAndNewlines)) == getpgrp())
    process.signal(SIGTERM)
    process.signal(SIGKILL)
    let ending = await process.ended(within: .seconds(60))
    #expect(ending == .signalled(SIGKILL))
    if ending == nil { kill(process.id, SIGKILL) }
  }

  @Test func ofAChildThatIsNotOursNoSuccessIsToldAndNobodyIsHit() async throws {
    // A group of its own, which is none of our children: as where the system has taken a child away and given its number to another.
    let process = try shell("setsid sleep 300 >/dev/null & echo $!; sleep 300").start()
    defer { process.signal(SIGKILL) }
    let output = try #require(process.output)
    let line = await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: String(decoding: output.availableData, as: UTF8.self)) }
    }
    let stranger = try #require(Int32(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    defer { kill(stranger, SIGKILL) }
    let watch = ProcessWatch(id: stranger, endsGroup: true)
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        watch.wait()
        continuation.resume()
      }
    }
    #expect(watch.ending == .signalled(SIGKILL))
    #expect(Self.isThere(stranger) && process.isRunning)
  }

  @Test func itsEndIsToldToAllWhoWait() async throws {
    let process = try shell("read -r line; exit 7", environment: [:]).start()
    #expect(try await process.ended() == .exited(7))
    var waiting = shell("read -r line; exit 7")
    waiting.input = .pipe
    let second = try waiting.start()
    #expect(await second.ended(within: .milliseconds(1)) == nil && second.isRunning)
    let leaver = Task { try await second.ended() }
    leaver.cancel()
    await #expect(throws: CancellationError.self) { try await leaver.value }
    async let endings = withThrowingTaskGroup(of: RunningProcess.Ending.self) { group in
      for _ in 0..<20 { group.addTask { try await second.ended() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    try second.input?.write(contentsOf: Data("go\n".utf8))
    #expect(try await endings == Array(repeating: .exited(7), count: 20))
    #expect(second.ending?.status == 7 && second.waitUntilEnd() == .exited(7))
    let third = try shell("sleep 300").start()
    third.signal(SIGTERM)
    #expect(try await third.ended() == .signalled(SIGTERM))
    #expect(third.ending?.status == 143)
  }

  @Test func whatCannotBeStartedIsAnErrorAndLeavesNothingOpen() async throws {
    let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    for path in ["/nowhere/program", "/etc/passwd"] {
      var launch = ProcessLaunch(path: path, environment: [:])
      (launch.input, launch.output, launch.errors) = (.pipe, .pipe, .pipe)
      let started = launch
      for _ in 0..<200 {
        let error = #expect(throws: MnemeError.self) { try started.start() }
        #expect(error?.code == .unavailable)
      }
    }
    for _ in 0..<100 {
      let process = try shell("exit 0").start()
      _ = try await process.ended()
    }
    // Other tests open and close files of their own.
    let after = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    #expect(after < before + 50)
  }
}
