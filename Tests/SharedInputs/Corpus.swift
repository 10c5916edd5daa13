import Foundation

/// Captures, databases and lists of public repositories, beside the package or where `ENTRADA_CORPUS` says; never part of
/// it.
package enum Corpus {
    package static let root: String = {
        if let given = ProcessInfo.processInfo.environment["ENTRADA_CORPUS"] { return given }
        // Tests/SharedInputs/Corpus.swift
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { package.deleteLastPathComponent() }
        return package.deletingLastPathComponent().appendingPathComponent("shared/corpus").path
    }()

    package static var isThere: Bool { has("ORACLE.tsv") }
    package static let absent = "the corpus is not beside the package and ENTRADA_CORPUS does not say where it is"

    package static func path(_ name: String) -> String { root + "/" + name }

    package static func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    package static func text(_ name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }

    /// Files below a folder, relative to the root, sorted.
    package static func files(_ folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: path(folder))?.compactMap { $0 as? String } ?? []
        return found.map { folder + "/" + $0 }.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }
}
