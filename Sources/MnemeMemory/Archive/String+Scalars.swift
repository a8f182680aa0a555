extension String {
  /// The text of scalars, encoded in one go: the generic initialisers append one at a time.
  init(scalars: ArraySlice<Unicode.Scalar>) {
    self.init(unsafeUninitializedCapacity: 4 * scalars.count) { bytes in
      var count = 0
      for scalar in scalars {
        let value = scalar.value
        if value < 0x80 {
          bytes[count] = UInt8(value)
          count += 1
        } else {
          for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
            bytes[count] = unit
            count += 1
          }
        }
      }
      return count
    }
  }

  init(scalars: [Unicode.Scalar]) { self.init(scalars: scalars[...]) }
}
