import Foundation
import MnemeCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Looks secrets up that the system keeps: credentials of systemd, and the user's keyring. What is found goes to nobody but the caller;
/// no reason holds a value.
struct SystemSecrets: Sendable {
  let environment: [String: String]
  /// The program that reads the keyring.
  var keyringProgram = Self.usualProgram
  /// After which the keyring counts as locked: a person may have to unlock it.
  var seconds = 10.0

  #if os(macOS)
    static let usualProgram = "/usr/bin/security"
  #else
    static let usualProgram = "/usr/bin/secret-tool"
  #endif
  /// The service under which entries stand.
  private static let service = "mneme"
  /// Bytes of a secret.
  private static let limit = 64 << 10

  /// All of them, one after the other: a person is asked for one thing at a time.
  func look(up references: some Sequence<SecretReference>) async -> KeptSecrets {
    var kept = KeptSecrets()
    for reference in Set(references).sorted(by: { $0.description < $1.description }) {
      switch reference {
      case .credential(let name): credential(name, reference, &kept)
      case .keyring(let name): await keyring(name, reference, &kept)
      }
    }
    return kept
  }

  private func credential(_ name: String, _ reference: SecretReference, _ kept: inout KeptSecrets) {
    guard let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else {
      kept.reasons[reference] =
        "There is no credential '\(name)': the service was not started by systemd with LoadCredential=\(name):PATH."
      return
    }
    guard let file = FileHandle(forReadingAtPath: folder + "/" + name) else {
      kept.reasons[reference] =
        "systemd gave the service no credential '\(name)'; add LoadCredential=\(name):PATH to its unit."
      return
    }
    defer { closeFile(file) }
    // A folder in its place cannot be read: there is nothing in it.
    keep((try? file.read(upToCount: Self.limit)) ?? Data(), reference, "The credential '\(name)' is empty.", &kept)
  }

  private func closeFile(_ file: FileHandle) {
    // It was only read.
    try? file.close()
  }

  private func keyring(_ name: String, _ reference: SecretReference, _ kept: inout KeptSecrets) async {
    guard FileManager.default.isExecutableFile(atPath: keyringProgram) else {
      kept.reasons[reference] =
        "The keyring cannot be read: \(keyringProgram) is missing (Debian: apt install libsecret-tools)."
      return
    }
    #if os(macOS)
      let arguments = ["find-generic-password", "-s", Self.service, "-a", name, "-w"]
      let store = "security add-generic-password -s \(Self.service) -a \(name) -w"
    #else
      let arguments = ["lookup", "service", Self.service, "account", name]
      let store = "secret-tool store --label='Mneme \(name)' service \(Self.service) account \(name)"
    #endif
    switch await run(arguments) {
    case .late:
      kept.reasons[reference] = "The keyring did not give '\(name)' within \(Int(seconds)) seconds; is it unlocked?"
    case .failed:
      kept.reasons[reference] = "The keyring has no '\(name)', or cannot be reached. Store it with: \(store)"
    case .said(let output):
      keep(Data(output), reference, "The keyring has nothing under '\(name)'. Store it with: \(store)", &kept)
    }
  }

  private func keep(_ data: Data, _ reference: SecretReference, _ reason: String, _ kept: inout KeptSecrets) {
    let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    if text.isEmpty { kept.reasons[reference] = reason } else { kept.found[reference] = text }
  }

  // MARK: The keyring's program

  private enum Answer: Sendable {
    case said([UInt8])
    case failed
    case late
  }

  /// On a thread of its own: the program may wait for a person.
  private func run(_ arguments: [String]) async -> Answer {
    await withCheckedContinuation { continuation in
      let thread = Thread { continuation.resume(returning: answer(arguments)) }
      thread.name = "mneme.keyring"
      thread.start()
    }
  }

  /// What the way to the keyring is found by, and nothing else of ours.
  private static let passedOn = [
    "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "HOME", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY",
  ]

  private func answer(_ arguments: [String]) -> Answer {
    // Its words on standard error may quote what it found: nobody reads them.
    var launch = ProcessLaunch(
      path: keyringProgram, arguments: arguments,
      environment: environment.filter { Self.passedOn.contains($0.key) }.merging(["LC_ALL": "C"]) { $1 })
    launch.output = .pipe
    guard let process = try? launch.start(), let output = process.output else { return .failed }
    let end = ContinuousClock.now + .seconds(seconds)
    var bytes: [UInt8] = []
    var isAtEnd = false
    let descriptor = output.fileDescriptor
    while true {
      if !isAtEnd {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&polled, 1, 20) > 0 {
          var buffer = [UInt8](repeating: 0, count: 4096)
          let count = read(descriptor, &buffer, buffer.count)
          if count > 0 { bytes += buffer[..<count] } else if count == 0 || errno != EINTR { isAtEnd = true }
        }
      } else if process.isRunning {
        usleep(5000)
      }
      let isOver = ContinuousClock.now >= end || bytes.count > Self.limit
      if isOver {
        process.signal(SIGKILL)
        _ = process.waitUntilEnd()
        return .late
      }
      if isAtEnd, !process.isRunning { break }
    }
    return process.waitUntilEnd() == .exited(0) ? .said(bytes) : .failed
  }
}

extension SystemSecrets {
  /// The settings with every reference looked up.
  /// - Throws: `configuration` with one sentence for each that is not to be had.
  static func resolved(_ settings: Settings) async throws(MnemeError) -> Settings {
    var settings = settings
    let problems = await SystemSecrets(environment: ProcessInfo.processInfo.environment).resolve(&settings)
    guard problems.isEmpty else { throw MnemeError(.configuration, problems.joined(separator: "\n")) }
    return settings
  }

  /// Puts what the system keeps in the place of references among the settings.
  /// - Returns: one sentence for each that is not to be had.
  func resolve(_ settings: inout Settings) async -> [String] {
    var references: [(Setting, SecretReference)] = []
    var problems: [String] = []
    for setting in Setting.all where setting.isSecret {
      guard case .text(let text)? = setting.read(settings), SecretReference.isMeant(by: text) else { continue }
      if let reference = SecretReference(setting: text) {
        references.append((setting, reference))
      } else {
        problems.append(
          "\(setting.key): what it refers to has a name of letters, digits, '.', '_', '-' and '@', at most 128.")
      }
    }
    if references.isEmpty { return problems }
    let kept = await look(up: references.map(\.1))
    for (setting, reference) in references {
      if let secret = kept.found[reference] {
        guard let value = setting.form.parse(secret) else {
          problems.append("\(setting.key): what \(reference) holds is not \(setting.form.allowed).")
          continue
        }
        setting.write(&settings, value)
      } else {
        problems.append("\(setting.key): \(kept.reasons[reference] ?? "It cannot be looked up.")")
      }
    }
    return problems
  }
}
