import Foundation
import Testing

@testable import MnemeSQLite

struct JSONListTests {
  @Test(arguments: [
    [], [""], ["a"], ["a", "b"], ["", ""], ["한국어", "é, [x]"], ["tab\t", "\"quoted\"", "back\\slash"], ["a,b", "[]"],
  ])
  func listsComeBackAsTheyWere(_ texts: [String]) throws {
    #expect(try JSONList.decode(try JSONList.encode(texts)) == texts)
  }

  @Test(arguments: ["[ \"a\" , \"b\" ]", "[\"\\u0061\",\"b\"]"])
  func otherSpellingsAreRead(_ json: String) throws {
    #expect(try JSONList.decode(json) == ["a", "b"])
  }

  @Test(arguments: ["", "[", "[\"a\"", "[\"a\"]]", "[\"a\"\"b\"]", "[1]", "{}", "[\"]", "[a]", "[\"a]"])
  func anythingElseIsRefused(_ json: String) {
    #expect(throws: (any Error).self) { try JSONList.decode(json) }
  }
}
