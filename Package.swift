// swift-tools-version: 6.2
import Foundation
import PackageDescription

// libduckdb is not in every distribution: `deploy/setup` puts it under .deps; an installed one is found without.
let root = Context.packageDirectory
let deps = root + "/.deps/lib"
let duckLink: [LinkerSetting] =
    FileManager.default.fileExists(atPath: deps + "/libduckdb.so")
    ? [.unsafeFlags(["-L", deps, "-Xlinker", "-rpath", "-Xlinker", deps, "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN"])]
    : []

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]
// Programs that libFuzzer drives (Tests/Fuzz): coverage is told to it.
let fuzzing = Context.environment["ENTRADA_FUZZ"] != nil
let hot: [SwiftSetting] = strict + (fuzzing ? [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])] : [])

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let httpClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

func module(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], settings: [SwiftSetting] = strict
) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

func program(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .executableTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func suite(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func fuzzer(_ name: String) -> Target {
    .executableTarget(
        name: name, dependencies: ["FuzzPackets", "FuzzHarness", "Decode", "Simulate", "CFuzzer", "CPcap"],
        path: "Tests/Fuzz/" + name,
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])],
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])])
}

let package = Package(
    name: "entrada",
    products: [
        .executable(name: "entradad", targets: ["entradad"]),
        .executable(name: "entradactl", targets: ["entradactl"]),
        .executable(name: "entrada-worker", targets: ["entrada-worker"]),
        .executable(name: "entrada-bench", targets: ["entrada-bench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.2.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // System libraries
        .target(
            name: "CPcap",
            linkerSettings: [
                .linkedLibrary("pcap"), .linkedLibrary("z"), .linkedLibrary("lzma"), .linkedLibrary("bz2"),
                .linkedLibrary("zstd"), .linkedLibrary("lz4"),
            ]),
        .target(name: "CMaxMindDB", linkerSettings: [.linkedLibrary("maxminddb")]),
        .target(name: "CSSH2", linkerSettings: [.linkedLibrary("ssh2")]),
        .target(name: "CDuckDB", linkerSettings: duckLink + [.linkedLibrary("duckdb")]),
        .target(name: "CPosix"),

        // Values that several modules speak of
        module("Model"),

        // The data path (worker only)
        module("Tables", exclude: ["COLUMNS.md"], settings: hot),
        module(
            "Decode", ["Model", "Tables", "CPcap", "CMaxMindDB", crypto, cryptoExtras], exclude: ["CAPTURES.md"],
            settings: hot),
        module("Simulate", ["CPcap"]),
        module("Warehouse", ["Model", "Tables", "CDuckDB", "DurableIO"], exclude: ["QUERIES.md"]),

        // Control
        module("WorkerProtocol", ["Model"]),
        module("Scheduling", ["Model"]),
        module("Failpoints"),
        module("DurableIO", ["Model", "Failpoints", "CPosix", crypto]),
        module("Measures"),
        module("FileNames", [crypto]),
        module("Ledger", ["Model", grdb, crypto, "DurableIO", "CPosix", "Failpoints", "FileNames", "Measures"]),
        module("FileFlow", ["Model", "Ledger", "DurableIO", "CPosix", "Failpoints", "FileNames", nioPosix, deque]),
        module("Reconciliation", ["Model", "Ledger", "DurableIO"]),
        module("SSHFiles", [crypto]),
        module("Transfer", [deque, "CSSH2", "DurableIO", "Failpoints", "FileNames", "SSHFiles"]),
        module("Jobs", ["Scheduling", toml], exclude: ["SCHEDULES.md"]),
        module("Preflight", ["Jobs", "SSHFiles"]),
        module(
            "Orchestrator",
            [
                "Model", "Jobs", "Scheduling", "Transfer", "FileFlow", "Reconciliation", "Ledger", "DurableIO",
                "Failpoints",
                "FileNames",
                "WorkerProtocol",
                "Measures",
                "CPosix",
                crypto,
                httpClient,
                nioCore, nioHTTP,
                subprocess, system,
                logging, lifecycle,
            ]),
        module(
            "Control",
            [
                "Model", "Ledger", "Reconciliation", crypto, hummingbird, httpClient, nioCore, nioHTTP, logging,
                lifecycle,
            ],
            exclude: ["JSON.md", "CHECK.md"]),

        // Programs
        program(
            "entradad",
            [
                "Model", "Orchestrator", "Control", "FileNames", "Jobs", "Preflight", "Transfer", "Scheduling",
                "Reconciliation",
                "Ledger", "FileFlow", "DurableIO", "Failpoints", "Measures", "CPosix",
                arguments,
                lifecycle,
                unixSignals,
                logging,
            ]),
        program(
            "entradactl",
            [
                "Model", "Control", "Jobs", "Preflight", "Reconciliation", "Ledger", "DurableIO", "Scheduling",
                "WorkerProtocol", arguments,
            ]),
        program(
            "entrada-worker",
            ["Model", "Decode", "Warehouse", "Simulate", "Tables", "DurableIO", "WorkerProtocol", "CPosix", arguments],
            exclude: ["WORKER.md"]),
        // It measures the other programs, as they are built beside it.
        program(
            "entrada-bench", ["Model", "RealServers", "WorkerProtocol", "Ledger", grdb, arguments],
            exclude: ["FIGURES.md"]),

        // Tests
        suite("ModelTests", ["SharedInputs", "Model"]),
        suite("TablesTests", ["SharedInputs", "Tables"]),
        suite(
            "DecodeTests", ["SharedInputs", "Model", "Decode", "Tables", "Simulate", "CPcap", "FuzzHarness", crypto]),
        // Checks of rows, for tests and for the programs that libFuzzer drives.
        .target(
            name: "FuzzHarness", dependencies: ["Model", "Decode", "Tables"], path: "Tests/Fuzz/FuzzHarness",
            swiftSettings: strict),
        suite("EnrichTests", ["SharedInputs", "RealServers", "Decode"]),
        suite("SimulateTests", ["Simulate", "RealServers"]),
        suite("WarehouseTests", ["Model", "Warehouse", "Tables", "RealServers", "CDuckDB", crypto]),
        suite("WorkerProtocolTests", ["SharedInputs", "Model", "WorkerProtocol"]),
        suite("SchedulingTests", ["SharedInputs", "Scheduling"]),
        suite("DurableIOTests", ["Model", "DurableIO", "Failpoints", "RealServers"]),
        suite("FileNamesTests", ["SharedInputs", "FileNames"]),
        suite("LedgerTests", ["SharedInputs", "RealServers", "TestSupport", "Model", "Ledger", grdb, crypto]),
        suite(
            "FileFlowTests",
            ["SharedInputs", "RealServers", "TestSupport", "Model", "FileFlow", "Ledger", "Failpoints"]),
        // Random steps through the state machines, beside models of them.
        suite("StateMachineTests", ["SharedInputs", "FileFlow", "Ledger", "Scheduling"]),
        // Servers, disks and programs as tests start them.
        .target(name: "RealServers", path: "Tests/RealServers", swiftSettings: strict),
        // What several suites are fed with: the corpus, and numbers from a seed.
        .target(name: "SharedInputs", path: "Tests/SharedInputs", swiftSettings: strict),
        // What tests wait for, count and set the time by.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        suite("TransferTests", ["SharedInputs", "TestSupport", "Transfer", "FileNames", "RealServers", "Failpoints"]),
        suite("JobsTests", ["RealServers", "Jobs", "Scheduling"]),
        suite("PreflightTests", ["Preflight", "SSHFiles", "Jobs", "RealServers"]),
        suite(
            "OrchestratorTests",
            [
                "Model", "Orchestrator", "Jobs", "Scheduling", "Transfer", "FileFlow", "Reconciliation", "Ledger",
                "Failpoints",
                "FileNames", "DurableIO", "WorkerProtocol", "RealServers", "SharedInputs", "TestSupport", "Measures",
                "Control",
                logging,
            ]),
        suite(
            "ControlTests",
            [
                "RealServers", "Model", "Control", "Reconciliation", "Ledger", "CPosix", "WorkerProtocol", "entradactl",
                logging, lifecycle, httpClient,
                nioCore,
                nioHTTP,
            ], exclude: ["Golden"]),
        suite(
            "ProgramTests",
            [
                "SharedInputs", "RealServers", "WorkerProtocol", "Ledger", "FileFlow", "Reconciliation", "Failpoints",
                "Control", "Simulate", "Measures", "entradad", "entradactl", "entrada-worker", grdb, logging,
            ]),
        // Real captures of other projects, which are not part of the repository.
        suite(
            "CorpusTests", ["SharedInputs", "RealServers", "WorkerProtocol", "entrada-worker", "entrada-bench"]),
        suite("TidyTests", []),
    ],
    swiftLanguageModes: [.v6]
)

if fuzzing {
    let packets = Target.target(
        name: "FuzzPackets", dependencies: ["FuzzHarness", "Decode", "CPcap"], path: "Tests/Fuzz/FuzzPackets",
        swiftSettings: strict)
    package.targets += [.target(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"), packets]
    package.targets += ["FuzzCapture", "FuzzReassembly", "FuzzMessage"].map(fuzzer)
}

// `ENTRADA_ONLY=DecodeTests swift test` builds one part and what it needs, and nothing else: minutes less while working.
if let only = Context.environment["ENTRADA_ONLY"] {
    var wanted: Set<String> = []
    var open = only.split(separator: ",").map(String.init)
    while let name = open.popLast() {
        guard wanted.insert(name).inserted, let target = package.targets.first(where: { $0.name == name }) else {
            continue
        }
        for case .byNameItem(let dependency, _) in target.dependencies { open.append(dependency) }
    }
    package.targets.removeAll { !wanted.contains($0.name) }
    package.products.removeAll { !wanted.contains($0.name) }
}
