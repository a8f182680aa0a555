import Foundation
import MnemeCore
import MnemeMCP

/// Reads an answer of HTTP/1.1 as it comes: one JSON object, or an event stream in chunks.
struct AnswerReader {
  private(set) var reply = MCPTestClient.Reply()
  private var bodyStart: Int?
  private var place = 0
  private var events = ServerSentEvents()
  private var told = 0

  /// What came since the last call.
  mutating func newMessages() -> [JSONValue] {
    defer { told = reply.messages.count }
    return Array(reply.messages[told...])
  }

  /// - Returns: false when the answer is complete.
  mutating func take(_ received: [UInt8]) throws -> Bool {
    guard let start = try head(received) else { return true }
    if reply.headers["transfer-encoding"] == "chunked" { return try chunks(received) }
    let length = Int(reply.headers["content-length"] ?? "0") ?? 0
    guard received.count >= start + length else { return true }
    if length > 0, reply.headers["content-type"] == "application/json" {
      let json = try JSONReader.read(received[start..<start + length])
      if json["jsonrpc"] != nil { reply.messages.append(json) }
    }
    return false
  }

  private mutating func head(_ received: [UInt8]) throws -> Int? {
    if let bodyStart { return bodyStart }
    let text = String(decoding: received, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
    reply.status = Int(lines[0].split(separator: " ")[1]) ?? 0
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      reply.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    place = text[..<end.upperBound].utf8.count
    bodyStart = place
    return place
  }

  private mutating func chunks(_ received: [UInt8]) throws -> Bool {
    while let end = received[place...].firstIndex(of: 0x0A),
      let size = Int(
        String(decoding: received[place..<end].filter { $0 != 0x0D }, as: UTF8.self), radix: 16)
    {
      guard received.count >= end + 1 + size + 2 else { return true }
      for event in try events.feed(Array(received[(end + 1)..<(end + 1 + size)])) {
        if let id = event.id { reply.ids.append(id) }
        if !event.data.isEmpty { reply.messages.append(try JSONReader.read(Array(event.data.utf8))) }
      }
      place = end + 1 + size + 2
      if size == 0 { return false }
    }
    return true
  }
}
