/// Writes the reference page of the settings; `docs/configuration.md` is its output.
package enum SettingsReference {
  package static func markdown() -> String {
    var lines = [
      "# Configuration",
      "",
      "<!-- Generated from Sources/MnemeCore/Configuration by scripts/generate-docs; do not edit. -->",
      "",
      "A value is taken from the first of these that gives one:",
      "",
      "1. a command-line option,",
      "2. an environment variable,",
      "3. the file `.env` in the working directory (`NAME=value` lines, the same names as in the environment),",
      "4. a YAML file: `--config FILE`, else `MNEME_CONFIG`, else `config.yaml` in the data directory, else",
      "   `~/.config/mneme/config.yaml`,",
      "5. the default.",
      "",
      "An empty value counts as not given. A wrong value stops the start with a line that names it; an unknown name is",
      "a warning. In YAML the part before the point is a section:",
      "",
      "```yaml",
      "server:",
      "  port: 8420",
      "model:",
      "  url: http://127.0.0.1:11434/v1",
      "```",
      "",
      "| YAML | Environment | Option | Default | Allowed | Meaning |",
      "|---|---|---|---|---|---|",
    ]
    let defaults = Settings(dataDirectory: "")
    for setting in Setting.all {
      let cells = [
        "`\(setting.key)`", "`\(setting.environment)`", setting.flag.map { "`\($0)`" } ?? "",
        setting.defaultText ?? setting.read(defaults).map(text) ?? "none", setting.form.allowed,
        setting.summary + (setting.isSecret ? " Secret: never shown or logged." : ""),
      ]
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(_ value: Setting.Value) -> String {
    switch value {
    case .text(let text): "`\(text)`"
    case .flag(let flag): "`\(flag)`"
    case .integer(let number): "`\(number)`"
    case .number(let number): "`\(number)`"
    case .list(let items): items.isEmpty ? "none" : "`\(items.joined(separator: ","))`"
    }
  }
}
