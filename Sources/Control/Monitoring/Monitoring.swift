import Hummingbird
import NIOCore

/// What the daemon tells monitoring systems.
public protocol Monitoring: Sendable {
    /// All metrics in the text format of Prometheus.
    func metrics() async throws -> String
    /// What is wrong, if anything. Answers also when the scheduler hangs.
    func health() async -> HealthReport
    /// `nil`: it takes work. Otherwise why not yet, or not any more.
    func notReady() async -> String?
}

/// `/health`: whether all is well, and if not, why.
public struct HealthReport: Codable, Sendable, Equatable {
    public struct Problem: Codable, Sendable, Equatable {
        /// The raw value of a `CheckCondition`; all are in `CHECK.md`.
        public var reason: String
        /// For people: what, where, since when.
        public var detail: String

        public init(reason: String, detail: String) {
            self.reason = reason
            self.detail = detail
        }
    }

    public var schema: Int
    /// `ok` or `failing`.
    public var status: String
    /// Left out for those who may not see them.
    public var problems: [Problem]?

    public init(problems: [Problem]) {
        schema = 1
        status = problems.isEmpty ? "ok" : "failing"
        self.problems = problems
    }

    public var isWell: Bool { status == "ok" }
}

/// `/metrics`, `/health` and `/ready`, on whatever listener.
struct MonitoringRoutes: Sendable {
    let monitoring: any Monitoring
    /// As the format's version 0.0.4 is named.
    private static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    func metrics() async throws -> Response {
        let text = try await monitoring.metrics()
        return Response(
            status: .ok, headers: [.contentType: Self.contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// - Parameter tellsReasons: whether who asks may know what is wrong.
    func health(tellsReasons: Bool = true) async throws -> Response {
        var report = await monitoring.health()
        if !tellsReasons { report.problems = nil }
        return try JSONReply.response(report, status: report.isWell ? .ok : .serviceUnavailable)
    }

    func ready(tellsReasons: Bool = true) async throws -> Response {
        let reason = await monitoring.notReady()
        let problems = reason.map { [HealthReport.Problem(reason: "not_ready", detail: $0)] } ?? []
        var report = HealthReport(problems: problems)
        if !tellsReasons { report.problems = nil }
        return try JSONReply.response(report, status: report.isWell ? .ok : .serviceUnavailable)
    }
}
