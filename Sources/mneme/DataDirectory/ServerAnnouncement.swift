import MnemeCore
import MnemeHTTP

/// What `serve` tells of itself: to the next command where it listens, and to the person at the terminal how it is.
enum ServerAnnouncement {
  /// - Parameters:
  ///   - bound: where it really listens.
  static func publish(
    _ settings: Settings, _ bound: HTTPServer.Bound, lock: DataDirectoryLock, console: Console = .standard
  ) throws(MnemeError) {
    let isSecure = settings.server.tlsCertificate != nil
    let plain = ServerRecord.localURL(host: isSecure ? "127.0.0.1" : settings.server.host, port: bound.plainPort)
    try lock.publishServer(url: plain)
    let shown = ServerRecord.localURL(host: settings.server.host, port: bound.port)
    let url = isSecure ? "https" + shown.dropFirst("http".count) : shown
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
