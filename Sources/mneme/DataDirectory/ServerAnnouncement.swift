import MnemeCore

/// What `serve` tells of itself: to the next command where it listens, and to the person at the terminal how it is.
enum ServerAnnouncement {
  /// - Parameters:
  ///   - port: the port that was really bound.
  static func publish(
    _ settings: Settings, port: Int, lock: DataDirectoryLock, console: Console = .standard
  ) throws(MnemeError) {
    let url = ServerRecord.localURL(host: settings.server.host, port: port)
    try lock.publishServer(url: url)
    console.line("Mneme is listening on \(url)")
    console.line("  In a browser:  \(url)/")
    console.line(
      "  OpenAI client: base URL \(url)/v1, model \"mneme\"\(settings.server.apiKey == nil ? "" : ", your key")")
    console.line("  Data:          \(settings.dataDirectory)")
    console.line("  Stop:          Ctrl-C")
    ServiceNotice.current.ready("Listening on \(url)")
  }

  static func stopping(_ settings: Settings, console: Console = .standard) {
    ServiceNotice.current.stopping()
    // Behind the `^C` that a terminal shows.
    if StandardInput.isInteractive { console.line() }
    console.line("Mneme is stopping; answers under way have \(settings.server.shutdownSeconds) seconds to finish.")
  }

  static func stopped(console: Console = .standard) {
    console.line("Mneme has stopped. All that was said is stored.")
  }
}
