import MnemeCore

/// One model that does well, one that rests, and ours.
struct FakeModels: ModelInspection {
  func modelReport() async throws(MnemeError) -> ModelReport {
    ModelReport(
      models: [
        .init(name: "story", provider: "box", server: "127.0.0.1:9", isLocal: true, window: 4096, state: .ready),
        .init(
          name: "far", provider: "cloud", server: "api.example.com:443", isLocal: false, window: 32_768,
          state: .resting,
          reason: "It did not answer in time."),
        .init(name: "recall", provider: "Mneme", server: nil, isLocal: true, window: nil, state: .ready),
      ], chosen: "story", why: "It is the first.", notes: ["The key cloud/work is not set."])
  }
}
