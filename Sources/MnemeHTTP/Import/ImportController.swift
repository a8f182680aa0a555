import Foundation
import HTTPTypes
import Hummingbird
import MnemeCore
import NIOCore

/// `POST /v1/import`: JSON Lines of any length, messages or an export, a batch at a time.
struct ImportController: Sendable {
  let imports: any ImportService
  let transfer: any TransferService

  static let mediaTypes = [
    "application/x-ndjson", "application/jsonl", "application/ndjson", "application/jsonlines",
    "application/x-jsonlines", "application/json-lines", "application/json",
  ]

  func run(_ scope: RequestScope) async throws -> Response {
    try scope.requireMediaType(ImportController.mediaTypes)
    let space = try scope.space()
    var run = ImportIntake(imports: imports, transfer: transfer, space: space)
    do {
      try await feed(&run, from: scope)
    } catch {
      // What was acknowledged by the store is told even when the rest failed: importing again skips it.
      let failure = HTTPFailure(any: error)
      guard case .object(let members) = failure.body(requestID: scope.id) else { throw failure }
      return .json(failure.status, .object(members + run.report), headers: failure.headers)
    }
    return .json(.ok, .object(run.report))
  }

  private func feed(_ run: inout ImportIntake, from scope: RequestScope) async throws {
    var splitter = LineSplitter(limit: ImportIntake.lineBytes)
    for try await piece in BodyBytes(request: scope.request) {
      var piece = piece
      // In parts, so that one big piece of short lines does not become one big batch.
      while let part = piece.readSlice(length: min(piece.readableBytes, 16 << 10)), part.readableBytes > 0 {
        part.withUnsafeReadableBytes { bytes in splitter.feed(bytes) { run.add($0) } }
        if run.isBatchFull { try await run.flush() }
      }
    }
    if let last = splitter.finish() { run.add(last) }
    try await run.finish()
  }
}
