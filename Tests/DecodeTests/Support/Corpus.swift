import Foundation
import Testing

/// Captures of public repositories, beside the package or where `ENTRADA_CORPUS` says; never part of it.
enum Corpus {
    static let root: String = {
        if let given = ProcessInfo.processInfo.environment["ENTRADA_CORPUS"] { return given }
        // Tests/DecodeTests/Support/Corpus.swift
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { package.deleteLastPathComponent() }
        return package.deletingLastPathComponent().appendingPathComponent("shared/corpus").path
    }()

    static var isThere: Bool { FileManager.default.fileExists(atPath: root + "/ORACLE.tsv") }
    static let absent = "the corpus is not beside the package and ENTRADA_CORPUS does not say where it is"

    /// Paths of all captures below a folder, relative to the root, sorted.
    static func captures(_ folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: root + "/" + folder)?.compactMap { $0 as? String } ?? []
        let endings = [".pcap", ".pcap.gz", ".pcapng", ".pcap.xz", ".pcap.zst", ".cap", ".capture", ".dat"]
        return found.filter { name in endings.contains { name.hasSuffix($0) } }.sorted().map { folder + "/" + $0 }
    }

    struct Count: Sendable, CustomTestStringConvertible {
        var path: String
        var queries: Int64
        var responses: Int64
        var testDescription: String { path }
    }

    /// DNS messages on port 53 as tshark counts them.
    static let oracle: [Count] = {
        guard let text = try? String(contentsOfFile: root + "/ORACLE.tsv", encoding: .utf8) else { return [] }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 4, fields[1] == "0", let queries = Int64(fields[2]), let responses = Int64(fields[3])
            else { return nil }
            return Count(path: String(fields[0]), queries: queries, responses: responses)
        }
    }()

    static func decode(_ path: String) throws -> Decoding { try Decoding.files([root + "/" + path]) }
}
