import Foundation
import SharedInputs

/// How many DNS messages on port 53 tshark finds in a capture, by their QR bit.
struct OracleCount: CustomStringConvertible {
    var path: String
    var queries: Int64
    var responses: Int64
    /// Whether tshark could read all of the capture; if not, the numbers are those up to where it gave up.
    var isComplete: Bool

    var description: String { path }

    /// `capture`, exit code, queries and responses per line, with tabs between them.
    static func all() throws -> [OracleCount] {
        try Corpus.text("ORACLE.tsv").split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 4, let queries = Int64(fields[2]), let responses = Int64(fields[3]) else {
                return nil
            }
            return OracleCount(
                path: String(fields[0]), queries: queries, responses: responses, isComplete: fields[1] == "0")
        }
    }
}
