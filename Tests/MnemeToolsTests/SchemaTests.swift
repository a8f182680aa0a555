import MnemeCore
import Testing

@testable import MnemeTools

@Suite struct SchemaTests {
  private func failure(_ value: JSONValue, _ schema: JSONValue) throws -> ToolErrorCode? {
    let compiled = try JSONSchema(schema)
    do throws(ToolFailure) {
      try compiled.check(value)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func namesThePlaceAndNeverTheValue() throws {
    let schema = try JSONSchema([
      "type": "object",
      "properties": ["a": ["type": "array", "items": ["type": "object", "properties": ["b": ["type": "integer"]]]]],
    ])
    let error = #expect(throws: ToolFailure.self) { try schema.check(["a": [["b": 1], ["b": "secret words"]]]) }
    #expect(error?.message == "The argument 'a[1].b' must be of type integer." && error?.code == .invalidParameter)
  }
}
