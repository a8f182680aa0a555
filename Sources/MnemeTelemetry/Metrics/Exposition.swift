/// Prometheus' text format, version 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/
package enum Exposition {
  /// What is counted in `registry` now, families and series in a fixed order. A family without series is told by its head.
  package static func text(_ registry: MetricRegistry) -> String {
    var text = ""
    for family in registry.snapshot {
      let name = family.definition.name
      text += "# HELP \(name) \(escapedHelp(family.definition.help))\n# TYPE \(name) \(family.definition.typeName)\n"
      for (labels, series) in family.series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        let reading = series.reading
        guard case .histogram(let bounds) = family.definition.form else {
          text += line(name, labels, reading.value)
          continue
        }
        var cumulative: UInt64 = 0
        for (bound, count) in zip(bounds + [.infinity], reading.buckets) {
          cumulative += count
          text += line(
            name + "_bucket", labels + [MetricRegistry.Label(name: "le", value: number(bound))], Double(cumulative))
        }
        text += line(name + "_sum", labels, reading.value)
        text += line(name + "_count", labels, Double(cumulative))
      }
    }
    return text
  }

  private static func line(_ name: String, _ labels: [MetricRegistry.Label], _ value: Double) -> String {
    let pairs = labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",")
    return "\(name)\(pairs.isEmpty ? "" : "{\(pairs)}") \(number(value))\n"
  }

  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
  }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func escapedHelp(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
