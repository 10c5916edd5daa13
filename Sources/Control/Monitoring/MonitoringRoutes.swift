import Hummingbird
import NIOCore

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
