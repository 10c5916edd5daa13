import Foundation
import Model

extension WorkerEvent {
    private struct Head: Codable {
        var event: String
        var bytes: Int64?
        var packets: Int64?
        var version: Int?
        var entrada: String?
    }

    private struct Name: Decodable { var event: String }

    /// Reads one line.
    ///
    /// - Throws: `VersionMismatch` for a result of another version; `DecodingError` if the line is not a JSON object with
    ///   an `event`.
    public init(line: some StringProtocol) throws {
        let data = Data(line.utf8)
        let head = try JSONDecoder().decode(Head.self, from: data)
        switch head.event {
        case "started": self = .started(ProgramVersion(version: head.version ?? 0, entrada: head.entrada ?? ""))
        case "progress": self = .progress(bytes: head.bytes ?? 0, packets: head.packets ?? 0)
        case "counted": self = .counted(try JSONDecoder().decode(FileCount.self, from: data))
        case "finished": self = .finished(try Self.outcome(data, head))
        case "decoded": self = .decoded(try Self.outcome(data, head))
        case "refused": self = .refused(try Self.outcome(data, head))
        default: self = .unknown(head.event)
        }
    }

    /// - Returns: what the event of a line is called, whatever else is in it; `nil`: the line is no event.
    public static func name(of line: some StringProtocol) -> String? {
        // What is not one is printed by something else than a worker, and means nothing.
        (try? JSONDecoder().decode(Name.self, from: Data(line.utf8)))?.event
    }

    private static func outcome(_ data: Data, _ head: Head) throws -> DecodeOutcome {
        if let version = head.version, version != workerProtocolVersion {
            throw VersionMismatch(
                speaker: .worker, spoken: ProgramVersion(version: version, entrada: head.entrada ?? ""))
        }
        return try JSONDecoder().decode(DecodeOutcome.self, from: data)
    }

    private static func line(_ outcome: DecodeOutcome, event: String) throws -> String {
        var outcome = outcome
        outcome.event = event
        return try JSONEncoder.stable().text(outcome)
    }

    /// The line, without its newline.
    public func line() throws -> String {
        switch self {
        case .started(let own):
            return try JSONEncoder.stable().text(Head(event: "started", version: own.version, entrada: own.entrada))
        case .progress(let bytes, let packets):
            return try JSONEncoder.stable().text(Head(event: "progress", bytes: bytes, packets: packets))
        case .counted(let count): return try JSONEncoder.stable().text(count)
        case .decoded(let outcome): return try Self.line(outcome, event: "decoded")
        case .refused(let outcome): return try Self.line(outcome, event: "refused")
        case .finished(let outcome): return try Self.line(outcome, event: "finished")
        case .unknown(let name): return try JSONEncoder.stable().text(Head(event: name))
        }
    }
}
