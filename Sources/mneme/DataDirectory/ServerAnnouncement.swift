import MnemeCore

/// What `serve` tells once it listens: the next command, and the person at the terminal.
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
  }
}
