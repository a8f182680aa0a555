import ArgumentParser
import MnemeCore

struct PeopleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "people", abstract: "Who logs in on the page, and which spaces they share.",
    discussion: "As soon as there is somebody, nobody comes in without a login or a key.",
    subcommands: [ListPeople.self, AddPerson.self, ChangePerson.self, RemovePerson.self, GiveRole.self],
    defaultSubcommand: ListPeople.self)
}

struct ListPeople: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "The people, their spaces and roles.")

  @OptionGroup var view: ViewOptions

  func run() async throws {
    try await view.run {
      try await $0.people.people()
    } json: {
      WirePeople(people: $0.map(WirePerson.init))
    } text: { people in
      people.isEmpty ? "There are no people.\n" : people.map(AccessText.lines).joined()
    }
  }
}

struct AddPerson: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Let somebody log in. The password is asked for, or read from standard input.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "What they log in with.") var name: String
  @Option(
    name: .customLong("own-space"),
    help: ArgumentHelp("Where their memory is; their name when left out.", valueName: "name"))
  var own: String?
  @Option(help: "en or ko, for the page; as the browser asks when left out.") var language: String?
  @Option(help: "IANA name such as Asia/Seoul.") var timeZone: String?
  @Flag(help: "They may do everything in every space.") var administrator = false

  func run() async throws {
    try await view.run { services in
      try await services.people.add(
        person: PersonDraft(
          name: name, password: try await HiddenInput.newPassword(), space: try own.map { try SpaceID($0) },
          language: language, timeZone: timeZone, isAdministrator: administrator))
    } json: {
      WirePerson($0)
    } text: {
      AccessText.lines($0)
    }
  }
}

struct ChangePerson: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change", abstract: "Give somebody another password, language, time zone or standing.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "Their name.") var name: String
  @Flag(help: "Ask for a new password, which ends their logins.") var password = false
  @Option(help: "en or ko.") var language: String?
  @Option(help: "IANA name such as Asia/Seoul.") var timeZone: String?
  @Flag(inversion: .prefixedNo, help: "Whether they may do everything in every space.") var administrator: Bool?

  func run() async throws {
    try await view.run { services in
      let secret = password ? try await HiddenInput.newPassword() : nil
      return try await services.people.change(
        person: name,
        PersonChange(password: secret, language: language, timeZone: timeZone, isAdministrator: administrator))
    } json: {
      WirePerson($0)
    } text: {
      AccessText.lines($0)
    }
  }
}

struct RemovePerson: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Let somebody in no more. What their space remembers stays.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "Their name.") var name: String

  func run() async throws {
    try await view.run {
      try await $0.people.remove(person: name)
    } json: { _ in
      ["removed": name]
    } text: { _ in
      "They are let in no more.\n"
    }
  }
}

struct GiveRole: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "Share a space with somebody.",
    discussion: "reader: reads its memory. writer: talks in it, too. owner: decides what waits for a word, too.")

  @OptionGroup var view: ViewOptions
  @Argument(help: "Their name.") var name: String
  @Argument(help: "The space.") var shared: String
  @Argument(help: "reader, writer, owner, or none to take it.") var role: String

  func validate() throws {
    guard role == "none" || SpaceRole(rawValue: role) != nil else {
      throw ValidationError("The roles are reader, writer, owner and none.")
    }
  }

  func run() async throws {
    try await view.run {
      try await $0.people.set(role: SpaceRole(rawValue: role), ofPerson: name, in: try SpaceID(shared))
    } json: {
      WirePerson($0)
    } text: {
      AccessText.lines($0)
    }
  }
}
