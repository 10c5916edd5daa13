import Foundation

/// Captures of public repositories, beside the package or where `ENTRADA_CORPUS` says; never part of it.
enum Corpus {
    static let root: String = {
        if let given = ProcessInfo.processInfo.environment["ENTRADA_CORPUS"] { return given }
        // Tests/CorpusTests/Corpus.swift
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { package.deleteLastPathComponent() }
        return package.deletingLastPathComponent().appendingPathComponent("shared/corpus").path
    }()

    static var isThere: Bool { FileManager.default.fileExists(atPath: root + "/ORACLE.tsv") }
    static let absent = "the corpus is not beside the package and ENTRADA_CORPUS does not say where it is"

    static func path(_ name: String) -> String { root + "/" + name }

    static func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    /// Files below a folder, relative to the root, sorted.
    static func files(_ folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: path(folder))?.compactMap { $0 as? String } ?? []
        return found.map { folder + "/" + $0 }.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }
}
