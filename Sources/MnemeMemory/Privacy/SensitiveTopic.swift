/// What a text touches that its owner may not want to be remembered or shown without asking: special categories of personal
/// data (GDPR, article 9) and money.
package enum SensitiveTopic: String, Sendable, Codable, CaseIterable {
  case health, sexuality, religion, politics, finances
}
