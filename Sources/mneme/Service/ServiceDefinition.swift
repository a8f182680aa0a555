import Foundation
import MnemeCore

/// What a service manager is told of `mneme serve`.
struct ServiceDefinition: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// A unit of the user's systemd.
    case user
    /// A unit of the machine's, with an own user and confined.
    case system
    /// An agent of macOS.
    case launchAgent
  }

  /// First line of what we write: only such a file is replaced or removed.
  static let mark = "Written by 'mneme service install'"

  let kind: Kind
  /// The program's file.
  let program: String
  /// Behind `serve`.
  let arguments: [String]
  /// Seconds that a stop may take.
  let stopSeconds: Int

  var text: String {
    switch kind {
    case .user: userUnit
    case .system: systemUnit
    case .launchAgent: agent
    }
  }

  private var command: String { ([program, "serve"] + arguments).map(Self.quoted).joined(separator: " ") }

  private func head(after: String) -> String {
    """
    # \(Self.mark); 'mneme service uninstall' removes it.
    [Unit]
    Description=Mneme, a personal AI that remembers
    \(after)
    StartLimitIntervalSec=60
    StartLimitBurst=3

    [Service]
    Type=notify
    NotifyAccess=main
    ExecStart=\(command)
    Restart=on-failure
    RestartSec=5
    # Wrong configuration and a data directory in use do not mend themselves.
    RestartPreventExitStatus=64 75 78
    TimeoutStopSec=\(stopSeconds)
    KillMode=mixed
    LimitNOFILE=65536
    UMask=0077
    NoNewPrivileges=yes
    """
  }

  private var userUnit: String {
    head(after: "Wants=network-online.target\nAfter=network-online.target") + """

      # Settings and keys, one NAME=value a line; optional.
      EnvironmentFile=-%h/.config/mneme/environment

      [Install]
      WantedBy=default.target

      """
  }

  private var systemUnit: String {
    head(after: "Wants=network-online.target\nAfter=network-online.target") + """

      # Settings and keys, one NAME=value a line, readable by root alone; optional.
      EnvironmentFile=-/etc/mneme/environment
      Environment=MNEME_DATA_DIR=/var/lib/mneme MNEME_CACHE_DIR=/var/cache/mneme
      DynamicUser=yes
      StateDirectory=mneme
      StateDirectoryMode=0700
      CacheDirectory=mneme
      ProtectSystem=strict
      ProtectHome=yes
      PrivateTmp=yes
      PrivateDevices=yes
      ProtectClock=yes
      ProtectHostname=yes
      ProtectKernelLogs=yes
      ProtectKernelModules=yes
      ProtectKernelTunables=yes
      ProtectControlGroups=yes
      RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
      RestrictNamespaces=yes
      RestrictRealtime=yes
      RestrictSUIDSGID=yes
      LockPersonality=yes
      SystemCallArchitectures=native
      CapabilityBoundingSet=

      [Install]
      WantedBy=multi-user.target

      """
  }

  private var agent: String {
    let items = ([program, "serve"] + arguments).map { "    <string>\(Self.escaped($0))</string>" }.joined(
      separator: "\n")
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- \(Self.mark); 'mneme service uninstall' removes it. -->
      <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <plist version="1.0">
      <dict>
        <key>Label</key>
        <string>\(ServicePlace.label)</string>
        <key>ProgramArguments</key>
        <array>
      \(items)
        </array>
        <key>RunAtLoad</key>
        <true/>
        <key>KeepAlive</key>
        <dict>
          <key>SuccessfulExit</key>
          <false/>
        </dict>
        <key>ThrottleInterval</key>
        <integer>5</integer>
        <key>ExitTimeOut</key>
        <integer>\(stopSeconds)</integer>
        <key>Umask</key>
        <integer>63</integer>
      </dict>
      </plist>

      """
  }

  /// One word of a unit's command line: quoted where it has to be, and no `%` or `$` stands for anything.
  static func quoted(_ word: String) -> String {
    let plain = word.replacingOccurrences(of: "%", with: "%%").replacingOccurrences(of: "$", with: "$$")
    let needsQuotes = plain.isEmpty || plain.contains { $0.isWhitespace || "\"'\\;".contains($0) }
    guard needsQuotes else { return plain }
    let inner = plain.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
      .replacingOccurrences(of: "\n", with: "\\n")
    return "\"\(inner)\""
  }

  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
  }
}
