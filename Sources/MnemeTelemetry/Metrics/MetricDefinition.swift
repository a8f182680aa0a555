/// One family of series: what is measured, in which form, and for whom to read.
package struct MetricDefinition: Sendable, Hashable {
  package enum Form: Sendable, Hashable {
    case counter, gauge
    /// Upper bounds of the buckets, ascending; the last one, infinity, is not named.
    case histogram([Double])
  }

  package let name: String
  package let help: String
  package let form: Form

  /// - Parameter name: any label; what Prometheus does not take in a name becomes `_`.
  package init(_ name: String, _ form: Form, _ help: String) {
    self.name = Self.sanitized(name)
    self.help = help
    self.form = form
  }

  /// `[a-zA-Z_:][a-zA-Z0-9_:]*`.
  static func sanitized(_ name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "_", ":": result.unicodeScalars.append(scalar)
      case "0"..."9" where !result.isEmpty: result.unicodeScalars.append(scalar)
      default: result += "_"
      }
    }
    return result.isEmpty ? "_" : result
  }

  var typeName: String {
    switch form {
    case .counter: "counter"
    case .gauge: "gauge"
    case .histogram: "histogram"
    }
  }
}
