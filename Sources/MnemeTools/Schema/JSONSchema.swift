package import MnemeCore

/// A JSON Schema (2020-12), compiled once and checked often.
///
/// Stricter than the standard where it leaves a choice: an object whose properties are named takes no others unless it says
/// so, and `format` is asserted. References reach places of the same document alone: nothing is fetched.
package struct JSONSchema: Sendable {
  let root: SchemaNode
  /// By reference.
  let definitions: [String: SchemaNode]

  /// How deep values and references may be nested.
  static let depth = 64

  /// O(size of the schema).
  /// - Throws: `configuration` for a schema that cannot be checked: a reference to elsewhere or back to itself, a pattern that is
  ///   none, a keyword that would be passed over.
  package init(_ schema: JSONValue) throws(MnemeError) {
    var compiler = SchemaCompiler(document: schema)
    root = try compiler.node(schema, isStrict: true, depth: 0)
    definitions = try compiler.resolved()
    guard SchemaCycles.none(in: definitions) else { throw SchemaCompiler.wrong("a reference comes back to itself") }
  }

  /// - Throws: what is wrong with the first wrong place, in ascending order of names: `missingParameter`, `outOfRange`,
  ///   `invalidFormat` or `invalidParameter`. The message names the place, and never what stands there.
  package func check(_ value: JSONValue) throws(ToolFailure) {
    try SchemaCheck(definitions: definitions).run(value, root)
  }
}
