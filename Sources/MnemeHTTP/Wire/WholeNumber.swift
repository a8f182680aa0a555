/// A whole number of a request. The decoder takes a fraction, or a number beyond `Int`, for a fault of the whole JSON text;
/// this names the field.
struct WholeNumber: Decodable {
  let value: Int

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // What is no `Int` may be another number; what is none at all has the wrong type.
    if let value = try? container.decode(Int.self) {
      self.value = value
    } else {
      _ = try container.decode(Double.self)
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "Not a whole number in range.")
    }
  }
}
