import ArgumentParser
import Control
import Jobs
import Ledger

/// Names of jobs and servers that operators type: one that is not known ends with exit code 4, and with the name that was
/// probably meant.
struct KnownNames {
    let session: Session

    /// Does something with names; if one of them is not known, says which was meant.
    func correcting<Reply>(
        job: String? = nil, server: String? = nil, _ body: () async throws -> Reply
    ) async throws -> Reply {
        do { return try await body() } catch {
            guard ControlError(wrapping: error).code == .notFound else { throw error }
            try await require(job: job, server: server)
            throw error
        }
    }

    /// Throws `notFound` for a job or a server that neither the configuration nor the ledger knows.
    func require(job: String? = nil, server: String? = nil) async throws {
        if let job {
            let known = try await jobs
            if !known.contains(job), try await runs(of: job).isEmpty { throw Self.unknown("job", job, known) }
        }
        if let server {
            let known = try await servers
            if !known.contains(server) { throw Self.unknown("server", server, known) }
        }
    }

    var jobs: [String] {
        get async throws {
            try await session.ask {
                try await $0.jobs()
            } offline: {
                try JobsReport(view: $0, live: nil, nowUs: Session.nowUs)
            }.jobs.map(\.name)
        }
    }

    var servers: [String] {
        get async throws {
            try await session.ask {
                try await $0.servers()
            } offline: {
                try ServersReport(view: $0, live: nil)
            }.servers.map(\.name)
        }
    }

    /// The newest run of a job, if it has had one.
    func runs(of job: String) async throws -> [RunLine] {
        let filter = RunFilter(job: job, limit: 1)
        return try await session.ask {
            try await $0.runs(filter)
        } offline: {
            try RunsReport(view: $0, filter: filter)
        }.runs
    }

    static func unknown(_ what: String, _ name: String, _ known: [String]) -> ControlError {
        let guess = EditDistance.suggestion(for: name, among: known).map { "; " + $0 } ?? ""
        return ControlError(.notFound, "there is no \(what) '\(name)'\(guess); entradactl \(what)s lists them")
    }
}

/// What a shell completes: names that only the daemon, or the ledger's file, knows. The shell asks this program for them,
/// with a verb that no help shows.
enum NameCompletion {
    static var jobs: CompletionKind { .shellCommand("entradactl names jobs 2>/dev/null") }
    static var servers: CompletionKind { .shellCommand("entradactl names servers 2>/dev/null") }
    static var runs: CompletionKind { .shellCommand("entradactl names runs 2>/dev/null") }

    static func states<State: RawRepresentable & CaseIterable>(_ type: State.Type) -> CompletionKind
    where State.RawValue == String { .list(State.allCases.map(\.rawValue)) }
}

/// Names of states as arguments: several with commas.
enum StateNames {
    static func parse<State: RawRepresentable & CaseIterable>(
        _ text: String?, _ type: State.Type
    ) throws -> [State] where State.RawValue == String {
        try (text ?? "").split(separator: ",").map { name in
            guard let state = State(rawValue: String(name)) else {
                let known = State.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("\(name): no such state; states are \(known)")
            }
            return state
        }
    }
}
