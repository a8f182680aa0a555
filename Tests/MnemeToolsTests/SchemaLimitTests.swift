import Foundation
import MnemeCore
import Testing

@testable import MnemeTools

@Suite struct SchemaLimitTests {
  @Test(arguments: [
    ##"{"anyOf": [{"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}]}"##,
    ##"{"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}}"##,
    ##"{"$ref": "#"}"##, ##"{"if": {"$ref": "#"}, "then": {}}"##, ##"{"dependentSchemas": {"x": {"$ref": "#"}}}"##,
  ])
  func aReferenceThatComesBackToItselfIsRefused(text: String) throws {
    let error = #expect(throws: MnemeError.self) { try JSONSchema(JSONValue(parsing: text)) }
    #expect(error?.message.contains("comes back to itself") == true)
  }

  @Test func aReferenceThroughAPropertyOrAnItemIsFine() throws {
    let tree = try JSONSchema(
      JSONValue(
        parsing:
          ##"{"type": "object", "properties": {"below": {"type": "array", "items": {"$ref": "#"}}, "next": {"$ref": "#"}}}"##
      ))
    try tree.check(JSONValue(parsing: #"{"below": [{"below": []}, {"next": {}}]}"#))
    #expect(throws: ToolFailure.self) { try tree.check(JSONValue(parsing: #"{"below": [{"next": 1}]}"#)) }
  }

  @Test func formsThatMultiplyWithoutEndAreTooComplex() throws {
    // Three ways at each of sixteen levels, none of which fits, and a denial that would turn the failure round.
    let way = ##"{"type": "object", "properties": {"n": {"$ref": "#/$defs/a"}}}"##
    let definitions = ##""$defs": {"a": {"anyOf": [\##(way), \##(way), \##(way)]}}"##
    let value = try JSONValue(
      parsing: String(repeating: #"{"n": "#, count: 16) + "0" + String(repeating: "}", count: 16))
    for start in [##""$ref": "#/$defs/a""##, ##""not": {"$ref": "#/$defs/a"}"##] {
      let schema = try JSONSchema(JSONValue(parsing: "{\(start), \(definitions)}"))
      #expect(throws: SchemaCheck.tooComplex) { try schema.check(value) }
    }
  }

  @Test func whatIsUnevaluatedIsCheckedOrTheSchemaRefused() throws {
    let alone = try JSONSchema(
      JSONValue(parsing: #"{"properties": {"a": {}}, "unevaluatedProperties": {"type": "integer"}}"#))
    try alone.check(["a": "x", "b": 1])
    #expect(throws: ToolFailure.self) { try alone.check(["a": "x", "b": "y"]) }
    let items = try JSONSchema(JSONValue(parsing: #"{"prefixItems": [{}], "unevaluatedItems": false}"#))
    try items.check(["x"])
    #expect(throws: ToolFailure.self) { try items.check(["x", "y"]) }
    for text in [
      #"{"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": false}"#,
      #"{"contains": {"type": "integer"}, "unevaluatedItems": false}"#,
    ] {
      #expect(throws: MnemeError.self) { try JSONSchema(JSONValue(parsing: text)) }
    }
  }

  @Test func dependentSchemasAreChecked() throws {
    let schema = try JSONSchema(
      JSONValue(
        parsing:
          #"{"properties": {"a": {}, "b": {}}, "dependentSchemas": {"a": {"properties": {"b": {"type": "integer"}}, "required": ["b"]}}}"#
      ))
    try schema.check(["b": "x"])
    try schema.check(["a": 1, "b": 2])
    for value: JSONValue in [["a": 1], ["a": 1, "b": "x"]] {
      #expect(throws: ToolFailure.self) { try schema.check(value) }
    }
  }
}
