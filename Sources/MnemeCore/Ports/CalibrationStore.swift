/// What was learnt of how language models count tokens: of the installation, not of a space.
package protocol CalibrationStore: Sendable {
  /// By model name; one that cannot be read is left out.
  func tokenCalibrations() async throws(MnemeError) -> [TokenCalibration]
  /// Replaces what is known of its model.
  func put(_ calibration: TokenCalibration) async throws(MnemeError)
}
