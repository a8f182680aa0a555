package import Foundation

/// A tool as its owner sees it.
package struct ToolListing: Sendable, Hashable {
  package let description: ToolDescription
  package let category: ToolCategory
  package let isReady: Bool
  package let metrics: ToolMetrics

  package init(description: ToolDescription, category: ToolCategory, isReady: Bool, metrics: ToolMetrics) {
    self.description = description
    self.category = category
    self.isReady = isReady
    self.metrics = metrics
  }
}

/// What was counted of a tool since the program began. Never arguments.
package struct ToolMetrics: Sendable, Hashable {
  package var calls = 0
  package var successes = 0
  package var totalMilliseconds = 0.0
  package var lastCallAt: Date?
  package var lastErrorAt: Date?
  package var lastErrorCode: ToolErrorCode?

  package init() {}

  package var errors: Int { calls - successes }
  /// Zero where there was no call.
  package var averageMilliseconds: Double { calls == 0 ? 0 : totalMilliseconds / Double(calls) }
  /// 0…1; nil where there was no call.
  package var successRate: Double? { calls == 0 ? nil : Double(successes) / Double(calls) }
}
