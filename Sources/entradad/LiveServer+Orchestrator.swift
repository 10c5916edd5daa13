import Control
import FileNames
import Jobs
import Orchestrator
import Transfer

extension LiveServer {
    /// A server of the configuration with what is known of asking it.
    init(_ server: ServerDefinition, _ facts: ServerFacts?, fetching: (job: String, parameters: FetchParameters)?) {
        let source =
            switch server.source {
            case .sftp: "sftp"
            case .local: "local"
            case .pushed: "pushed"
            }
        let rule = fetching.map { job, parameters in
            FetchRule(
                job: job, minAgeSeconds: parameters.minimumAge.components.seconds,
                quietSeconds: parameters.quiet.components.seconds)
        }
        self.init(
            name: server.name, source: source, enabled: server.isEnabled, heldUntilUs: facts?.restsUntilUs,
            lastAskedUs: facts?.lastAskedUs, lastAnsweredUs: facts?.lastAnsweredUs, lastError: facts?.lastError,
            notFetched: facts?.listing.flatMap { $0.notFetched.isEmpty ? nil : $0.notFetched },
            rule: server.source == .pushed ? nil : rule)
    }
}

extension ServerTestReport {
    init(_ server: ServerDefinition, _ outcome: ServerTestOutcome) {
        self.init(
            server: server.name, enabled: server.isEnabled, place: outcome.place, directory: outcome.directory,
            pattern: outcome.pattern, failedAt: outcome.failedAt?.rawValue, error: outcome.error,
            seconds: outcome.seconds,
            connection: outcome.facts.map { facts in
                Connection(
                    software: facts.software, fingerprint: facts.fingerprint, hostKeyAlgorithm: facts.hostKeyAlgorithm,
                    keyExchange: facts.keyExchange, cipher: facts.cipher, mac: facts.mac,
                    authentication: facts.authentication)
            })
        let file = { (file: RemoteFile) in
            File(name: file.name.text, sizeBytes: file.sizeBytes, modifiedUs: file.modifiedSeconds * 1_000_000)
        }
        take(
            files: outcome.files.map(file), wanted: outcome.wanted.map(file),
            rest: outcome.rest.map { Rest(reason: $0.reason, count: Int64($0.count), example: $0.example) })
    }
}

extension LiveKind {
    init(_ kind: JobKind) {
        self.init(
            name: kind.rawValue, summary: kind.summary, effect: kind.traits.effect.rawValue,
            items: kind.traits.items.map(\.rawValue).sorted())
    }
}
