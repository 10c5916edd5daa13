import Foundation
import SharedInputs
import Testing

extension Corpus {
    /// Paths of all captures below a folder, relative to the root, sorted.
    static func captures(_ folder: String) -> [String] {
        let endings = [".pcap", ".pcap.gz", ".pcapng", ".pcap.xz", ".pcap.zst", ".cap", ".capture", ".dat"]
        return files(folder).filter { name in endings.contains { name.hasSuffix($0) } }
    }

    struct Count: Sendable, CustomTestStringConvertible {
        var path: String
        var queries: Int64
        var responses: Int64
        var testDescription: String { path }
    }

    /// DNS messages on port 53 as tshark counts them.
    static let oracle: [Count] = {
        guard let text = try? text("ORACLE.tsv") else { return [] }
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 4, fields[1] == "0", let queries = Int64(fields[2]), let responses = Int64(fields[3])
            else { return nil }
            return Count(path: String(fields[0]), queries: queries, responses: responses)
        }
    }()

    static func decode(_ path: String) throws -> Decoding { try Decoding.files([Self.path(path)]) }
}
