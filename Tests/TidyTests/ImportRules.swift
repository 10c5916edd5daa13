/// Which module may import which: the architecture, in one table. Each target has the targets that it may use; packages
/// are left to `Package.swift`, with one rule: DuckDB, libpcap, libmaxminddb and SQLite each have one owner.
enum ImportRules {
    static let system: Set<String> = [
        "Foundation", "FoundationEssentials", "Glibc", "Musl", "Dispatch", "Synchronization", "Testing",
        "PackageDescription", "RegexBuilder", "XCTest",
    ]

    /// Modules that come with a product under another name.
    static let modulesOfProducts: [String: Set<String>] = [
        "Hummingbird": ["Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "NIOPosix"],
        "ServiceLifecycle": ["ServiceLifecycle", "UnixSignals"],
        "NIOHTTP1": ["NIOHTTP1", "NIOPosix"],
    ]

    static let allowed: [String: Set<String>] = [
        "Model": [], "Tables": [], "Scheduling": ["Model"], "WorkerProtocol": ["Model"], "Failpoints": [],
        "Measures": [],
        "DurableIO": ["Model", "Failpoints", "CPosix"],
        "FileNames": [],
        "Simulate": ["CPcap"],
        "Decode": ["Model", "Tables", "CPcap", "CMaxMindDB"],
        "Warehouse": ["Model", "Tables", "CDuckDB", "DurableIO"],
        "Ledger": ["Model", "DurableIO", "CPosix", "Failpoints", "FileNames", "Measures"],
        "FileFlow": ["Model", "Ledger", "DurableIO", "CPosix", "Failpoints", "FileNames"],
        "Reconciliation": ["Model", "Ledger", "DurableIO"],
        "SSHFiles": [],
        "Transfer": ["CSSH2", "DurableIO", "Failpoints", "FileNames", "SSHFiles"],
        "Jobs": ["Scheduling"],
        "Preflight": ["Jobs", "SSHFiles"],
        "Control": ["Model", "Ledger", "Reconciliation"],
        "Orchestrator": [
            "Model", "Jobs", "Scheduling", "Transfer", "FileFlow", "Reconciliation", "Ledger", "Failpoints",
            "FileNames",
            "DurableIO", "WorkerProtocol", "Measures", "CPosix",
        ],
        "entradad": [
            "Model", "Orchestrator", "Control", "FileNames", "Jobs", "Preflight", "Transfer", "Scheduling",
            "Reconciliation",
            "Ledger",
            "FileFlow", "DurableIO", "Failpoints", "Measures", "CPosix",
        ],
        "entradactl": [
            "Model", "Control", "Jobs", "Preflight", "Reconciliation", "Ledger", "DurableIO", "Scheduling",
            "WorkerProtocol",
        ],
        "entrada-worker": [
            "Model", "Decode", "Warehouse", "Simulate", "Tables", "DurableIO", "WorkerProtocol", "CPosix",
        ],
        "entrada-bench": [
            "Model", "Decode", "Warehouse", "Simulate", "Tables", "WorkerProtocol", "Control", "Ledger", "Scheduling",
            "CPosix",
        ],
        "CPcap": [], "CMaxMindDB": [], "CSSH2": [], "CDuckDB": [], "CPosix": [],
    ]

    /// The module of each line `import X`, `public import X`, `@testable import X`, `import struct X.Y`.
    static func imports(_ file: SourceText) -> [(number: Int, module: String)] {
        file.code.compactMap { number, line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                words[..<place].allSatisfy({
                    $0.hasPrefix("@") || ["public", "package", "internal", "private", "fileprivate"].contains($0)
                })
            else { return nil }
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
            let name = kinds.contains(words[place + 1]) ? words.dropFirst(place + 2).first : words[place + 1]
            return name.map { (number, String($0.prefix { $0 != "." })) }
        }
    }

    /// Imports that the architecture or the manifest does not allow.
    static func forbidden(_ file: SourceText, _ manifest: Manifest) -> [Violation] {
        let own = file.module
        guard file.isSwift, let declared = manifest.dependencies[own] else { return [] }
        let known = declared.reduce(into: system) { $0.formUnion(modulesOfProducts[$1] ?? [$1]) }
        let isSource = file.isSource
        return imports(file).compactMap { number, module in
            if isSource, allowed[module] != nil, allowed[own]?.contains(module) != true {
                return Violation(path: file.path, line: number, message: "\(own) must not know \(module)")
            }
            if !known.contains(module) {
                return Violation(
                    path: file.path, line: number, message: "\(own) does not declare \(module) in Package.swift")
            }
            return nil
        }
    }

    /// Dependencies in the manifest that the architecture does not allow, and modules that it does not know.
    static func undesigned(_ manifest: Manifest) -> [Violation] {
        manifest.dependencies.sorted { $0.key < $1.key }.flatMap { name, used -> [Violation] in
            if name.hasSuffix("Tests") || name.contains("Fuzz") { return [] }
            if ["RealServers", "SharedInputs", "TestSupport"].contains(name) { return [] }
            guard let may = allowed[name] else {
                return [Violation(path: "Package.swift", message: "\(name) has no line in the architecture")]
            }
            let wrong = used.filter { allowed[$0] != nil && !may.contains($0) }.sorted()
            return wrong.map { Violation(path: "Package.swift", message: "\(name) must not depend on \($0)") }
        }
    }
}
