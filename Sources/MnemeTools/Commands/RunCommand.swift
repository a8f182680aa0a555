enum RunCommand {
  static let name = "run_command"
}
