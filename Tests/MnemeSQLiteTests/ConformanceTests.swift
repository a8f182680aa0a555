import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Testing

struct ConformanceTests {
  static let names = StoreConformance({ throw MnemeError(.internal, "Not made.") }).all.map(\.name)

  @Test(arguments: names)
  func sqliteKeepsTheContractOfTheStorePorts(_ name: String) async throws {
    let stores = TemporaryStores()
    let test = try #require(StoreConformance({ try stores.any() }).all.first { $0.name == name })
    try await test.run()
    for store in stores.all { #expect(try await store.verifyIndexes() == []) }
    try stores.close()
  }
}
