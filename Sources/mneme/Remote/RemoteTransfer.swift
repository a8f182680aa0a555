import MnemeCore
import MnemeHTTP
import MnemeMemory

/// Whole spaces out of a running server and into it.
struct RemoteTransfer: TransferService {
  let client: APIClient

  func export(_ space: SpaceID) -> AsyncThrowingStream<[UInt8], any Error> {
    let reader = RemoteLines(client: client, request: client.request("GET", "/v1/export", space: space))
    return AsyncThrowingStream { try await reader.next() }
  }

  func importRecords(_ lines: [TransferLine], into space: SpaceID) async throws(MnemeError) -> ImportCount {
    // Read here first: an error then names the line of the file and not of the batch. To the server each batch is a whole
    // export.
    guard let body = try SpaceTransfer.export(of: lines, for: space) else {
      return ImportCount(accepted: 0, skipped: 0)
    }
    var request = client.request("POST", "/v1/import", space: space, body: body, contentType: "application/x-ndjson")
    // The server answers when all is durable.
    request.headTimeout = .seconds(300)
    do throws(MnemeError) {
      let answer = try await client.decode(WireImportAnswer.self, request)
      return ImportCount(accepted: answer.accepted, skipped: answer.skipped)
    } catch  where error.code == .invalidInput {
      // It was read here without fault: the server's rules differ from ours.
      throw MnemeError(
        .upstream, "The server refused lines \(lines[0].number) to \(lines[lines.count - 1].number). \(error.message)",
        underlying: error)
    }
  }
}

/// The lines of one answer, read from the server as they are asked for.
private actor RemoteLines {
  private let client: APIClient
  private let request: FetchRequest
  private var pieces: AsyncThrowingStream<[UInt8], any Error>.Iterator?
  private var splitter = LineSplitter(limit: ImportIntake.lineBytes)
  /// Lines of the pieces read so far, the next one last.
  private var ready: [LineSplitter.Line] = []
  private var isAtEnd = false

  init(client: APIClient, request: FetchRequest) {
    self.client = client
    self.request = request
  }

  func next() async throws -> [UInt8]? {
    while ready.isEmpty {
      guard !isAtEnd else { return nil }
      try await read()
    }
    guard case .bytes(let line) = ready.removeLast() else {
      throw MnemeError(.upstream, "The server sent a line longer than \(ImportIntake.lineBytes) bytes.")
    }
    return line
  }

  private func read() async throws {
    var iterator: AsyncThrowingStream<[UInt8], any Error>.Iterator
    if let pieces {
      iterator = pieces
    } else {
      iterator = try await client.response(request).body.makeAsyncIterator()
    }
    var lines: [LineSplitter.Line] = []
    if let piece = try await iterator.next(isolation: self) {
      piece.withUnsafeBytes { bytes in splitter.feed(bytes) { lines.append($0) } }
    } else {
      isAtEnd = true
      if let last = splitter.finish() { lines.append(last) }
    }
    pieces = iterator
    ready = lines.reversed()
  }
}
