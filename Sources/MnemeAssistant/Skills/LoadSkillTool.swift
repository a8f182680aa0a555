package import MnemeCore

/// `load_skill`: the text of one of the owner's skills.
package struct LoadSkillTool: Tool {
  package static let name = "load_skill"
  let shelf: SkillShelf
  package let reach = ToolReach.none
  package let category = ToolCategory.system
  /// Without skills there is nothing to read.
  package var isReady: Bool { shelf.hasFolder }

  package init(_ shelf: SkillShelf) { self.shelf = shelf }

  package let description = ToolDescription(
    name: LoadSkillTool.name, title: "Read a skill",
    summary: "Returns the text of a skill of the owner: how something is done here.",
    parameters: [
      "type": "object", "required": ["key"],
      "properties": ["key": ["type": "string", "minLength": 1, "maxLength": 64, "description": "Key of the skill."]],
    ])

  package func run(_ arguments: JSONValue, in turn: ToolTurn) async throws -> ToolOutput {
    let key = arguments.text("key") ?? ""
    if let skill = await shelf.skill(key) { return ToolOutput(skill.body).owned() }
    let keys = await shelf.all().map(\.key)
    throw ToolFailure(
      .notFound,
      keys.isEmpty
        ? "There are no skills." : "There is no skill of this key; there are: \(keys.joined(separator: ", ")).")
  }
}
