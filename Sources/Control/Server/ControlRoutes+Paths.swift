import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore

extension RunLog {
    /// Where to go on: what was left out meanwhile counts.
    static let nextOffset = HTTPField.Name(nextOffsetHeader) ?? .contentRange
}

/// What is answered from the disk.
extension ControlRoutes {
    /// The most of a log that one answer holds.
    private static let logBytes = 1 << 20

    func addPlaces(to group: RouterGroup<ControlContext>) {
        group.get("/doctor") { _, _ in
            let (root, nowUs) = (server.places.dataRoot, ledger.now())
            let first = try await ledger.read { try DoctorReport(view: $0, root: root, nowUs: nowUs) }
            if first.isSound { return try JSONReply.response(first) }
            let second = try await ledger.read { try DoctorReport(view: $0, root: root, nowUs: nowUs) }
            return try JSONReply.response(first.confirmed(by: second))
        }
        group.get("/log") { request, _ in
            let query = RequestQuery(request)
            let run: Int64 = try query.required("run")
            let offset: Int64 = try query.integer("offset") ?? 0
            _ = try await ledger.read { try $0.requireRun(run) }
            let chunk = try RunLog(directory: server.places.logDirectory, run: run)
                .read(from: offset, limit: ControlRoutes.logBytes)
            return Response(
                status: .ok,
                headers: [.contentType: "application/octet-stream", RunLog.nextOffset: String(chunk.next)],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: chunk.data)))
        }
        group.post("/backup") { request, context in
            let caller = try await operating(context)
            let order: BackupRequest = try await ControlRoutes.body(request)
            guard order.path.hasPrefix("/") else { throw ControlError(.usage, "\(order.path): use an absolute path") }
            guard !FileManager.default.fileExists(atPath: order.path) else {
                throw ControlError(.conflict, "\(order.path): the file exists; a backup never overwrites")
            }
            let ledger = self.ledger
            let verification = try await BlockingWork.run { try ledger.backup(to: order.path) }
            context.logger.info("ledger backup", metadata: ["path": "\(order.path)", "by": "\(caller.who)"])
            return try JSONReply.response(verification)
        }
    }
}
