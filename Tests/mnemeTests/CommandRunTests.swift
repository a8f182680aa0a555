import Foundation
import Logging
import MnemeCore
import MnemeTestSupport
import MnemeTools
import Synchronization
import Testing

/// Commands run through the built program as their helper, which confines them and becomes them.
@Suite struct CommandRunTests {
  private struct Bench {
    let home: TemporaryFolder
    let registry: ToolRegistry
    /// How much later it is for commands than it is.
    let later = Later()

    final class Later: Sendable {
      private let shift = Mutex(Duration.zero)
      var now: ContinuousClock.Instant { .now + shift.withLock { $0 } }
      func add(_ duration: Duration) { shift.withLock { $0 += duration } }
    }

    var root: String { home.path + "/root" }
    var turn: ToolTurn {
      ToolTurn(
        space: .me, session: nil, channel: "test", now: Date(milliseconds: 0), said: [], message: nil, leavesHome: false
      )
    }

    init(
      writable: Bool = false, mebibytes: Int = 2048, dataDirectory: String? = nil, forbidden: [String] = []
    ) throws {
      home = try TemporaryFolder()
      let root = home.path + "/root"
      for path in ["/root/data", "/root/sub", "/outside"] {
        try FileManager.default.createDirectory(atPath: home.path + path, withIntermediateDirectories: true)
      }
      for path in ["/root/plain.txt", "/root/data/mneme.sqlite", "/outside/secret.txt"] {
        try Data("words of \(path)\n".utf8).write(to: URL(fileURLWithPath: home.path + path))
      }
      var settings = ToolSettings()
      settings.commands = ["sh *", "cat *", "env", "echo *", "sleep *", "python3 *"]
      settings.writeRoots = writable ? [root] : []
      settings.commandMebibytes = mebibytes
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      let files = FileAccess(
        policy: PathPolicy(roots: [root], dataDirectory: root + "/data", logger: logger), workers: FileWorkers())
      registry = try ToolRegistry(settings: settings, logger: logger)
      registry.replace(
        group: "test",
        with: [
          RunCommand(
            files: files, settings: settings, helper: Program.path, dataDirectory: dataDirectory ?? root + "/data",
            forbidden: forbidden.map { [path = home.path] in path + $0 }, now: { [later] in later.now })
        ])
    }

    func run(_ program: String, _ arguments: [String], timeout: Int = 60, cwd: String? = nil) async throws -> ToolOutput
    {
      var members: [String: JSONValue] = [
        "program": .string(program), "arguments": .array(arguments.map(JSONValue.string)),
        "timeout": .integer(Int64(timeout)),
      ]
      members["cwd"] = cwd.map(JSONValue.string)
      return try await registry.call("run_command", arguments: .object(members), in: turn)
    }
  }

  private static let hasLandlock = Confinement.kernelSupport != nil

