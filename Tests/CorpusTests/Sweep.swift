import Foundation
import RealServers
import SharedInputs

/// What `entrada-bench corpus` tells of the whole corpus; it runs once for all tests.
struct Sweep: Decodable {
    struct Folder: Decodable {
        var folder: String
        var captures, decoded, refused: Int
        var packets, messages, rows: Int64
    }

    struct Capture: Decodable {
        var path: String
        /// The worker's exit code.
        var code: Int32
        var queries, responses: Int64
        /// Why it was refused.
        var reason: String?
    }

    struct Failed: Error { var output: String }

    var folders: [Folder]
    var captures: [Capture]
    var problems: [String]
    /// What became of the packets, by name.
    var fates: [String: Int64]

    static let shared = Result { try Sweep.make() }

    private static func make() throws -> Sweep {
        let run = try Program.outcome(Program.built("entrada-bench"), ["corpus", "--corpus", Corpus.root, "--json"])
        guard let line = run.output.split(separator: "\n").last(where: { $0.hasPrefix("{") }) else {
            throw Failed(output: run.output)
        }
        return try JSONDecoder().decode(Sweep.self, from: Data(line.utf8))
    }
}
