import Foundation
import MnemeCore
import Testing

@Suite struct TimeTests {
  @Test func timesAreWrittenToTheExactMillisecondAndReadBack() throws {
    for start in [0, 1_747_000_000_000, 1_790_000_000_123, -86_400_000] as [Int64] {
      for step in 0..<2_000 as Range<Int64> {
        let milliseconds = start + step * 7
        let text = Date(milliseconds: milliseconds).iso8601
        #expect(try #require(Date(iso8601: text)).milliseconds == milliseconds, "\(text)")
        if milliseconds % 1_000 == 0 { #expect(!text.contains(".")) }
      }
    }
    #expect(Date(milliseconds: 1_747_000_000_001).iso8601.hasSuffix(".001Z"))
  }

  @Test func settingsPrintWithoutTheirKeys() {
    var settings = Settings(dataDirectory: "/data")
    settings.server.apiKey = "key-that-is-secret"
    settings.chatModel.apiKey = "key-that-is-secret"
    settings.chatModel.baseURL = "http://user:key-that-is-secret@127.0.0.1"
    var dumped = ""
    dump(settings, to: &dumped)
    #expect(!"\(settings) \(String(reflecting: settings)) \(dumped)".contains("key-that-is-secret"))
  }
}
