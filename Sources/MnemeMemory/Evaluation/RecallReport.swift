import Foundation

/// What an evaluation found, as JSON and as a table.
package struct RecallReport: Sendable {
  package let dataset: String
  package let cuts: [Int]
  package let settings: [String: String]
  private let checked: Set<String>
  package internal(set) var conversations: [String] = []
  /// Keys `all`, `but_adversarial` and each category.
  package private(set) var results: [String: RecallSummary] = [:]
  /// All but adversarial, of each conversation: how far the figure spreads.
  package private(set) var byConversation: [String: RecallSummary] = [:]
  /// Milliseconds of each recall, query embedding included.
  package private(set) var latencies: [Double] = []

  /// The questions, all but adversarial, of conversations that recall was built on and of those that only check it.
  package struct Split: Sendable, Hashable {
    package let built: RecallSummary
    package let checked: RecallSummary

    /// How far the mean of a metric over the checked questions lies above that over the others.
    package func difference(_ metric: String) -> Double { checked.mean(metric) - built.mean(metric) }
  }

  init(dataset: String, cuts: [Int], settings: [String: String], checked: Set<String> = []) {
    self.dataset = dataset
    self.cuts = cuts
    self.settings = settings
    self.checked = checked
  }

  /// None when no conversation was set apart.
  package var split: Split? {
    guard !checked.isEmpty else { return nil }
    var sides = (built: RecallSummary(), checked: RecallSummary())
    for (id, summary) in byConversation {
      if checked.contains(id) { sides.checked.add(summary) } else { sides.built.add(summary) }
    }
    return Split(built: sides.built, checked: sides.checked)
  }

  mutating func add(
    _ metrics: RecallMetrics, category: String, conversation: String, elapsed: Duration
  ) {
    results["all", default: .init()].add(metrics)
    if category != "adversarial" {
      results["but_adversarial", default: .init()].add(metrics)
      byConversation[conversation, default: .init()].add(metrics)
    }
    results[category, default: .init()].add(metrics)
    let (seconds, attoseconds) = elapsed.components
    latencies.append(Double(seconds) * 1000 + Double(attoseconds) / 1e15)
  }

  /// Nearest-rank percentile in milliseconds; 0 when nothing was asked.
  package func latency(percentile: Double) -> Double {
    guard !latencies.isEmpty else { return 0 }
    let rank = Int((percentile / 100 * Double(latencies.count)).rounded(.up))
    return latencies.sorted()[min(max(rank, 1), latencies.count) - 1]
  }

  private var metricNames: [String] { cuts.map { "recall@\($0)" } + ["hit@10", "ndcg@10", "mrr"] }

  private var rows: [String] {
    ["all", "but_adversarial"].filter { results[$0] != nil }
      + results.keys.filter { $0 != "all" && $0 != "but_adversarial" }.sorted()
  }

  /// One JSON object with keys in a stable order and numbers rounded to four places. `by_conversation` and `split` leave
  /// adversarial questions out.
  package func json() -> String {
    func quoted(_ text: String) -> String {
      let data = (try? JSONEncoder().encode(text)) ?? Data("\"\"".utf8)  // A string always encodes.
      return String(decoding: data, as: UTF8.self)
    }
    func number(_ value: Double) -> String { String((value * 10_000).rounded() / 10_000) }
    func group(_ name: String, _ summary: RecallSummary) -> String {
      let values = metricNames.map { "\(quoted($0)): \(number(summary.mean($0)))" }
      return "    \(quoted(name)): {" + (["\"n\": \(summary.count)"] + values).joined(separator: ", ") + "}"
    }
    let groups = rows.map { group($0, results[$0] ?? .init()) }
    let each = conversations.map { group($0, byConversation[$0] ?? .init()) }
    let split = split.map { split in
      let differences = metricNames.map { "\(quoted($0)): \(number(split.difference($0)))" }
      let sides = [
        group("built", split.built), group("checked", split.checked),
        "    \"difference\": {" + differences.joined(separator: ", ") + "}",
      ]
      return "\n  \"split\": {\n\(sides.joined(separator: ",\n"))\n  },"
    }
    let options = settings.sorted { $0.key < $1.key }.map { "\(quoted($0.key)): \(quoted($0.value))" }
    return """
      {
        "dataset": \(quoted(dataset)),
        "conversations": \(conversations.count),
        "results": {
      \(groups.joined(separator: ",\n"))
        },
        "by_conversation": {
      \(each.joined(separator: ",\n"))
        },\(split ?? "")
        "latency_ms": {"p50": \(number(latency(percentile: 50))), "p95": \(number(latency(percentile: 95)))},
        "settings": {\(options.joined(separator: ", "))}
      }
      """
  }

  /// For people.
  package func table() -> String {
    func pad(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    func fixed(_ value: Double) -> String {
      let thousandths = Int((value * 1000).rounded())
      let digits = String(thousandths % 1000)
      return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
    var lines = [pad("", 18) + pad("n", 6) + metricNames.map { pad($0, 11) }.joined()]
    func line(_ name: String, _ summary: RecallSummary) -> String {
      pad(name, 18) + pad(String(summary.count), 6) + metricNames.map { pad(fixed(summary.mean($0)), 11) }.joined()
    }
    for row in rows { lines.append(line(row, results[row] ?? .init())) }
    if conversations.count > 1 {
      lines.append("each conversation, all but adversarial")
      for id in conversations { if let summary = byConversation[id] { lines.append(line("  " + id, summary)) } }
    }
    if let split {
      lines.append("split, all but adversarial")
      lines.append(line("  built on", split.built))
      lines.append(line("  checked on", split.checked))
      let differences = metricNames.map {
        pad((split.difference($0) < 0 ? "-" : "+") + fixed(abs(split.difference($0))), 11)
      }
      lines.append(pad("  difference", 24) + differences.joined())
    }
    lines.append(
      "latency p50 \(fixed(latency(percentile: 50))) ms, p95 \(fixed(latency(percentile: 95))) ms, query embedding included"
    )
    return lines.joined(separator: "\n")
  }
}
