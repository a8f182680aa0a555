// swift-tools-version:6.2
import PackageDescription

let package = Package(
  name: "mneme",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "mneme", targets: ["mneme"])
  ],
  dependencies: [
    // Versions are exact because Package.resolved is not tracked.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: ["YAML"]),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
  ],
  targets: [
    // Level 0
    .target(
      name: "MnemeCore",
      dependencies: [
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Configuration", package: "swift-configuration"),
      ]),
    .target(name: "CVectorKernels", cSettings: [.unsafeFlags(["-O3"])]),
    .target(name: "MnemeVectors", dependencies: ["CVectorKernels"]),
    .target(name: "COpenBLAS"),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    // The files of the page, embedded by the C compiler: no path at run time, and no time to speak of at build time.
    .target(name: "CPageFiles"),

    // Level 1
    .target(
      name: "MnemeNet",
      dependencies: [
        "MnemeCore",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .target(
      name: "MnemeSQLite",
      dependencies: ["MnemeCore", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(
      name: "MnemeModels",
      dependencies: [
        "MnemeCore", "CVectorKernels", .target(name: "COpenBLAS", condition: .when(platforms: [.linux])),
      ]
    ),
    .target(
      name: "MnemeTools", dependencies: ["MnemeCore", .product(name: "Logging", package: "swift-log")]),
    .target(
      name: "MnemeTelemetry",
      dependencies: [
        "MnemeCore", .product(name: "Logging", package: "swift-log"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
      ]),

    .target(
      name: "MnemeMCP",
      dependencies: [
        "MnemeCore",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    // Level 2
    .target(
      name: "MnemeMemory", dependencies: ["MnemeCore", "MnemeVectors", .product(name: "Logging", package: "swift-log")]),

    // Level 3
    .target(
      name: "MnemeAssistant",
      dependencies: ["MnemeCore", "MnemeMemory", .product(name: "Logging", package: "swift-log")]),

    // Level 4
    .target(
      name: "MnemeHTTP",
      dependencies: [
        "CPageFiles", "MnemeCore", "MnemeMemory", "MnemeMCP",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ], exclude: ["Page/Files"]),

    // Level 5
    .executableTarget(
      name: "mneme",
      dependencies: [
        "MnemeCore", "MnemeVectors", "MnemeNet", "MnemeSQLite", "MnemeModels", "MnemeMemory",
        "MnemeAssistant", "MnemeHTTP", "MnemeMCP", "MnemeTelemetry", "MnemeTools", "CZlib",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "mneme-bench",
      dependencies: [
        "MnemeCore", "MnemeVectors", "CVectorKernels", "MnemeNet", "MnemeSQLite", "MnemeModels", "MnemeMemory",
        "MnemeAssistant", "MnemeTestSupport", "MnemeTools",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .target(name: "MnemeTestSupport", dependencies: ["MnemeCore", "CSanitizedMutex"]),
    .executableTarget(
      name: "mneme-conformance",
      dependencies: [
        "MnemeCore", "MnemeMCP", "MnemeNet", "MnemeSQLite", "MnemeMemory", "MnemeAssistant", "MnemeHTTP",
        "MnemeTestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),
    .executableTarget(
      name: "mneme-verify",
      dependencies: [
        "MnemeCore", "MnemeMCP", "MnemeMemory", "MnemeSQLite", "MnemeAssistant", "MnemeModels", "MnemeTelemetry",
        "MnemeTestSupport", "MnemeTools",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    // Tests
    .testTarget(name: "MnemeCoreTests", dependencies: ["MnemeCore", "MnemeTestSupport"]),
    .testTarget(name: "MnemeVectorsTests", dependencies: ["MnemeVectors", "MnemeTestSupport"]),
    .testTarget(
      name: "MnemeSQLiteTests",
      dependencies: [
        "MnemeCore", "MnemeSQLite", "MnemeTestSupport", "CFaultVFS",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "MnemeModelsTests", dependencies: ["MnemeCore", "MnemeModels", "MnemeTestSupport", "CVectorKernels"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "MnemeNetTests",
      dependencies: [
        "MnemeCore", "MnemeNet", "MnemeModels", "MnemeTestSupport",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"),
      ],
      resources: [.copy("Attacks")]),
    .testTarget(
      name: "MnemeToolsTests",
      dependencies: [
        "MnemeCore", "MnemeTools", "MnemeSQLite", "MnemeTestSupport", .product(name: "Logging", package: "swift-log"),
      ],
      resources: [.copy("Attacks")]),
    .testTarget(
      name: "MnemeTelemetryTests",
      dependencies: [
        "MnemeCore", "MnemeTelemetry", "MnemeTestSupport", .product(name: "Logging", package: "swift-log"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
      ]),
    .testTarget(
      name: "MnemeMemoryTests",
      dependencies: [
        "MnemeCore", "MnemeVectors", "MnemeMemory", "MnemeSQLite", "MnemeTestSupport",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "MnemeMCPTests",
      dependencies: [
        "MnemeCore", "MnemeMCP", "MnemeHTTP", "MnemeTestSupport",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .testTarget(
      name: "MnemeMCPClientTests",
      dependencies: [
        "MnemeCore", "MnemeMCP", "MnemeNet", "MnemeTestSupport",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    .testTarget(
      name: "MnemeVerifyTests",
      dependencies: [
        "mneme-verify", "MnemeCore", "MnemeMCP", "MnemeMemory", "MnemeSQLite", "MnemeAssistant", "MnemeTelemetry",
        "MnemeTestSupport", "MnemeTools",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "MnemeAssistantTests",
      dependencies: [
        "MnemeCore", "MnemeMemory", "MnemeAssistant", "MnemeSQLite", "MnemeTestSupport", "MnemeTools",
        .product(name: "Logging", package: "swift-log"),
      ],
      resources: [.copy("Dialogues"), .copy("Attacks")]),
    .testTarget(
      name: "MnemeHTTPTests",
      dependencies: [
        "mneme-conformance", "MnemeCore", "MnemeHTTP", "MnemeMCP", "MnemeSQLite", "MnemeTestSupport", "MnemeTools",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .testTarget(
      name: "mnemeTests",
      dependencies: [
        "mneme", "MnemeCore", "MnemeMCP", "MnemeNet", "MnemeSQLite", "MnemeHTTP", "MnemeTestSupport", "MnemeTools",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),

    // A virtual file system for SQLite that forgets what was not synced: power loss in a test.
    .target(name: "CFaultVFS", path: "Tests/CFaultVFS", linkerSettings: [.linkedLibrary("sqlite3")]),
    // Shows the thread sanitizer what Swift's mutex orders; empty in other builds.
    .target(name: "CSanitizedMutex", path: "Tests/CSanitizedMutex"),
  ]
)

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]
/// Targets whose inner loops are unusable without the optimiser; tests run them in debug builds.
let alwaysOptimised: Set<String> = ["MnemeVectors", "MnemeModels"]

for target in package.targets where target.type != .system && !target.name.hasPrefix("C") {
  target.swiftSettings = settings + (target.swiftSettings ?? [])
  if alwaysOptimised.contains(target.name) {
    target.swiftSettings?.append(.unsafeFlags(["-O"], .when(configuration: .debug)))
  }
}

// `scripts/dist`: the matrix library is linked and not looked for when the program runs.
if Context.environment["MNEME_DIST"] != nil, let library = package.targets.first(where: { $0.name == "COpenBLAS" }) {
  library.cSettings = [.define("MNEME_LINKED_OPENBLAS")]
  library.linkerSettings = [.linkedLibrary("openblas")]
}

// `scripts/tsan`: of the package only the memory engine and its tests, since everything is built anew for the sanitizer.
if Context.environment["MNEME_SANITIZE"] == "thread" {
  let engine: Set<String> = [
    "MnemeCore", "MnemeVectors", "CVectorKernels", "MnemeSQLite", "MnemeMemory", "MnemeTestSupport", "CFaultVFS",
    "CSanitizedMutex", "MnemeCoreTests", "MnemeVectorsTests", "MnemeSQLiteTests", "MnemeMemoryTests",
  ]
  package.products = []
  package.targets.removeAll { !engine.contains($0.name) }
}
