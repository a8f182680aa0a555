import Foundation
import MnemeCore
import Synchronization
import Testing

@testable import MnemeMCP

/// Servers that are programs: what is started, what they are told, and what is left of them.
@Suite struct ProgramTests {
  /// A server in shell: answers by the lines that `cases` has for a method; `$id` is the request's.
  private static func script(_ cases: String, before: String = "") -> String {
    """
    \(before)
    while read -r line; do
      id=$(printf '%s' "$line" | sed -n 's/.*"id":\\([0-9]*\\).*/\\1/p')
      method=$(printf '%s' "$line" | sed -n 's/.*"method":"\\([^"]*\\)".*/\\1/p')
      case $method in
      \(cases)
      esac
    done
    """
  }

  private static func answer(_ result: String) -> String {
    #"printf '{"jsonrpc":"2.0","id":%s,"result":\#(result)}\n' "$id""#
  }

  private static let discover =
    "server/discover) "
    + answer(
      #"{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},"ttlMs":0,"cacheScope":"private"}"#
    )
    + ";;"
  private static let list =
    "tools/list) "
    + answer(
      #"{"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[{"name":"say","inputSchema":{"type":"object"}}]}"#
    )
    + ";;"

  private static func say(_ text: String) -> String {
    "tools/call) " + answer(#"{"resultType":"complete","content":[{"type":"text","text":"\#(text)"}]}"#) + ";;"
  }

  private func withProgram<Value: Sendable>(
    _ script: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    change: (inout RemoteServerConfiguration) -> Void = { _ in }, options: ClientOptions = ClientOptions(),
    _ body: @escaping @Sendable (RemoteServer) async throws -> Value
  ) async throws -> Value {
    let command = StdioCommand(
      program: "sh", arguments: ["-c", script], variables: ["OWN": "kept"], ours: environment)
    var configuration = RemoteServerConfiguration(name: "program", way: .stdio(command))
    // Long enough to be over never, however busy the machine is.
    configuration.timeout = .seconds(600)
    change(&configuration)
    return try await withServers([configuration], options) { servers in try await body(servers.servers[0]) }
  }

  @Test func aProgramIsStartedOnceForManyCalls() async throws {
    try await withFolder { folder in
      let script = Self.script(
        Self.discover + Self.list + Self.say("$$"), before: "echo start >>\(folder)/starts; echo noise; echo note >&2")
      try await withProgram(script) { server in
        for _ in 0..<20 { _ = try await server.text("say") }
        #expect(await server.currentHealth().connections == 1)
      }
      let starts = try String(contentsOfFile: folder + "/starts", encoding: .utf8)
      #expect(starts == "start\n")
    }
  }

  @Test func aProgramOfTheOlderKindIsAskedOnlyOnceForTheNewestRevision() async throws {
    let cases =
      #"initialize) "#
      + Self.answer(
        #"{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"old","version":"3"}}"#)
      + ";; tools/call) " + Self.answer(#"{"content":[{"type":"text","text":"old"}]}"#)
      + #";; server/discover) printf '{"jsonrpc":"2.0","id":%s,"error":{"code":-32602,"message":"before initialize"}}\n' "$id";;"#
    try await withProgram(Self.script(cases)) { server in
      let text = try await server.text("say")
      #expect(text == "old")
      let health = await server.currentHealth()
      #expect(health.revision == "2025-06-18")
      #expect(health.program == "old 3")
    }
  }

  @Test func aProgramThatIsSilentAboutTheNewestRevisionIsAskedForAnOlderOne() async throws {
    let cases =
      "initialize) "
      + Self.answer(#"{"protocolVersion":"2024-11-05","capabilities":{},"serverInfo":{"name":"o","version":"1"}}"#)
      + ";; tools/call) " + Self.answer(#"{"content":[]}"#) + ";;"
    var options = ClientOptions()
    options.probe = .milliseconds(200)
    try await withProgram(Self.script(cases), options: options) { server in
      try await server.connect()
      #expect(await server.currentHealth().revision == "2024-11-05")
    }
  }

  @Test func aProgramThatEndsOverTheNewestRevisionIsStartedAgain() async throws {
    let cases =
      "server/discover) exit 1;; initialize) "
      + Self.answer(#"{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"o","version":"1"}}"#)
      + ";;"
    try await withProgram(Self.script(cases)) { server in
      try await server.connect()
      #expect(await server.currentHealth().revision == "2025-11-25")
    }
  }

  @Test func aProgramGetsNothingOfOurEnvironmentButTheUsual() async throws {
    let say =
      #"tools/call) printf '{"jsonrpc":"2.0","id":%s,"result":{"content":[{"type":"text","text":"%s"}]}}\n' "$id" "$names";;"#
    let script = Self.script(Self.discover + say, before: "names=$(env | cut -d= -f1 | sort | tr '\\n' ' ')")
    let ours = ProcessInfo.processInfo.environment.merging(["OPENAI_API_KEY": "sk-secret", "MNEME_KEY": "x"]) { $1 }
    let text = try await withProgram(script, environment: ours) { try await $0.text("say") }
    let names = Set(text.split(separator: " ").map(String.init))
    #expect(names.contains("OWN"))
    #expect(names.contains("PATH"))
    #expect(!names.contains("OPENAI_API_KEY"))
    // What the shell itself sets, and the mark by which it is found again.
    #expect(
      names.subtracting(["PWD", "OLDPWD", "SHLVL", "_", "OWN", ChildProcess.mark])
        .isSubset(of: StdioCommand.inheritedNames))
  }

  @Test func nothingIsLeftOfAProgramThatDoesNotWantToEnd() async throws {
    try await withFolder { folder in
      let script =
        Self.script(
          Self.discover + Self.list + Self.say("ok"),
          before: "trap '' TERM; (trap '' TERM; echo $$ >\(folder)/group; sleep 300) & ")
        + "\nsleep 300"
      try await withProgram(script) { server in _ = try await server.text("say") }
      let leader = try #require(
        Int32(
          try String(contentsOfFile: folder + "/group", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        ))
      var isThere = true
      for _ in 0..<400 where isThere {
        isThere = kill(-leader, 0) == 0
        if isThere { try await Task.sleep(for: .milliseconds(5)) }
      }
      #expect(!isThere)
    }
  }

  private static func number(_ path: String) throws -> Int32 {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  private static func isGone(_ process: Int32) async throws -> Bool {
    for _ in 0..<6000 {
      let state = FileManager.default.contents(atPath: "/proc/\(process)/stat")
      // One that has ended and is not cleared away is no more.
      guard let state, !String(decoding: state, as: UTF8.self).contains(") Z ") else { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  /// Waits for what was started last to have a group of its own.
  private static let hasLeft = "until [ \"$(ps -o pgid= -p $! | tr -d ' ')\" = \"$!\" ]; do :; done"

  @Test(.timeLimit(.minutes(5))) func nothingThatServesAProgramOutlivesIt() async throws {
    // What holds the streams cannot be found by its mark, and does not read what it is sent.
    let command = StdioCommand(
      program: "sh", arguments: ["-c", "exec 3<&0; env -i setsid sleep 300 <&3 & \(Self.hasLeft); echo $!; exit 0"],
      ours: ProcessInfo.processInfo.environment)
    let output = Mutex("")
    let ended = CancelSwitch()
    weak var left: ChildProcess?
    do {
      let child = try ChildProcess(
        command,
        output: .init { bytes in
          output.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        } ended: {
          ended.fire()
        })
      left = child
      // More than a pipe takes.
      _ = child.send([UInt8](repeating: 0x20, count: 1 << 20))
      await ended.wait()
      #expect(!child.send([0x20]))
    }
    // Threads hold it as long as they run.
    while left != nil { try await Task.sleep(for: .milliseconds(5)) }
    let holder = try #require(Int32(output.withLock { $0 }.trimmingCharacters(in: .whitespacesAndNewlines)))
    kill(holder, SIGKILL)
  }

  @Test(.timeLimit(.minutes(5))) func theEndOfAProgramIsSeenThoughWhatItStartedLeavesAndHoldsItsStreams() async throws {
    // A session of its own, with all of the program's streams.
    let cases =
      Self.discover
      + "tools/call) case $line in *die*) setsid sleep 300 & \(Self.hasLeft); echo $! >>$DIR/children; exit 3;; *) "
      + Self.answer(#"{"content":[]}"#) + ";; esac;;"
    try await withFolder { folder in
      try await withProgram(Self.script(cases, before: "DIR=\(folder); echo start >>\(folder)/starts")) { server in
        for _ in 0..<10 {
          // Without an answer from its program a call would wait for its ten minutes.
          let failure = await #expect(throws: RemoteServerError.self) { _ = try await server.text("die") }
          #expect(failure?.code == .closed)
        }
        _ = try await server.text("live")
        #expect(await server.currentHealth().connections == 11)
      }
      let children = try String(contentsOfFile: folder + "/children", encoding: .utf8).split(separator: "\n")
      #expect(children.count == 10)
      for child in children { #expect(try await Self.isGone(try #require(Int32(child)))) }
    }
  }

  @Test func whatAProgramSaysBeforeItsEndIsHeard() async throws {
    // The answer and the end come at once, and something else keeps the stream open.
    let cases =
      Self.discover + "tools/call) setsid sleep 300 & " + Self.answer(#"{"content":[{"type":"text","text":"last"}]}"#)
      + "; exit 0;;"
    try await withProgram(Self.script(cases), change: { $0.readOnlyTools = ["say"] }) { server in
      for _ in 0..<5 {
        let text = try await server.text("say")
        #expect(text == "last")
      }
    }
  }

  @Test func whoLeavesItsGroupEndsToo() async throws {
    try await withFolder { folder in
      // In the group of this process, and deaf to the wish to end.
      let script =
        "exec perl -e '$SIG{TERM} = \"IGNORE\"; setpgrp(0, getpgrp(getppid())); open(F, \">\", \"\(folder)/leader\"); "
        + "print F $$; close F; sleep 300 while 1'"
      var options = ClientOptions()
      options.probe = .milliseconds(100)
      await #expect(throws: (any Error).self) {
        try await withProgram(script, options: options) { server in
          let connecting = Task { try await server.connect() }
          while !FileManager.default.fileExists(atPath: folder + "/leader") {
            try await Task.sleep(for: .milliseconds(5))
          }
          connecting.cancel()
          try await connecting.value
        }
      }
      let isGone = try await Self.isGone(try Self.number(folder + "/leader"))
      #expect(isGone)
    }
  }

  @Test func cancellingACallTellsTheProgram() async throws {
    try await withFolder { folder in
      let cases =
        Self.discover + "tools/call) : ;; notifications/cancelled) printf '%s\\n' \"$line\" >>\(folder)/cancelled;;"
      try await withProgram(Self.script(cases)) { server in
        try await server.connect()
        let call = Task { try await server.text("say") }
        try await Task.sleep(for: .milliseconds(200))
        call.cancel()
        await #expect(throws: CancellationError.self) { _ = try await call.value }
        for _ in 0..<400 where !FileManager.default.fileExists(atPath: folder + "/cancelled") {
          try await Task.sleep(for: .milliseconds(5))
        }
      }
      let note = try JSONValue(parsing: String(contentsOfFile: folder + "/cancelled", encoding: .utf8))
      #expect(note["params"]?["requestId"]?.integer != nil)
    }
  }

  @Test func aCallThatTakesTooLongEndsAndTheConnectionStays() async throws {
    let cases =
      Self.discover + "tools/call) case $line in *slow*) : ;; *) " + Self.answer(#"{"content":[]}"#) + ";; esac;;"
    try await withProgram(Self.script(cases), change: { $0.timeout = .milliseconds(300) }) { server in
      await #expect(throws: RemoteServerError.self) { _ = try await server.text("slow") }
      _ = try await server.text("quick")
      let health = await server.currentHealth()
      #expect(health.lastError == "timeout")
      #expect(health.connections == 1)
    }
  }

  @Test func aMessageThatIsTooLongFailsItsCallAndNotTheNext() async throws {
    let cases =
      Self.discover + "tools/call) case $line in *long*) head -c 300000 /dev/zero | tr '\\0' x; echo;; *) "
      + Self.answer(#"{"content":[]}"#) + ";; esac;;"
    try await withProgram(Self.script(cases), change: { $0.messageLimit = 100_000 }) { server in
      do {
        _ = try await server.text("long")
        Issue.record("It should have failed.")
      } catch let error as RemoteServerError {
        #expect(error.code == .tooLarge)
      }
      _ = try await server.text("short")
      #expect(await server.currentHealth().connections == 1)
    }
  }

  @Test func aProgramThatDiesIsStartedAgainByTheNextCall() async throws {
    let cases =
      Self.discover + "tools/call) case $line in *die*) exit 3;; *) " + Self.answer(#"{"content":[]}"#) + ";; esac;;"
    try await withFolder { folder in
      try await withProgram(Self.script(cases, before: "echo start >>\(folder)/starts")) { server in
        _ = try await server.text("live")
        let failure = await #expect(throws: RemoteServerError.self) { _ = try await server.text("die") }
        #expect(failure?.code == .closed)
        for _ in 0..<3 { _ = try await server.text("live") }
        #expect(await server.currentHealth().connections == 2)
      }
      #expect(try String(contentsOfFile: folder + "/starts", encoding: .utf8) == "start\nstart\n")
    }
  }

  @Test func aProgramThatIsNotThereIsLeftAloneForAWhile() async throws {
    let command = StdioCommand(program: "mneme-no-such-program", ours: ["PATH": "/usr/bin:/bin"])
    try await withServers([RemoteServerConfiguration(name: "gone", way: .stdio(command))]) { servers in
      let server = servers.servers[0]
      var codes: [RemoteServerError.Code] = []
      for _ in 0..<2 {
        do { _ = try await server.text("say") } catch let error as RemoteServerError { codes.append(error.code) }
      }
      #expect(codes == [.unreachable, .resting])
      #expect(await server.currentHealth().state == .failing)
    }
  }
}
