import Foundation
import MnemeCore
import MnemeModels
import MnemeTestSupport
import Testing

@Suite struct OpenAIChatModelTests {
  @Test func aStreamedAnswerHasTextFinishAndUsage() async throws {
    let fetcher = ScriptedFetcher([
      .events(
        #"{"choices":[{"index":0,"delta":{"role":"assistant","content":null},"finish_reason":null}],"usage":null}"#,
        chunk("In Por"), chunk("to."), chunk("", finish: "length"),
        #"{"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":4,"total_tokens":15}}"#, "[DONE]")
    ])
    let answer = await collect(try model(fetcher))
    #expect(answer.text == "In Porto.")
    #expect(answer.finish == .length)
    #expect(answer.usage == TokenUsage(prompt: 11, completion: 4, reported: true))
  }

  @Test func theRequestCarriesKeyHopMarkAndOptions() async throws {
    let fetcher = ScriptedFetcher([.events(chunk("ok", finish: "stop"), "[DONE]")])
    let options = SamplingOptions(temperature: 0.2, topP: 0.9, maxTokens: 40, stop: ["END"], seed: 7)
    _ = await collect(try model(fetcher, base: "http://127.0.0.1:9/"), ask("Hello", options: options))
    let request = try #require(fetcher.requests.all.first)
    #expect(request.url == "http://127.0.0.1:9/v1/chat/completions")
    #expect(request.headers.contains { $0.name == "Authorization" && $0.value == "Bearer sk-very-secret" })
    #expect(request.headers.contains { $0.name == "X-Mneme-Hop" && $0.value == "1" })
    let body = try #require(fetcher.sent.first)
    #expect(body["model"] as? String == "tiny")
    #expect(body["stream"] as? Bool == true)
    #expect((body["stream_options"] as? [String: Bool]) == ["include_usage": true])
    #expect(body["max_tokens"] as? Int == 40)
    #expect(body["stop"] as? [String] == ["END"])
    #expect(body["seed"] as? Int == 7)
    #expect(body["presence_penalty"] == nil)
    #expect((body["messages"] as? [[String: String]])?.map { $0["role"] } == ["system", "user"])
  }

  @Test func usageThatIsNotReportedIsEstimated() async throws {
    let answer = await collect(try model(ScriptedFetcher([.events(chunk("12345678", finish: "stop"), "[DONE]")])))
    let usage = try #require(answer.usage)
    #expect(usage.completion == TokenEstimator.estimate("12345678"))
    #expect(usage.prompt > 8)
    #expect(!usage.reported)
  }

  @Test func anAnswerThatComesWholeIsTaken() async throws {
    let whole =
      #"{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Whole."},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#
    for type in ["application/json", "text/plain", ""] {
      let answer = await collect(
        try model(ScriptedFetcher([.response(200, ["Content-Type": type], [" \n", whole])])))
      #expect(answer.text == "Whole.")
      #expect(answer.usage?.reported == true)
    }
  }

  @Test func reasoningIsNotShown() async throws {
    let fetcher = ScriptedFetcher([
      .events(
        #"{"choices":[{"index":0,"delta":{"reasoning_content":"hidden "}}]}"#, chunk("\n<th"),
        chunk("ink>hidden </thi"),
        chunk("nk>\n\nIn <think> P"), chunk("orto", finish: "stop"), "[DONE]")
    ])
    #expect(await collect(try model(fetcher)).text == "In <think> Porto")
  }

  @Test func aServerThatRefusesStreamOptionsIsAskedWithoutThemFromThenOn() async throws {
    let fetcher = ScriptedFetcher([
      .status(400, #"{"error":{"message":"extra fields"}}"#), .events(chunk("a", finish: "stop"), "[DONE]"),
      .events(chunk("b", finish: "stop"), "[DONE]"),
    ])
    let model = try model(fetcher)
    #expect(await collect(model).text == "a")
    #expect(await collect(model).text == "b")
    #expect(fetcher.sent.map { $0["stream_options"] != nil } == [true, false, false])
  }

  @Test func aServerThatWantsTheNewTokenLimitGetsIt() async throws {
    let refusal = #"{"error":{"code":"unsupported_parameter","param":"max_tokens","message":"use the other"}}"#
    let fetcher = ScriptedFetcher([.status(400, refusal), .events(chunk("a", finish: "stop"), "[DONE]")])
    let answer = await collect(try model(fetcher), ask("Hi", options: .init(maxTokens: 5)))
    #expect(answer.text == "a")
    #expect(fetcher.sent.last?["max_completion_tokens"] as? Int == 5)
    #expect(fetcher.sent.last?["max_tokens"] == nil)
    #expect(fetcher.sent.last?["stream_options"] != nil)
  }

  @Test(arguments: [
    (401, MnemeError.Code.unauthorized), (403, .unauthorized), (404, .notFound), (413, .tooLarge),
    (302, .upstream), (501, .upstream), (418, .upstream),
  ])
  func aStatusThatWillNotPassIsOneTypedErrorAtOnce(_ status: Int, _ code: MnemeError.Code) async throws {
    let fetcher = ScriptedFetcher([.status(status, #"{"error":{"message":"bad key sk-very-secret"}}"#)])
    let answer = await collect(try model(fetcher))
    #expect(answer.error == code)
    #expect(answer.message?.contains("127.0.0.1:9") == true)
    #expect(answer.message?.contains("secret") == false)
    #expect(fetcher.requests.all.count == 1)
  }

  @Test(arguments: [
    #"{"error":{"code":"context_length_exceeded","type":"invalid_request_error"}}"#,
    #"{"error":{"code":400,"type":"exceed_context_size_error","n_ctx":512}}"#,
  ])
  func aPromptThatIsTooLongIsTheCallersError(_ body: String) async throws {
    let fetcher = ScriptedFetcher([.status(400, body)])
    let answer = await collect(try model(fetcher))
    #expect(answer.error == .tooLarge)
    #expect(answer.message?.contains("longer") == true)
    #expect(fetcher.requests.all.count == 1)
  }

  @Test func passingFailuresAreTriedAgainWithGrowingWaits() async throws {
    let waits = Seen<Duration>()
    let fetcher = ScriptedFetcher([
      .status(503), .error(MnemeError(.upstream, "refused")), .events(chunk("ok", finish: "stop"), "[DONE]"),
    ])
    #expect(await collect(try model(fetcher, waits: waits)).text == "ok")
    #expect(waits.all == [.seconds(0.25), .seconds(0.5)])
  }

  @Test func afterThreeFailuresItGivesUp() async throws {
    let fetcher = ScriptedFetcher([.status(500), .status(502), .status(503), .status(500)])
    #expect(await collect(try model(fetcher)).error == .upstream)
    #expect(fetcher.requests.all.count == 3)
  }

  @Test func aShortRetryAfterIsHeldAndALongOneIsReported() async throws {
    let waits = Seen<Duration>()
    let short = ScriptedFetcher([
      .status(429, headers: ["Retry-After": "2"]), .events(chunk("ok", finish: "stop"), "[DONE]"),
    ])
    #expect(await collect(try model(short, waits: waits)).text == "ok")
    #expect(waits.all == [.seconds(2)])
    for seconds in [7, 120] {
      let long = ScriptedFetcher([.status(429, headers: ["retry-after": "\(seconds)"])])
      let answer = await collect(try model(long, waits: waits))
      #expect(answer.error == .overloaded)
      #expect(answer.message?.contains("in \(seconds) seconds") == true)
      #expect(answer.retryAfter == seconds)
      #expect(waits.all.count == 1)
    }
  }

  @Test func aRetryAfterMayBeADate() async throws {
    let waits = Seen<Duration>()
    let fetcher = ScriptedFetcher([
      .status(503, headers: ["Retry-After": "Sun, 15 Jun 2025 15:06:42 GMT"]),
      .events(chunk("ok", finish: "stop"), "[DONE]"),
    ])
    let clock = ManualClock(Date(milliseconds: 1_750_000_000_000))
    #expect(await collect(try model(fetcher, waits: waits, clock: clock)).text == "ok")
    #expect(waits.all == [.seconds(2)])
  }

  @Test func aTimeoutIsNotTriedAgain() async throws {
    let fetcher = ScriptedFetcher([.error(MnemeError(.timeout, "late"))])
    #expect(await collect(try model(fetcher)).error == .timeout)
    #expect(fetcher.requests.all.count == 1)
  }

  @Test func aStreamThatBreaksOffIsAnErrorAndIsNotStartedAgain() async throws {
    let fetcher = ScriptedFetcher([.cut(["data: \(chunk("half"))\n\n"]), .events(chunk("again", finish: "stop"))])
    let answer = await collect(try model(fetcher))
    #expect(answer.text == "half")
    #expect(answer.error == .upstream)
    #expect(fetcher.requests.all.count == 1)
    let quiet = await collect(try model(ScriptedFetcher([.events(chunk("half"))])))
    #expect(quiet.error == .upstream)
  }

  @Test func aBreakAfterTheFinishReasonIsTheEnd() async throws {
    let answer = await collect(try model(ScriptedFetcher([.cut(["data: \(chunk("all", finish: "stop"))\n\n"])])))
    #expect(answer.text == "all")
    #expect(answer.finish == .stop)
    #expect(answer.error == nil)
  }

  @Test(arguments: [
    "{not json", "[]", #"{"hello":1}"#, #"{"error":{"message":"boom sk-very-secret"}}"#, #"{"error":"boom"}"#,
  ])
  func aMalformedChunkIsAnUpstreamError(_ data: String) async throws {
    let answer = await collect(try model(ScriptedFetcher([.events(chunk("a"), data, chunk("b", finish: "stop"))])))
    #expect(answer.text == "a")
    #expect(answer.error == .upstream)
    #expect(answer.message?.contains("secret") == false)
  }

  @Test func aWebPageIsNoAnswer() async throws {
    let answer = await collect(
      try model(ScriptedFetcher([.response(200, ["Content-Type": "text/html"], ["<html>"])])))
    #expect(answer.error == .upstream)
  }

  @Test func aModelWithoutNameIsTheFirstChatModelListedAndIsAskedForOnce() async throws {
    let list = #"{"object":"list","data":[{"id":"nomic-embed-text"},{"id":"small-chat","owned_by":"x"}]}"#
    let fetcher = ScriptedFetcher([
      .status(200, list), .events(chunk("a", finish: "stop"), "[DONE]"), .events(chunk("b", finish: "stop"), "[DONE]"),
    ])
    let model = try model(fetcher, remoteName: nil)
    #expect(await collect(model).text == "a")
    #expect(await collect(model).text == "b")
    #expect(fetcher.sent.compactMap { $0["model"] as? String } == ["small-chat", "small-chat"])
    #expect(fetcher.requests.all.count == 3)
  }
}

@Suite struct ReasoningFilterThroughCutsTests {
  @Test func everyCutShowsTheSameText() async throws {
    let text = " <thinking>a </think> b</thinking>\n<think></think> The <b>answer</b> </think>"
    for cut in 0...text.count {
      let head = String(text.prefix(cut))
      let tail = String(text.dropFirst(cut))
      let fetcher = ScriptedFetcher([.events(chunk(head), chunk(tail, finish: "stop"), "[DONE]")])
      #expect(await collect(try model(fetcher)).text == "The <b>answer</b> </think>", "cut at \(cut)")
    }
  }

  @Test(arguments: ["<", "<thin", "  <think", "plain", "<b>x"])
  func whatOnlyLooksLikeReasoningIsShown(_ text: String) async throws {
    let fetcher = ScriptedFetcher([.events(chunk(text, finish: "stop"), "[DONE]")])
    #expect(await collect(try model(fetcher)).text == text)
  }
}

@Suite struct RemoteEndpointTests {
  @Test(arguments: [
    ("http://localhost:11434", "http://localhost:11434/v1"), ("http://localhost:11434/", "http://localhost:11434/v1"),
    ("http://localhost:11434/v1/", "http://localhost:11434/v1"), (" https://host/api ", "https://host/api/v1"),
    ("https://host/v1beta/openai/", "https://host/v1beta/openai"),
    ("http://[::1]:8080/v1/chat/completions", "http://[::1]:8080/v1"),
  ])
  func everyWayOfWritingItIsUnderstood(_ text: String, _ base: String) throws {
    #expect(try RemoteEndpoint(text).base == base)
  }

  @Test(arguments: ["", "localhost:11434", "ftp://h/", "http://u:p@h/", "http://h/?k=1", "http://h:0/", "http://"])
  func aWrongOneIsAConfigurationError(_ text: String) {
    let error = #expect(throws: MnemeError.self) { try RemoteEndpoint(text) }
    #expect(error?.code == .configuration)
  }
}
