import Hummingbird
import NIOCore

/// The pieces of a request's body. Unlike the plain body it fails when the connection ends before the body does.
struct BodyBytes: AsyncSequence {
  typealias Element = ByteBuffer

  let request: Request

  struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var base: RequestBody.AsyncIterator
    fileprivate let announced: Int?
    fileprivate var seen = 0

    mutating func next() async throws -> ByteBuffer? {
      let early = HTTPFailure(.badRequest, "incomplete_body", "The request's body ended early.")
      do {
        guard let buffer = try await base.next() else {
          if let announced, seen < announced { throw early }
          return nil
        }
        seen += buffer.readableBytes
        return buffer
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        throw early
      }
    }
  }

  func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(
      base: request.body.makeAsyncIterator(), announced: request.headers[.contentLength].flatMap { Int($0) })
  }
}
