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
