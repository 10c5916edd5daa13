import Foundation
import Ledger
import NIOHTTP1

extension ControlClient {
    public func live() async throws(ControlError) -> LiveStatus { try await get("live") }
    public func configuration() async throws(ControlError) -> ConfigurationReply { try await get("configuration") }
    public func status() async throws(ControlError) -> StatusReport { try await get("status") }
    public func jobs() async throws(ControlError) -> JobsReport { try await get("jobs") }

    public func runs(_ filter: RunFilter) async throws(ControlError) -> RunsReport {
        try await get(
            "runs",
            [
                ("job", filter.job), ("subject", filter.subject),
                ("state", filter.states.map(\.rawValue).joined(separator: ",")),
                ("limit", String(filter.limit)),
            ])
    }

    /// - Parameter ids: at most `RunFilter.maximumIDs`.
    public func runs(ids: [Int64]) async throws(ControlError) -> RunsReport {
        try await get("runs", [("ids", ids.map(String.init).joined(separator: ","))])
    }

    public func servers() async throws(ControlError) -> ServersReport { try await get("servers") }

    /// - Parameter key: a job, a run, a capture.
    public func why(_ key: String) async throws(ControlError) -> WhyReport { try await get("why", [("what", key)]) }

    public func files(_ filter: FileFilter) async throws(ControlError) -> FilesReport {
        try await get(
            "files",
            [
                ("server", filter.server), ("state", filter.states.map(\.rawValue).joined(separator: ",")),
                ("limit", String(filter.limit)),
            ])
    }

    public func run(_ id: Int64) async throws(ControlError) -> RunReport { try await get("run", [("id", String(id))]) }

    /// - Parameter key: an id, a name, a local name or a path.
    public func trace(_ key: String) async throws(ControlError) -> CaptureTrace {
        try await get("trace", [("file", key)])
    }

    public func events(limit: Int) async throws(ControlError) -> EventsReport {
        try await get("events", [("limit", String(limit))])
    }

    public func verify() async throws(ControlError) -> VerifyReport { try await get("verify", seconds: 3600) }
    public func doctor() async throws(ControlError) -> DoctorReport { try await get("doctor", seconds: 3600) }

    /// A piece of a run's output, from an offset on; empty at its end.
    public func log(run: Int64, offset: Int64) async throws(ControlError) -> RunLog.Chunk {
        let (data, headers) = try await answer(
            "GET", "log", [("run", String(run)), ("offset", String(offset))], body: nil, seconds: nil)
        let next = headers.first(name: RunLog.nextOffsetHeader).flatMap { Int64($0) }
        return RunLog.Chunk(data: data, next: next ?? offset + Int64(data.count))
    }
}
