import ArgumentParser

struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print the script by which a shell completes Mneme's commands and options.",
    discussion: """
      bash: mneme completions bash > ~/.local/share/bash-completion/completions/mneme
      zsh:  mneme completions zsh > a folder of $fpath, as _mneme
      fish: mneme completions fish > ~/.config/fish/completions/mneme.fish
      """)

  enum Shell: String, ExpressibleByArgument, CaseIterable { case bash, zsh, fish }

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  func run() {
    let kind: CompletionShell =
      switch shell {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    Console.standard.write(MnemeCommand.completionScript(for: kind) + "\n")
  }
}
