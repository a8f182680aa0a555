/// What was wrong with a vector, a query or a buffer. An index that has thrown is unchanged.
package struct VectorError: Error, Equatable, CustomStringConvertible {
  package enum Code: Sendable {
    /// The dimension asked for is not in 1…``FlatIndex/maximumDimension``.
    case invalidDimension
    /// A query, or the rows for the keys given, have another number of values than the index's dimension asks for.
    case dimensionMismatch
    /// A value is infinite or not a number.
    case notFinite
    /// A value is finite but larger than half precision can hold (65504).
    case outOfRange
    /// The buffer for the answer, or the exact scores of a second stage, have not one place per row.
    case bufferMismatch
    /// A parameter is outside its range.
    case invalidParameter
    /// The index is full.
    case tooManyRows
  }

  package let code: Code
  /// For a human; holds sizes, never values.
  package let message: String

  package var description: String { message }

  static func invalidDimension(_ dimension: Int) -> VectorError {
    VectorError(
      code: .invalidDimension,
      message: "a vector index cannot have \(dimension) dimensions: choose 1 to \(FlatIndex.maximumDimension)")
  }

  static func query(_ count: Int, dimension: Int) -> VectorError {
    VectorError(
      code: .dimensionMismatch,
      message: "the query has \(count) values, the index \(dimension) dimensions: embed it with the index's model")
  }

  static func rows(_ count: Int, keys: Int, dimension: Int) -> VectorError {
    VectorError(
      code: .dimensionMismatch,
      message: "\(keys) rows of \(dimension) dimensions were announced, \(count) values given")
  }

  static func parameter(_ name: String, _ value: Int, _ range: ClosedRange<Int>) -> VectorError {
    VectorError(
      code: .invalidParameter,
      message: "\(value) is no \(name): choose \(range.lowerBound) to \(range.upperBound)")
  }

  static let tooManyRows = VectorError(
    code: .tooManyRows, message: "a graph index holds \(GraphStorage.maximumRows) rows: make a second one")

  static let notFinite = VectorError(
    code: .notFinite, message: "a vector has a value that is infinite or not a number: embed its text again")

  static let outOfRange = VectorError(
    code: .outOfRange, message: "a vector has a value beyond ±65504, the range of half precision: normalise it")

  static func buffer(_ places: Int, rows: Int) -> VectorError {
    VectorError(code: .bufferMismatch, message: "the buffer has \(places) places for the scores of \(rows) rows")
  }
}
