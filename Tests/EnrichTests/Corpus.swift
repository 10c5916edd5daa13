import Foundation

/// The corpus of captures, databases and lists, which is not part of the repository.
enum Corpus {
    static let root: String = {
        if let path = ProcessInfo.processInfo.environment["ENTRADA_CORPUS"] { return path }
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.deletingLastPathComponent().appendingPathComponent("shared/corpus").path
    }()

    static let missing = "the corpus is not there: set ENTRADA_CORPUS"

    static func path(_ name: String) -> String { root + "/" + name }

    static func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    static func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}
