/// A condition of the performance contract and how it is counted: the real component through its public entry, only what
/// lies outside of it replaced by a double that counts.
struct Proof: Sendable {
  /// Such as `PERF-005`.
  let id: String
  let condition: String
  /// What the condition asks of components that are not there yet; without them the row is "not built".
  var missing: [String] = []
  let count: @Sendable () async throws -> [Check]

  func row() async -> ProofRow {
    do {
      let checks = try await count()
      let status: ProofRow.Status = checks.allSatisfy(\.holds) ? missing.isEmpty ? .pass : .notBuilt : .fail
      return ProofRow(id: id, condition: condition, status: status, checks: checks, missing: missing, error: nil)
    } catch {
      return ProofRow(
        id: id, condition: condition, status: .fail, checks: [], missing: missing, error: String(describing: error))
    }
  }
}

/// One number and what it may be.
struct Check: Sendable, Codable, Hashable {
  enum Rule: String, Sendable, Codable {
    case exactly = "="
    case atMost = "≤"
  }

  let what: String
  let measured: Double
  let rule: Rule
  let limit: Double

  init(_ what: String, _ measured: Double, _ rule: Rule, _ limit: Double) {
    self.what = what
    self.measured = measured
    self.rule = rule
    self.limit = limit
  }

  init(_ what: String, _ measured: Int, _ rule: Rule, _ limit: Int) {
    self.init(what, Double(measured), rule, Double(limit))
  }

  var holds: Bool {
    switch rule {
    case .exactly: measured == limit
    case .atMost: measured <= limit
    }
  }
}

struct ProofRow: Sendable, Codable {
  enum Status: String, Sendable, Codable {
    case pass, fail
    case notBuilt = "not built"
  }

  let id: String
  let condition: String
  let status: Status
  let checks: [Check]
  let missing: [String]
  let error: String?

  /// Whether `make verify` may succeed with this row.
  func isAcceptable(builtOnly: Bool) -> Bool { status == .pass || (builtOnly && status == .notBuilt) }

  /// The row for people: the verdict, then each number.
  var text: String {
    var lines = ["\(id)  \(status.rawValue.uppercased())  \(condition)"]
    for check in checks {
      lines.append(
        "          \(check.holds ? "✔" : "✘") \(check.what): \(Self.number(check.measured)) "
          + "(\(check.rule.rawValue) \(Self.number(check.limit)))")
    }
    for part in missing { lines.append("          – not built: \(part)") }
    if let error { lines.append("          ✘ \(error)") }
    return lines.joined(separator: "\n")
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String((value * 100).rounded() / 100)
  }
}
