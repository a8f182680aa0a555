import Foundation
import MnemeCore
import MnemeModels
import Synchronization

/// Answers requests from a list, in order, and keeps what was asked.
final class ScriptedFetcher: HTTPFetching {
  enum Answer: Sendable {
    case response(Int, [String: String], [String])
    case error(MnemeError)
    /// Whoever asked went away.
    case cancelled
    case bytes([[UInt8]])
    /// The pieces, then a broken connection.
    case cut([String])
  }

  private let answers: Mutex<[Answer]>
  let requests = Seen<FetchRequest>()

  init(_ answers: [Answer]) {
    self.answers = Mutex(answers)
  }

  /// The JSON bodies sent, in order.
  var sent: [[String: Any]] {
    requests.all.compactMap { request in
      (try? JSONSerialization.jsonObject(with: Data(request.body ?? []))) as? [String: Any]
    }
  }

  func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
    _ = requests.add(request)
    let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    switch answer {
    case .response(let status, let headers, let pieces):
      return FetchResponse(
        status: status, headers: headers.map { (name: $0.key, value: $0.value) },
        body: AsyncThrowingStream { continuation in
          for piece in pieces { continuation.yield(Array(piece.utf8)) }
          continuation.finish()
        })
    case .bytes(let pieces):
      return FetchResponse(
        status: 200, headers: [(name: "Content-Type", value: "text/event-stream")],
        body: AsyncThrowingStream { continuation in
          for piece in pieces { continuation.yield(piece) }
          continuation.finish()
        })
    case .cut(let pieces):
      return FetchResponse(
        status: 200, headers: [(name: "Content-Type", value: "text/event-stream")],
        body: AsyncThrowingStream { continuation in
          for piece in pieces { continuation.yield(Array(piece.utf8)) }
          continuation.finish(throwing: MnemeError(.upstream, "The connection broke."))
        })
    case .error(let error): throw error
    case .cancelled:
      throw MnemeError(.unavailable, "The request was cancelled.", underlying: CancellationError())
    case nil: throw MnemeError(.internal, "Asked more often than the script answers.")
    }
  }
}

extension ScriptedFetcher.Answer {
  /// A streamed answer of these bytes, in pieces of so many: borders fall anywhere.
  static func stream(_ text: String, pieces size: Int) -> Self {
    let bytes = Array(text.utf8)
    let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    return .bytes(pieces)
  }

  /// A streamed answer of these data lines.
  static func events(_ data: String...) -> Self {
    .response(200, ["Content-Type": "text/event-stream; charset=utf-8"], data.map { "data: \($0)\n\n" })
  }

  static func status(_ status: Int, _ body: String = "", headers: [String: String] = [:]) -> Self {
    .response(status, headers.merging(["Content-Type": "application/json"]) { first, _ in first }, [body])
  }
}

/// A chunk with this text.
func chunk(_ text: String, finish: String? = nil) -> String {
  let reason = finish.map { "\"\($0)\"" } ?? "null"
  let quoted = String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
  return
    #"{"id":"c","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":\#(quoted)},"finish_reason":\#(reason)}]}"#
}

/// What a stream of model events came to.
struct Collected: Equatable {
  var text = ""
  var reasoning = ""
  var standIn: String?
  var calls: [ToolCall] = []
  var logprobs: [JSONValue] = []
  var thinking: [ThinkingBlock] = []
  var finish: FinishReason?
  var usage: TokenUsage?
  var error: MnemeError.Code?
  var message: String?
  var retryAfter: Int?
}

func collect(_ model: any ChatModel, _ request: ModelRequest = ask("Where does Ravi live?")) async -> Collected {
  var result = Collected()
  do {
    for try await event in model.stream(request) {
      switch event {
      case .text(let text): result.text += text
      case .answering(let name): result.standIn = name
      case .reasoning(let text): result.reasoning += text
      case .logprobs(let tokens): result.logprobs.append(tokens)
      case .toolCall(let call): result.calls.append(call)
      case .thinking(let block): result.thinking.append(block)
      case .finished(let finish, let usage):
        result.finish = finish
        result.usage = usage
      }
    }
  } catch {
    result.error = (error as? MnemeError)?.code ?? .internal
    result.message = (error as? MnemeError)?.message
    result.retryAfter = (error as? MnemeError)?.retryAfter
  }
  return result
}

func ask(_ question: String, options: SamplingOptions = .init()) -> ModelRequest {
  ModelRequest(
    messages: [.init(role: .system, content: "You remember."), .init(role: .user, content: question)],
    question: question, evidence: [], now: Date(milliseconds: 1_750_000_000_000), options: options)
}

/// Waits are noted instead of waited.
func model(
  _ fetcher: any HTTPFetching, base: String = "http://127.0.0.1:9/v1", remoteName: String? = "tiny",
  speaks: ModelProtocol? = nil, settings: ChatModelSettings = keyed, waits: Seen<Duration> = Seen(),
  clock: any WallClock = SystemClock()
) throws -> RemoteChatModel {
  var retry = RetryPolicy()
  retry.sleep = { _ = waits.add($0) }
  retry.random = { 0.5 }
  return RemoteChatModel(
    name: "tiny", remoteName: remoteName, endpoint: try RemoteEndpoint(base, speaks: speaks), settings: settings,
    fetcher: fetcher, retry: retry, clock: clock)
}

let keyed: ChatModelSettings = {
  var settings = ChatModelSettings()
  settings.apiKey = "sk-very-secret"
  return settings
}()
