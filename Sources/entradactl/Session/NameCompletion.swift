import ArgumentParser

/// What a shell completes: names that only the daemon, or the ledger's file, knows. The shell asks this program for them,
/// with a verb that no help shows.
enum NameCompletion {
    static var jobs: CompletionKind { .shellCommand("entradactl names jobs 2>/dev/null") }
    static var servers: CompletionKind { .shellCommand("entradactl names servers 2>/dev/null") }
    static var runs: CompletionKind { .shellCommand("entradactl names runs 2>/dev/null") }

    static func states<State: RawRepresentable & CaseIterable>(_ type: State.Type) -> CompletionKind
    where State.RawValue == String { .list(State.allCases.map(\.rawValue)) }
}
