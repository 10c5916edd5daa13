import Foundation
public import Ledger
import Model

/// What a run of kind `reconcile` has found, as the run's result keeps it.
public struct ReconcileResult: Codable, Sendable, Equatable {
    /// How many there were of each kind.
    public var kinds: [String: Int]
    /// The first ones.
    public var findings: [Finding]
    /// Live Parquet files, and how many of them had their rows counted by capture this time.
    public var files: Int
    public var counted: Int
    /// Files that are not yet counted by capture: the next runs go on.
    public var uncounted: Int

    /// So many findings are kept.
    public static let limit = 100

    private enum CodingKeys: CodingKey { case kinds, findings, files, counted, uncounted }

    /// A finding of a kind that a later version has added counts, and is not listed.
    public init(from decoder: any Decoder) throws {
        struct Listed: Decodable {
            struct Kind: Decodable { var kind: String }
            var finding: Finding?

            init(from decoder: any Decoder) throws {
                if FindingKind(rawValue: try Kind(from: decoder).kind) != nil { finding = try Finding(from: decoder) }
            }
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        kinds = try values.decode([String: Int].self, forKey: .kinds)
        findings = try values.decode([Listed].self, forKey: .findings).compactMap(\.finding)
        files = try values.decode(Int.self, forKey: .files)
        counted = try values.decode(Int.self, forKey: .counted)
        uncounted = try values.decode(Int.self, forKey: .uncounted)
    }

    public init(findings: [Finding], files: Int, counted: Int, uncounted: Int) {
        kinds = findings.reduce(into: [:]) { $0[$1.kind.rawValue, default: 0] += 1 }
        self.findings = Array(findings.prefix(Self.limit))
        self.files = files
        self.counted = counted
        self.uncounted = uncounted
    }

    public var count: Int { kinds.values.reduce(0, +) }

    /// `2 missing-data, 1 data-rows`.
    public var summary: String {
        kinds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    public func text() throws -> String {
        return try JSONEncoder.stable().text(self)
    }

    /// The newest look at this ledger, and when it ended; `nil`: nobody has looked yet.
    ///
    /// - Throws: `LedgerError.damaged` if what it said cannot be read: nobody can say that all was well.
    public static func newest(_ view: LedgerView) throws -> (result: ReconcileResult, run: Int64, endedUs: Int64)? {
        for job in try view.jobs() where job.kind == "reconcile" {
            guard let run = try view.runs(job: job.name, states: [.completed], limit: 1).first, let text = run.result
            else { continue }
            do {
                let result = try JSONDecoder().decode(ReconcileResult.self, from: Data(text.utf8))
                return (result, run.id, run.finishedUs ?? 0)
            } catch {
                throw LedgerError.damaged("the result of run \(run.id) of \(job.name) cannot be read (\(error))")
            }
        }
        return nil
    }

    /// What was found by counting rows, and is still so as far as the ledger can tell: the file is live, and the ledger
    /// says of it what it said then.
    public func standing(_ view: LedgerView) throws -> [Finding] {
        try findings.filter { finding in
            guard [.dataRows, .captureRows, .unreadableData].contains(finding.kind), let id = finding.row else {
                return false
            }
            let file: DataFileRecord
            do { file = try view.requireDataFile(id) } catch LedgerError.notFound { return false }
            guard file.live else { return false }
            guard finding.kind == .captureRows, let capture = finding.capture else {
                return file.rows == finding.expectedRows
            }
            let rows = try view.unmaskedRows(file: id).first { $0.capture == capture }?.rows ?? 0
            let isMasked = try view.isMasked(file: id, capture: capture)
            return rows == finding.expectedRows && !isMasked
        }
    }
}
