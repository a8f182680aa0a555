import Foundation
import MnemeCore

/// How often the newest statement of a fact that changed comes before the older ones.
///
/// Chains share spaces, `perSpace` in each, with remarks about other things in between, so that a question must also find
/// its own chain.
package struct UpdateEvaluation: Sendable {
  package let dataset: UpdateDataset
  package static let perSpace = 8

  package init(dataset: UpdateDataset) { self.dataset = dataset }

  package struct Report: Sendable, Hashable, Codable {
    package var chains = 0
    /// The newest statement comes before every other one of its chain.
    package var currentFirst = 0
    /// The newest statement is the first result of all.
    package var currentOnTop = 0
    /// Ids of chains whose newest statement does not come first.
    package var failed: [String] = []

    package var currentFirstShare: Double { chains == 0 ? 0 : Double(currentFirst) / Double(chains) }
    package var currentOnTopShare: Double { chains == 0 ? 0 : Double(currentOnTop) / Double(chains) }
  }

  package func run(_ subject: RecallEvaluation.Subject) async throws -> Report {
    var report = Report()
    let spaces = max(1, (dataset.chains.count + Self.perSpace - 1) / Self.perSpace)
    for number in 0..<spaces {
      let chains = stride(from: number, to: dataset.chains.count, by: spaces).map { dataset.chains[$0] }
      let space = try SpaceID("updates-\(number)")
      let batch = messages(of: chains)
      for message in batch {
        subject.setClock(message.time)
        try await subject.importBatch([message], space)
      }
      try await subject.waitForQueue(space)
      for chain in chains { try await ask(chain, in: space, of: subject, &report) }
    }
    return report
  }

  private func messages(of chains: [UpdateDataset.Chain]) -> [ImportedMessage] {
    var result: [ImportedMessage] = []
    for chain in chains {
      for (place, statement) in chain.statements.enumerated() {
        result.append(message(Self.id(chain, place), statement.time, statement.text))
      }
    }
    let times = result.map(\.time)
    if let first = times.min(), let last = times.max() {
      let step = last.timeIntervalSince(first) / Double(max(1, dataset.filler.count))
      for (place, text) in dataset.filler.enumerated() {
        result.append(message("filler-\(place)", first.addingTimeInterval(step * Double(place)), text))
      }
    }
    return result.sorted { ($0.time, $0.externalID) < ($1.time, $1.externalID) }
  }

  private func message(_ id: String, _ time: Date, _ text: String) -> ImportedMessage {
    let day = Int(time.timeIntervalSince1970 / 86_400)
    return ImportedMessage(externalID: id, session: "day-\(day)", time: time, role: .user, speaker: nil, text: text)
  }

  private static func id(_ chain: UpdateDataset.Chain, _ place: Int) -> String { "\(chain.id)-\(place)" }

  private func ask(
    _ chain: UpdateDataset.Chain, in space: SpaceID, of subject: RecallEvaluation.Subject, _ report: inout Report
  ) async throws {
    let hits = try await subject.recall(RecallQuery(space: space, text: chain.question, limit: 20, observe: false)).hits
    var externalIDs: [String: String] = [:]
    for hit in hits where hit.source == .message { externalIDs[hit.id] = hit.externalID }
    let unknown = Set(hits.flatMap(\.sources)).subtracting(externalIDs.keys)
    externalIDs.merge(try await subject.externalIDs(unknown.sorted(), space)) { first, _ in first }
    // A memory that was said again stands for what it says last.
    let ranked = hits.compactMap { hit -> String? in
      hit.source == .message ? hit.externalID ?? hit.id : hit.sources.last.map { externalIDs[$0] ?? $0 }
    }
    let current = Self.id(chain, chain.statements.count - 1)
    let own = Set(chain.statements.indices.map { Self.id(chain, $0) })
    report.chains += 1
    if ranked.first == current { report.currentOnTop += 1 }
    if ranked.first(where: own.contains) == current {
      report.currentFirst += 1
    } else {
      report.failed.append(chain.id)
    }
  }
}
