/// What of a prompt's head depends on whose turn it is and where: the same for every turn of one space on one channel, until
/// the persona changes.
struct HeadLead: Sendable, Hashable {
  var persona = PersonaText.standard
  /// How answers on the channel are; empty where there is nothing to say.
  var channelHint = ""
}
