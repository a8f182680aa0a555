import Foundation
package import MnemeCore

/// `run_command`: a program that the owner has listed, without a shell, confined to the roots.
package struct RunCommand: Tool {
  static let name = "run_command"

  private let files: FileAccess
  private let runner: CommandRunner
  private let settings: ToolSettings
  private let hidden: [String]
  package let reach = ToolReach.none
  package let category = ToolCategory.system
  /// Its own limit, and time to clean up.
  package let deadline: Duration? = .seconds(RunCommand.longest + 15)

  static let longest = 600
  static let usual = 180
  /// Where a program's name is looked for.
  static let path = ["/usr/local/bin", "/usr/bin", "/bin"]

  /// - Parameters:
  ///   - helper: the path of `mneme` itself.
  ///   - dataDirectory: what no command may read.
  ///   - forbidden: further files and folders that none may.
  package init(
    files: FileAccess, settings: ToolSettings, helper: String, dataDirectory: String?, forbidden: [String] = [],
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.files = files
    self.settings = settings
    hidden = [dataDirectory].compactMap(\.self) + forbidden
    runner = CommandRunner(helper: helper, now: now)
  }

  package var isReady: Bool { files.isReady && !settings.commands.isEmpty }

  package let description = ToolDescription(
    name: RunCommand.name,
    summary:
      "Runs one of the programs that the owner allows. There is no shell: no pipes, redirections or variables. "
      + "Give program and arguments, or a command line with quotes.",
    parameters: [
      "type": "object",
      "properties": [
        "command": [
          "type": "string", "minLength": 1, "maxLength": 8000, "description": "A command line, such as git status.",
        ],
        "program": [
          "type": "string", "minLength": 1, "maxLength": 255, "description": "The program, in place of command.",
        ],
        "arguments": [
          "type": "array", "maxItems": 200, "items": ["type": "string", "maxLength": 8000],
          "description": "Arguments of program, each as it is.",
        ],
        "cwd": [
          "type": "string", "minLength": 1, "maxLength": 4096, "description": "Folder to run it in, by its whole path.",
        ],
        "timeout": ["type": "integer", "minimum": 1, "maximum": 600, "description": "Seconds; 180 when left out."],
      ],
    ],
    output: [
      "type": "object", "required": ["exit_code", "stdout", "stderr", "timed_out", "truncated", "confinement"],
      "properties": [
        "exit_code": ["type": ["integer", "null"]], "stdout": ["type": "string"], "stderr": ["type": "string"],
        "timed_out": ["type": "boolean"], "truncated": ["type": "boolean"],
        "confinement": ["type": ["string", "null"]],
      ],
    ],
    annotations: ToolAnnotations(isReadOnly: false, isDestructive: true, isOpenWorld: true))

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    if arguments.string("command") != nil, arguments.string("program") != nil {
      throw ToolFailure(.invalidParameter, "Give command or program, not both.")
    }
    let parts = try CommandLineParts(arguments)
    let seconds = arguments.integer("timeout") ?? Self.usual
    return try await files.workers.run(within: Double(Self.longest + 10)) { [self] signal in
      guard let root = files.policy.roots.first else { throw PathPolicy.noRoots }
      let folder = try files.policy.open(arguments.string("cwd") ?? root.path, folder: true)
      let confinement = Confinement(
        program: try Self.resolve(parts.program), arguments: parts.arguments,
        environment: ["PATH": Self.path.joined(separator: ":"), "LANG": "C.UTF-8"],
        directory: folder.realPath ?? root.path, readable: readable(), writable: writable(),
        addressSpace: UInt64(settings.commandMebibytes) << 20, fileSize: 256 << 20,
        processorSeconds: UInt64(seconds) + 1)
      let ending = try runner.run(confinement, seconds: Double(seconds), signal)
      return Self.output(ending, seconds: seconds)
    }
  }

  /// What nearly every program reads. Neither `/proc` nor `/home`, and of `/etc` what is no secret.
  private static let system = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/etc/ld.so.cache", "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives", "/etc/localtime", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/gitconfig",
    "/etc/ssl/certs",
    "/etc/mime.types", "/etc/magic",
  ]

  /// The system and the roots, without our own data where it lies in one of them.
  private func readable() -> [String] {
    (Self.system + files.policy.roots.map(\.path)).flatMap { CommandFolders.without(hidden, $0) }
  }

  private func writable() -> [String] {
    settings.writeRoots.compactMap { try? PathRoot($0).path }.flatMap { CommandFolders.without(hidden, $0) }
  }

  private static func resolve(_ program: String) throws -> String {
    if program.hasPrefix("/") {
      guard access(program, X_OK) == 0 else { throw ToolFailure(.command, "There is no such program.") }
      return program
    }
    guard !program.contains("/") else {
      throw ToolFailure(.command, "A program is named without folders, or by its whole path.")
    }
    guard let folder = path.first(where: { access($0 + "/" + program, X_OK) == 0 }) else {
      throw ToolFailure(.command, "There is no such program.")
    }
    return folder + "/" + program
  }

  /// Characters of both streams that are told, and of the second what it gets at least.
  static let told = 95_000
  private static let toldOfErrors = 20_000

  private static func fitting(_ stdout: String, _ stderr: String) -> (String, String, isShortened: Bool) {
    let errors = String(stderr.prefix(max(toldOfErrors, told - stdout.count)))
    let output = String(stdout.prefix(told - errors.count))
    return (output, errors, output.utf8.count < stdout.utf8.count || errors.utf8.count < stderr.utf8.count)
  }

  private static func words(for cause: CommandRunner.Ending.Cause, seconds: Int) -> String {
    switch cause {
    case .late: "Timed out after \(seconds) s; it was killed with all that it started."
    case .flood: "It wrote more than \(CommandRunner.flood >> 20) MiB and was killed with all that it started."
    case .crowd:
      "It started more than \(CommandRunner.mostProcesses) processes and was killed with all of them."
    }
  }

  private static func output(_ ending: CommandRunner.Ending, seconds: Int) -> ToolOutput {
    let (stdout, stderr, isShortened) = fitting(
      String(decoding: ending.output, as: UTF8.self), String(decoding: ending.errors, as: UTF8.self))
    let isCut = ending.isCut || isShortened
    let support = Confinement.kernelSupport
    var lines = [
      ending.cause.map { Self.words(for: $0, seconds: seconds) }
        ?? ending.status.map { $0 == 0 ? "Success (Exit: 0)" : "Failed (Exit: \($0))" } ?? "It was ended by a signal."
    ]
    if !stdout.isEmpty { lines.append("[Stdout]\n" + stdout) }
    if !stderr.isEmpty { lines.append("[Stderr]\n" + stderr) }
    if isCut { lines.append("[cut: it wrote more]") }
    if support == nil {
      lines.append("[not confined: this system has no Landlock; limits and process group alone hold it]")
    }
    let text = lines.joined(separator: "\n")
    let structured: JSONValue = [
      "exit_code": ending.status.map { .int(Int($0)) } ?? .null, "stdout": .string(stdout), "stderr": .string(stderr),
      "timed_out": .bool(ending.cause == .late), "truncated": .bool(isCut), "confinement": .text(support),
    ]
    if ending.cause == .late {
      return ToolOutput([.text(text)], structured: structured, failure: ToolFailure(.timeout, text))
    }
    guard ending.status == 0 else {
      return ToolOutput([.text(text)], structured: structured, failure: ToolFailure(.command, text))
    }
    return ToolOutput(text, structured: structured)
  }
}
