import Foundation

/// The ledger's files as they lie on a disk: what has been committed, and nothing else. SQLite's own durability is
/// asserted by the ledger's tests.
struct LedgerImage: Sendable {
    private var files: [String: Data] = [:]

    private static let names = ["ledger.sqlite", "ledger.sqlite-wal"]

    init(folder: String) throws {
        for name in Self.names where FileManager.default.fileExists(atPath: folder + "/" + name) {
            files[name] = try Data(contentsOf: URL(filePath: folder + "/" + name))
        }
    }

    func restore(to folder: String) throws {
        for (name, data) in files { try data.write(to: URL(filePath: folder + "/" + name)) }
    }
}
