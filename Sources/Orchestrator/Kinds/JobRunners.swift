public import Jobs

/// The runners of the kinds of job that a daemon knows.
public struct JobRunners: Sendable {
    /// Those kinds, for reading job files.
    public let kinds: JobKinds
    private let byName: [String: any JobRunner]

    /// Those of Entrada: one for each kind of `JobKinds.standard`.
    public static let standard = JobRunners([
        FetchRunner(), StageRunner(), DecodeRunner(), CompactRunner(), ExpireRunner(), PurgeRunner(), RefreshRunner(),
        BackupRunner(), VerifyRunner(), ReconcileRunner(), CommandRunner(),
    ])

    /// - Parameter runners: of different kinds.
    init(_ runners: [any JobRunner]) {
        kinds = JobKinds(runners.map(\.kind))
        byName = Dictionary(uniqueKeysWithValues: runners.map { ($0.kind.rawValue, $0) })
    }

    /// The runner of a kind. That each kind that job files may name has one is for the program to see to.
    subscript(kind: JobKind) -> any JobRunner {
        guard let runner = byName[kind.rawValue] else {
            preconditionFailure("the kind \(kind.rawValue) has no runner in JobRunners")
        }
        return runner
    }

    /// The runner of a kind that the ledger names; `nil`: this program does not know it any more.
    subscript(named name: String) -> (any JobRunner)? { byName[name] }
}
