/// What of a prompt's head depends on whose turn it is and where: the same for every turn of one space on one channel, until
/// the persona changes.
struct HeadLead: Sendable, Hashable {
  var persona = PersonaText.standard
  /// How answers on the channel are; empty where there is nothing to say.
  var channelHint = ""
  /// What there is of the owner's skills; empty where there is nothing.
  var skills = ""
  /// For a small model: few words, which it can follow.
  var isBrief = false

  static let brief: HeadLead = {
    var lead = HeadLead()
    (lead.persona, lead.isBrief) = (
      "You are a kind friend, and your name is Mneme. Reply to what the user says in one or two sentences.", true
    )
    return lead
  }()
}
