import Foundation
import MnemeCore
import Testing

@testable import MnemeModels

@Suite struct RemoteTokenizerTests {
  @Test(arguments: [
    (#"{"tokens":[11,22,33]}"#, 3), (#"{"count":5,"max_model_len":4096,"tokens":[1,2,3,4,5]}"#, 5),
    (#"{"tokens":[]}"#, nil), (#"{"count":9223372036854775807}"#, nil),
    (#"{"count":-4}"#, nil), (#"{"object":"list"}"#, nil),
    ("<html></html>", nil),
  ])
  func theServersTokenizerCounts(answer: String, count: Int?) async throws {
    let fetcher = ScriptedFetcher([.status(200, answer)])
    #expect(try await model(fetcher).tokenCount(of: "Hello, 세계.") == count)
    let request = try #require(fetcher.requests.all.first)
    #expect(request.url == "http://127.0.0.1:9/tokenize" && request.method == "POST")
    let body = try #require(fetcher.sent.first)
    // llama.cpp reads the first, vLLM the other two.
    #expect(body["content"] as? String == "Hello, 세계." && body["prompt"] as? String == "Hello, 세계.")
    #expect(body["model"] as? String == "tiny" && body["add_special"] as? Bool == false)
  }

  @Test func aServerWithoutOneIsNoFailure() async throws {
    for answer in [ScriptedFetcher.Answer.status(404), .error(MnemeError(.timeout, "Too late."))] {
      #expect(try await model(ScriptedFetcher([answer])).tokenCount(of: "Hello.") == nil)
    }
  }

  @Test func anAnswerThatTricklesIsGivenUp() async throws {
    let endpoint = try RemoteEndpoint("http://127.0.0.1:9/v1")
    let tokenizer = RemoteTokenizer(
      endpoint: endpoint, apiKey: nil, fetcher: TricklingFetcher(), patience: .milliseconds(50))
    #expect(await tokenizer.count("Hello.", model: "tiny") == nil)
  }

  @Test func aServerElsewhereIsNotAsked() async throws {
    let fetcher = ScriptedFetcher([])
    #expect(try await model(fetcher, base: "https://api.example.com/v1").tokenCount(of: "Hello.") == nil)
    #expect(fetcher.requests.all.isEmpty)
  }
}

/// Its body never ends.
private struct TricklingFetcher: HTTPFetching {
  func fetch(_ request: FetchRequest) async throws(MnemeError) -> FetchResponse {
    FetchResponse(
      status: 200, headers: [],
      body: AsyncThrowingStream {
        try await Task.sleep(for: .milliseconds(5))
        return [UInt8(ascii: " ")]
      })
  }
}
