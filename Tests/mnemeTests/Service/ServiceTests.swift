import Foundation
import MnemeCore
import Testing

@testable import mneme

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The service's definition and what is done with it.
@Suite struct ServiceTests {
  /// A home whose `systemctl` writes down what it is told.
  private func home(status: Int = 0) throws -> Program {
    var program = try Program()
    let folder = program.home.path + "/bin"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let script = try program.home.write(
      "#!/bin/sh\necho \"$@\" >> \"$HOME/told\"\nexit \(status)\n", to: "bin/systemctl")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
    program.environment["PATH"] = folder + ":/usr/bin:/bin"
    return program
  }

  #if os(Linux)
    @Test func itIsShownWrittenStartedAndRemoved() async throws {
      let program = try home()
      let unit = program.home.path + "/.config/systemd/user/mneme.service"
      let shown = try await program.out("service", "install", "--dry-run", "--port", "9000")
      #expect(shown.contains("Would write \(unit)") && shown.contains("serve --port 9000"))
      #expect(!FileManager.default.fileExists(atPath: unit) && program.read("told") == "")

      let written = try await program.out("service", "install", "--port", "9000", "--data-dir", "my data")
      #expect(written.contains("Writing \(unit)"))
      let text = program.read(".config/systemd/user/mneme.service")
      #expect(text.contains("ExecStart=\(Program.path) serve --data-dir \"\(program.home.path)/my data\" --port 9000"))
      #expect(text.contains("Type=notify") && text.contains("KillMode=mixed"))
      #expect(program.read("told") == "--user daemon-reload\n--user enable --now mneme.service\n")
      #expect(try await program.out("service", "status").contains("running"))
      // Once more, with another port: brought up to date.
      _ = try await program.out("service", "install", "--port", "9001")
      #expect(program.read(".config/systemd/user/mneme.service").contains("--port 9001"))

      #expect(try await program.out("service", "uninstall", "--dry-run").contains("Would remove"))
      #expect(FileManager.default.fileExists(atPath: unit))
      #expect(try await program.out("service", "uninstall").contains("Your data stays in \(program.data)"))
      #expect(!FileManager.default.fileExists(atPath: unit))
      #expect(program.read("told").hasSuffix("--user disable --now mneme.service\n--user daemon-reload\n"))
      #expect(try await program.out("service", "uninstall").contains("There is no service"))
      #expect(try await program.run("service", "status").status == 1)
    }

    @Test func anotherOnesUnitIsLeftAlone() async throws {
      let program = try home()
      let folder = program.home.path + "/.config/systemd/user"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      _ = try program.home.write("[Service]\n", to: ".config/systemd/user/mneme.service")
      try await program.refuses("service", "install", saying: "not written by Mneme")
      try await program.refuses("service", "uninstall", saying: "not written by Mneme")
      #expect(program.read(".config/systemd/user/mneme.service") == "[Service]\n")
    }

    @Test func aManagerThatRefusesIsAnError() async throws {
      let program = try home(status: 1)
      let outcome = try await program.run("service", "install")
      #expect(outcome.status == 1 && outcome.error.contains("'systemctl --user daemon-reload' failed"))
    }

    private static let verifier = "/usr/bin/systemd-analyze"

    @Test(.enabled("systemd-analyze is not installed here") { FileManager.default.isExecutableFile(atPath: verifier) })
    func bothUnitsAreWhatSystemdTakes() async throws {
      let program = try Program()
      for kind in [ServiceDefinition.Kind.user, .system] {
        let definition = ServiceDefinition(
          kind: kind, program: Program.path, arguments: ["--data-dir", "/srv/100% mine/$data"], stopSeconds: 30)
        let folder = program.home.path + "/\(kind)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let unit = try program.home.write(definition.text, to: "\(kind)/mneme.service")
        let process = try ChildProcess(
          path: Self.verifier, arguments: ["verify", "--man=no", "--recursive-errors=no", unit],
          environment: program.environment, directory: program.home.path, input: program.home.write("", to: "in"),
          output: program.home.path + "/out", error: program.home.path + "/error")
        while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        let complaints = program.read("error").split(separator: "\n").filter { $0.contains("mneme.service") }
        #expect(process.terminationStatus == 0 && complaints.isEmpty, "\(program.read("error"))")
      }
    }

    @Test func theManagerIsToldWhenTheServerIsReadyAndStops() async throws {
      var program = try Program()
      let path = program.home.path + "/n"
      let listener = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      defer { close(listener) }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      try #require(path.utf8.count < MemoryLayout.size(ofValue: address.sun_path))
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
      let bound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      try #require(bound == 0)
      program.environment["NOTIFY_SOCKET"] = path
      let (server, url) = try await program.serve()
      #expect(try await program.end(server, SIGTERM) == 0)
      func message() -> String {
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = recv(listener, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
      }
      #expect(message() == "READY=1\nSTATUS=Listening on \(url)")
      #expect(message() == "STOPPING=1")
    }
  #endif

  @Test func wordsOfACommandLineStayWhatTheyAre() {
    #expect(ServiceDefinition.quoted("/usr/bin/mneme") == "/usr/bin/mneme")
    #expect(ServiceDefinition.quoted("a b") == "\"a b\"")
    #expect(ServiceDefinition.quoted("100%$HOME") == "100%%$$HOME")
    #expect(ServiceDefinition.quoted("say \"x\\y\"") == "\"say \\\"x\\\\y\\\"\"")
    let agent = ServiceDefinition(kind: .launchAgent, program: "/a&b", arguments: ["<x>"], stopSeconds: 30).text
    #expect(agent.contains("<string>/a&amp;b</string>") && agent.contains("<string>&lt;x&gt;</string>"))
  }
}

/// Completions, by the shell itself.
@Suite struct CompletionTests {
  @Test func bashCompletesCommandsAndOptions() async throws {
    let program = try Program()
    let script = try await program.out("completions", "bash")
    _ = try program.home.write(script, to: "mneme.bash")
    func completions(_ words: [String]) async throws -> Set<String> {
      let line = words.joined(separator: " ")
      let text = """
        source "$HOME/mneme.bash"
        COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " ")))
        COMP_CWORD=\(words.count - 1)
        COMP_LINE='\(line)'
        COMP_POINT=\(line.utf8.count)
        function=$(complete -p mneme | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
        "$function" mneme '\(words.last ?? "")' '\(words.dropLast().last ?? "")'
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      _ = try program.home.write(text, to: "ask.bash")
      let process = try ChildProcess(
        path: "/bin/bash", arguments: ["--norc", program.home.path + "/ask.bash"],
        environment: program.environment.merging([
          "PATH": (Program.path as NSString).deletingLastPathComponent + ":/usr/bin:/bin"
        ]) { $1 },
        directory: program.home.path, input: program.home.write("", to: "in"),
        output: program.home.path + "/answer", error: program.home.path + "/complaint")
      while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
      return Set(program.read("answer").split(whereSeparator: \.isWhitespace).map(String.init))
    }
    #expect(try await completions(["mneme", "back"]) == ["backup"])
    #expect(try await completions(["mneme", "backup", ""]).isSuperset(of: ["make", "list", "verify"]))
    #expect(try await completions(["mneme", "restore", "--rep"]) == ["--replace"])
    #expect(try await !completions(["mneme", "conf"]).contains("confined-run"))
    for shell in ["zsh", "fish"] { #expect(try await program.out("completions", shell).contains("backup")) }
  }
}
