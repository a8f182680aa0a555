import MnemeCore

/// Which tools there are and what was counted of them. A value: the registry holds it under a lock.
struct ToolShelf {
  private(set) var tools: [String: RegisteredTool] = [:]
  /// Names, ascending: an order that never changes.
  private(set) var ordered: [String] = []
  private var metrics: [String: ToolMetrics] = [:]
  private let disabled: Set<String>
  private let disabledCategories: Set<ToolCategory>

  init(disabled: Set<String>, categories: Set<ToolCategory>) {
    self.disabled = disabled
    disabledCategories = categories
  }

  /// Takes the group's tools out and puts these in. One that is switched off is not put in; of two with one name the one that
  /// was there first stays.
  /// - Returns: names that were taken already.
  mutating func replace(_ group: String, with new: [RegisteredTool]) -> [String] {
    tools = tools.filter { $0.value.group != group }
    var taken: [String] = []
    for tool in new {
      guard !disabled.contains(tool.name), !disabledCategories.contains(tool.tool.category) else { continue }
      if tools[tool.name] == nil { tools[tool.name] = tool } else { taken.append(tool.name) }
    }
    ordered = tools.keys.sorted()
    return taken
  }

  func metrics(of name: String) -> ToolMetrics { metrics[name] ?? ToolMetrics() }

  mutating func count(_ name: String, _ change: (inout ToolMetrics) -> Void) {
    // Only names of tools that there are: nobody can fill it with others.
    guard tools[name] != nil else { return }
    change(&metrics[name, default: ToolMetrics()])
  }
}
