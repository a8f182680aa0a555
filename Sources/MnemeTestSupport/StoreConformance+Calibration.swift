import MnemeCore
import Testing

extension StoreConformance {
  package func whatWasLearntOfTokensIsKeptByModel() async throws {
    let store = try await make()
    #expect(try await store.tokenCalibrations().isEmpty)
    var names = ["b/model:7b", "a'model%_*", "모델"].map { TokenCalibration(model: $0) }
    for place in names.indices { names[place].count(estimated: 100, counted: 105 + place) }
    for calibration in names { try await store.put(calibration) }
    let sorted = names.sorted { $0.model < $1.model }
    #expect(try await store.tokenCalibrations() == sorted)
    names[0].observe(estimated: 500, reported: 610)
    try await store.put(names[0])
    #expect(Set(try await store.tokenCalibrations()) == Set(names))
    #expect(try await store.integrityFindings() == [])
  }
}
