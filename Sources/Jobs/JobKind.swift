/// A kind of job: all that is to be said of it, in one value.
///
/// Each kind is declared in one file of `Kinds/`, as a constant of this type, and listed in `JobKinds`. How its runs are
/// planned and done is a `JobRunner` of the orchestrator. Nothing else knows kinds by their names: what somebody needs to
/// know of a kind is one of its traits.
public struct JobKind: Sendable {
    /// Its name, as job files and the ledger have it.
    public let rawValue: String
    /// What a job of this kind does, in a sentence for people.
    public let summary: String
    public let traits: JobTraits
    /// What holds when a file has no `[parameters]`.
    public let defaults: JobParameters
    /// What to write in `[parameters]`, when a job of this kind is nothing without; `nil`: they may be left out.
    let requirement: String?
    let read: @Sendable (TableReader) -> JobParameters
    let missing: @Sendable ([JobDefinition], Configuration) -> [ConfigurationProblem]

    public init<Parameters: KindParameters>(
        _ name: String, _ summary: String, _ parameters: Parameters.Type, _ traits: JobTraits,
        requirement: String? = nil
    ) {
        rawValue = name
        self.summary = summary
        self.traits = traits
        self.requirement = requirement
        defaults = JobParameters(Parameters())
        read = { table in
            var parameters = Parameters()
            parameters.read(table)
            return JobParameters(parameters)
        }
        missing = { Parameters.missing(in: $0, for: $1) }
    }
}

/// Two kinds are the same when their names are.
extension JobKind: Hashable, CustomStringConvertible {
    public static func == (first: JobKind, second: JobKind) -> Bool { first.rawValue == second.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
    public var description: String { rawValue }
}

/// The kinds of job that a program knows.
public struct JobKinds: Sendable {
    /// In the order in which people are told of them.
    public let all: [JobKind]
    private let byName: [String: JobKind]

    /// Those of Entrada.
    public static let standard = JobKinds([
        .fetch, .stage, .decode, .compact, .expire, .purge, .refresh, .backup, .verify, .reconcile, .command,
    ])

    /// - Parameter all: kinds of different names.
    public init(_ all: [JobKind]) {
        self.all = all
        byName = Dictionary(uniqueKeysWithValues: all.map { ($0.rawValue, $0) })
    }

    /// The kind of that name; `nil` if there is none.
    public subscript(name: String) -> JobKind? { byName[name] }

    public var names: [String] { all.map(\.rawValue) }

    /// The names of those that have a trait, for messages: `'a' or 'b'`.
    func quoted(where hasTrait: (JobTraits) -> Bool) -> String {
        all.filter { hasTrait($0.traits) }.map { "'\($0.rawValue)'" }.joined(separator: " or ")
    }
}
