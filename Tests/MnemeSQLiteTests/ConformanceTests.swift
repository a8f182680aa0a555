import MnemeCore
import MnemeSQLite
import MnemeTestSupport
import Testing

struct ConformanceTests {
  static let names = StoreConformance({ throw MnemeError(.internal, "Not made.") }).all.map(\.name)

  @Test(arguments: names)
  func sqliteKeepsTheContractOfTheStorePorts(_ name: String) async throws {
    let directory = TemporaryDirectory()
    let store = try SQLiteStore.open(directory: directory.path)
    let test = try #require(StoreConformance({ store }).all.first { $0.name == name })
    try await test.run()
    #expect(try await store.verifyIndexes() == [])
    try store.close()
  }
}