  @Test func runsAProgramWithItsArgumentsAsTheyAre() async throws {
    let bench = try Bench()
    let output = try await bench.run("echo", ["a  b", "$HOME", "; rm x", "*"])
    #expect(output.structured?["stdout"] == "a  b $HOME ; rm x *\n" && output.structured?["exit_code"] == 0)
    #expect(output.text.hasPrefix("Success (Exit: 0)"))
    let line = try await bench.registry.call("run_command", arguments: ["command": "echo 'a  b' c"], in: bench.turn)
    #expect(line.structured?["stdout"] == "a  b c\n")
    let failed = try await bench.run("sh", ["-c", "echo no >&2; exit 3"])
    #expect(
      failed.failure?.code == .command && failed.structured?["exit_code"] == 3 && failed.structured?["stderr"] == "no\n"
    )
    let missing = try await bench.run("python3", ["-c", "import sys; sys.exit(0)"], cwd: bench.home.path + "/outside")
    #expect(missing.failure?.code == .permission)
  }

  @Test func theEnvironmentIsEmptyAndNoFileIsOpen() async throws {
    let bench = try Bench()
    let output = try await bench.run("env", [])
    guard case .string(let text)? = output.structured?["stdout"] else { return #expect(Bool(false)) }
    let names = text.split(separator: "\n").map { $0.prefix { $0 != "=" } }
    #expect(Set(names) == ["PATH", "LANG", "MNEME_COMMAND"])
    let open = try await bench.run(
      "sh", ["-c", "for n in 3 4 5 6 7 8 9; do { true >&$n; } 2>/dev/null && echo $n; done; true"])
    #expect(open.structured?["stdout"] == "")
  }

  @Test(.enabled(if: hasLandlock, "this kernel has no Landlock"))
  func filesOutsideAndOurDataCannotBeReached() async throws {
    let bench = try Bench()
    #expect(try await bench.run("cat", ["plain.txt"]).structured?["stdout"] == "words of /root/plain.txt\n")
    for path in [
      bench.home.path + "/outside/secret.txt", bench.root + "/data/mneme.sqlite", "/etc/shadow", "/proc/self/environ",
      "/proc/1/environ", bench.root + "/../outside/secret.txt",
    ] {
      let output = try await bench.run("cat", [path])
      #expect(output.failure?.code == .command && output.structured?["stdout"] == "", "\(path)")
    }
    let written = try await bench.run("sh", ["-c", "echo x > \(bench.root)/new.txt"])
    #expect(!written.succeeded && !FileManager.default.fileExists(atPath: bench.root + "/new.txt"))
    let net = try await bench.run(
      "python3",
      ["-c", "import socket; s = socket.socket(); s.settimeout(2); s.connect(('127.0.0.1', 9))"])
    #expect(net.text.contains("PermissionError"), "\(net.text)")
    let open = try Bench(writable: true)
    // Beside our own data only what stands there already is open.
    #expect(try await open.run("sh", ["-c", "echo x > \(open.root)/sub/new.txt"]).succeeded)
    let data = try await open.run("sh", ["-c", "echo x > \(open.root)/data/mneme.sqlite"])
    #expect(!data.succeeded)
  }

  @Test(.enabled(if: hasLandlock, "this kernel has no Landlock"))
  func aLinkBesideOurDataOpensNothing() async throws {
    let bench = try Bench(writable: true)
    for (name, target) in [("link.txt", "/outside/secret.txt"), ("linked", "/outside")] {
      try FileManager.default.createSymbolicLink(
        atPath: bench.root + "/" + name, withDestinationPath: bench.home.path + target)
    }
    #expect(try await bench.run("cat", ["plain.txt"]).succeeded)
    for path in ["link.txt", "linked/secret.txt"] {
      let output = try await bench.run("cat", [path])
      #expect(!output.succeeded && output.structured?["stdout"] == "", "\(path)")
    }
    #expect(try await bench.run("sh", ["-c", "echo x > linked/new.txt"]).succeeded == false)
    #expect(!FileManager.default.fileExists(atPath: bench.home.path + "/outside/new.txt"))
    // Nor does the helper follow one that was put there after the look.
    let confinement = Confinement(
      program: "/bin/cat", arguments: [bench.home.path + "/outside/secret.txt"], environment: [:],
      directory: bench.root, readable: ["/usr", "/etc/ld.so.cache", bench.root + "/link.txt"], writable: [],
      addressSpace: 1 << 31, fileSize: 1 << 20, processorSeconds: 10)
    let text = try JSONEncoder().encode(confinement).base64EncodedString()
    let outcome = try await Program().run(["confined-run", text])
    #expect(outcome.status == 1 && outcome.out.isEmpty, "\(outcome)")
  }

  @Test(.enabled(if: hasLandlock, "this kernel has no Landlock"))
  func theSystemIsOpenWithoutOurDataToo() async throws {
    // Whatever is below the folders of the system that every command reads.
    let names = try FileManager.default.contentsOfDirectory(atPath: "/usr/share").sorted()
    let name = try #require(names.first { FileManager.default.isReadableFile(atPath: "/usr/share/\($0)/.") })
    let bench = try Bench(dataDirectory: "/usr/share/" + name)
    #expect(try await bench.run("sh", ["-c", "ls /usr/share/\(name)"]).succeeded == false)
    #expect(try await bench.run("sh", ["-c", "ls /usr/bin"]).succeeded)
    #expect(try await Bench().run("sh", ["-c", "ls /usr/share/\(name)"]).succeeded)
  }

  @Test(.enabled(if: hasLandlock, "this kernel has no Landlock"))
  func whatIsForbiddenCannotBeReached() async throws {
    let bench = try Bench(forbidden: ["/root/plain.txt", "/root/later"])
    try Data("words".utf8).write(to: URL(fileURLWithPath: bench.root + "/other.txt"))
    #expect(try await bench.run("cat", ["other.txt"]).succeeded)
    #expect(try await bench.run("cat", ["plain.txt"]).succeeded == false)
  }

  #if os(Linux)
    @Test func aCommandMakesNoUnixSocket() async throws {
      let bench = try Bench()
      let code = "import socket; socket.socketpair(); socket.socket(socket.AF_INET, socket.SOCK_DGRAM); print('made'); "
      let output = try await bench.run("python3", ["-c", code + "socket.socket(socket.AF_UNIX)"])
      #expect(output.structured?["stdout"] == "made\n" && output.text.contains("PermissionError"), "\(output.text)")
    }
  #endif

  #if os(Linux)
    @Test func whatHasNoNetworkMakesNoSocketOfAnyKind() async throws {
      for hasNetwork in [true, false] {
        var confinement = Confinement(
          program: "/bin/bash", arguments: ["-c", "echo x > /dev/udp/127.0.0.1/9 && echo sent"], environment: [:],
          directory: "/", readable: ["/usr", "/bin", "/lib", "/lib64", "/etc"], writable: [], addressSpace: 1 << 30,
          fileSize: 1 << 20, processorSeconds: 5)
        confinement.hasNetwork = hasNetwork
        let bytes = [UInt8](try JSONEncoder().encode(confinement))
        let half = bytes.count / 2
        // In pieces, as long lists of files are handed over.
        let pieces = [bytes[..<half], bytes[half...]].map { Data($0).base64EncodedString() }
        let outcome = try await Program().run(["confined-run"] + pieces)
        #expect(outcome.out == (hasNetwork ? "sent\n" : ""), "\(outcome)")
      }
    }
  #endif

  /// A number that stands in the arguments of processes of this test alone.
  private static func sleepers(_ seconds: String) -> Int {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.count { name in
      guard Int(name) != nil, let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") else {
        return false
      }
      let state = FileManager.default.contents(atPath: "/proc/\(name)/stat").map { String(decoding: $0, as: UTF8.self) }
      return String(decoding: line, as: UTF8.self).split(separator: "\0").contains { $0 == seconds }
        && state?.contains(") Z ") == false
    }
  }

  @Test func aTimeOutKillsEverythingThatWasStarted() async throws {
    let bench = try Bench()
    let number = "98761"
    // One stays in the group, two would leave it.
    async let running = bench.run(
      "sh",
      [
        "-c",
        "sleep \(number) & (env -i sleep \(number) &) ; setsid true || echo refused; echo begun; sleep \(number)",
      ], timeout: 600)
    while Self.sleepers(number) < 3 { try await Task.sleep(for: .milliseconds(10)) }
    bench.later.add(.seconds(601))
    let output = try await running
    #expect(output.failure?.code == .timeout && output.structured?["timed_out"] == true)
    // Where calls are filtered nobody leaves the group.
    #expect(output.structured?["stdout"] == "refused\nbegun\n")
    #expect(Self.sleepers(number) == 0)
  }

  #if os(Linux)
    /// Each of a bomb's processes starts two more; with an environment of its own, and in a group of its own if it could. It
    /// waits a little before, and its twelfth generation is its last: a test that fails must not take the machine with it.
    @Test(arguments: [
      "bomb() { [ $1 -gt 12 ] && exec sleep 600; sleep 0.05; bomb $(($1 + 1)) | bomb $(($1 + 1)) & }; bomb 1",
      "sh bomb.sh MARK 1",
    ])
    func aForkBombIsKilledAndNothingOfItIsLeft(_ script: String) async throws {
      let bench = try Bench()
      let mark = "bomb-" + UUID().uuidString
      try Data(
        """
        [ $2 -gt 12 ] && exec sleep 600
        sleep 0.05
        (env -i sh bomb.sh \(mark) $(($2 + 1)) &)
        (setsid env -i sh bomb.sh \(mark) $(($2 + 1)) || env -i sh bomb.sh \(mark) $(($2 + 1)) &)

        """.utf8
      )
      .write(to: URL(fileURLWithPath: bench.root + "/bomb.sh"))
      let script = script.replacing("MARK", with: mark)
      // The shell stays, as a command that leaves at once is over.
      let output = try await bench.run("sh", ["-c", "\(script); sleep 600", mark], timeout: 600)
      #expect(output.text.contains("processes and was killed with all of them"), "\(output.text.prefix(300))")
      #expect(!output.succeeded && output.structured?["timed_out"] == false)
      #expect(Self.sleepers(mark) == 0)
    }
  #endif

  @Test func whatItLeavesBehindDoesNotOutliveIt() async throws {
    let bench = try Bench()
    let number = "98762"
    let output = try await bench.run(
      "sh", ["-c", "sleep \(number) & (env -i sleep \(number) &) ; echo done"])
    #expect(output.structured?["stdout"] == "done\n" && output.succeeded)
    #expect(Self.sleepers(number) == 0)
  }

  @Test func cancellationKillsEverythingThatWasStarted() async throws {
    let bench = try Bench()
    let number = "98763"
    let task = Task { try await bench.run("sh", ["-c", "sleep \(number) & sleep \(number)"]) }
    while Self.sleepers(number) == 0 { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(Self.sleepers(number) == 0)
  }

  @Test func outputIsCutWhileItStreamsAndMemoryIsLimited() async throws {
    let bench = try Bench(mebibytes: 256)
    let flood = try await bench.run("sh", ["-c", "yes | head -c 3000000"])
    guard case .string(let text)? = flood.structured?["stdout"] else { return #expect(Bool(false)) }
    #expect(text.utf8.count == 95_000 && flood.text.utf8.count <= 100_000 && flood.structured?["truncated"] == true)
    let large = try await bench.run("python3", ["-c", "x = bytearray(1 << 30)"])
    #expect(large.failure?.code == .command && large.text.contains("MemoryError"))
    let endless = try await bench.run("sh", ["-c", "yes"], timeout: 30)
    #expect(!endless.succeeded)
  }

  @Test func theHelperIsHiddenAndRefusesNonsense() async throws {
    let program = try Program()
    let outcome = try await program.run(["confined-run", "{}"])
    #expect(outcome.status == Confinement.failureStatus)
    #expect(try await program.run(["--help"]).out.contains("confined-run") == false)
  }
}
