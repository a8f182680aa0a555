import Foundation
import MnemeCore

/// Asks one gateway and notes when the pieces came.
struct GatewayClient: Sendable {
  let base: String
  let fetcher: any HTTPFetching
  /// Sent with every request.
  var headers: [(name: String, value: String)] = []

  struct Reading: Sendable {
    /// Milliseconds from the request to its first piece of text.
    var first = Double.nan
    /// Milliseconds from each piece's being sent to its arrival.
    var delays: [Double] = []
    /// The longest silence between two pieces, in milliseconds.
    var longestGap = 0.0
    /// Numbers of the pieces, in the order of arrival.
    var numbers: [Int] = []
  }

  func stream(_ question: String, model: String) async throws -> Reading {
    let begin = StubUpstream.nanoseconds
    let response = try await fetcher.fetch(try request(question, model: model, stream: true))
    guard response.status == 200 else {
      throw PeerProcess.Failure(description: "\(base) answered \(response.status)")
    }
    var reading = Reading()
    var last: UInt64?
    var rest: [UInt8] = []
    for try await piece in response.body {
      let now = StubUpstream.nanoseconds
      rest += piece
      // Pieces are marked `#number:nanoseconds `; what is left is the beginning of one.
      while let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
        // A filter may hand the end of a number on by itself: then a quote ends it here.
        guard let end = rest[mark...].firstIndex(where: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\"") }) else {
          rest.removeSubrange(..<mark)
          break
        }
        let isWhole = rest[end] == UInt8(ascii: " ")
        let parts = String(decoding: rest[(mark + 1)..<end], as: UTF8.self).split(separator: ":")
        rest.removeSubrange(...end)
        guard let number = parts.first.flatMap({ Int($0) }) else { continue }
        if reading.numbers.isEmpty { reading.first = Double(now - begin) / 1e6 }
        reading.numbers.append(number)
        if let last { reading.longestGap = max(reading.longestGap, Double(now - last) / 1e6) }
        last = now
        guard isWhole, parts.count == 2, let sent = UInt64(parts[1]) else { continue }
        let delay = (now / 1000 % StubUpstream.circle + StubUpstream.circle - sent) % StubUpstream.circle
        reading.delays.append(Double(delay) / 1e3)
      }
      if !rest.contains(UInt8(ascii: "#")) { rest.removeAll(keepingCapacity: true) }
    }
    return reading
  }

  /// A whole answer.
  func complete(_ question: String) async throws {
    let response = try await fetcher.fetch(try request(question, model: "pieces-1-0", stream: false))
    let body = try await response.collect(upTo: 1 << 20)
    // Mneme asks for a stream whatever its client asked for.
    let text = String(decoding: body, as: UTF8.self)
    guard response.status == 200, text.contains("Noted.") || text.contains("#0:") else {
      throw PeerProcess.Failure(description: "\(base) answered \(response.status)")
    }
  }

  private func request(_ question: String, model: String, stream: Bool) throws -> FetchRequest {
    struct Body: Encodable {
      struct Message: Encodable {
        let role = "user"
        let content: String
      }
      let model: String
      let stream: Bool
      let messages: [Message]
    }
    let body = Body(model: model, stream: stream, messages: [.init(content: question)])
    return FetchRequest(
      method: "POST", url: base + "/chat/completions",
      headers: headers + [
        (name: "Content-Type", value: "application/json"), (name: "Authorization", value: "Bearer sk-bench"),
      ],
      body: Array(try JSONEncoder().encode(body)), headTimeout: .seconds(120), idleTimeout: .seconds(120))
  }
}
