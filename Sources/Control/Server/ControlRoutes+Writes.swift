import Foundation
import Hummingbird
import Ledger
import NIOCore

/// What changes something: asks the service, in the name of the caller.
extension ControlRoutes {
    private static let maximumBody = 1 << 20

    func addWriteRoutes(to group: RouterGroup<ControlContext>) {
        group.post("/run") { request, context in
            let caller = try await operating(context)
            return try JSONReply.response(await service.run(try await ControlRoutes.body(request), by: caller))
        }
        group.post("/retry") { request, context in
            let caller = try await operating(context)
            return try JSONReply.response(await service.retry(try await ControlRoutes.body(request), by: caller))
        }
        group.post("/ack") { request, context in
            let caller = try await operating(context)
            return try JSONReply.response(
                await service.acknowledge(try await ControlRoutes.body(request), by: caller))
        }
        group.post("/dismiss") { request, context in
            let caller = try await operating(context)
            let order: DismissRequest = try await ControlRoutes.body(request)
            try await service.dismiss(order, by: caller)
            return try JSONReply.response(MessageReply(message: "\(order.captures.count) dismissed"))
        }
        group.post("/pause") { request, context in
            let caller = try await operating(context)
            let order: PauseRequest = try await ControlRoutes.body(request)
            try await service.pause(order, by: caller)
            return try JSONReply.response(MessageReply(message: "\(order.job) is paused"))
        }
        group.post("/resume") { request, context in
            let caller = try await operating(context)
            let order: PauseRequest = try await ControlRoutes.body(request)
            try await service.resume(order, by: caller)
            return try JSONReply.response(MessageReply(message: "\(order.job) is resumed"))
        }
        group.post("/cancel") { request, context in
            let caller = try await operating(context)
            let order: CancelRequest = try await ControlRoutes.body(request)
            try await service.cancel(order, by: caller)
            return try JSONReply.response(MessageReply(message: "run \(order.run) is being cancelled"))
        }
        group.post("/drain") { request, context in
            let caller = try await operating(context)
            let order: DrainRequest = try await ControlRoutes.body(request)
            try await service.drain(order, by: caller)
            return try JSONReply.response(
                MessageReply(message: "the daemon starts no new runs, and stops when the running ones have ended"))
        }
        group.post("/clock") { request, context in
            let caller = try await operating(context)
            let was = try await service.confirmClock(try await ControlRoutes.body(request), by: caller)
            return try JSONReply.response(
                MessageReply(message: was ? "the clock is confirmed; deleting resumes" : "the clock was not in doubt"))
        }
        group.post("/reload") { _, context in
            let caller = try await operating(context)
            return try JSONReply.response(MessageReply(message: await service.reload(by: caller)))
        }
        group.post("/repair") { request, context in
            let caller = try await operating(context)
            return try JSONReply.response(await service.repair(try await ControlRoutes.body(request), by: caller))
        }
        group.post("/server-test") { request, context in
            // It changes nothing, and makes the daemon connect to where its keys open a door.
            let caller = try await operating(context)
            let order: ServerTestRequest = try await ControlRoutes.body(request)
            guard ServerTestRequest.secondsAllowed.contains(order.seconds) else {
                throw ControlError(
                    .usage,
                    "the time limit of a test must be from 1 to \(ServerTestRequest.secondsAllowed.upperBound) s")
            }
            return try JSONReply.response(await service.testServer(order, by: caller))
        }
        group.post("/lease") { request, context in
            // A lease ends with the process that reads the files.
            try context.requireLocal("a lease")
            let order: LeaseRequest = try await ControlRoutes.body(request)
            guard (1...86_400).contains(order.seconds) else {
                throw ControlError(.usage, "a lease must last from one second to one day")
            }
            let snapshot = try await service.lease(holder: order.holder, pid: order.pid, seconds: order.seconds)
            return try JSONReply.response(
                LeaseReply(root: server.places.dataRoot, lease: snapshot.lease, files: snapshot.files))
        }
        group.post("/release") { request, context in
            try context.requireLocal("a lease")
            let order: ReleaseRequest = try await ControlRoutes.body(request)
            try await service.release(lease: order.lease)
            return try JSONReply.response(MessageReply(message: "released"))
        }
    }

    /// The caller, if it may give orders.
    func operating(_ context: ControlContext) async throws -> Caller {
        let caller = try await context.caller()
        if let token = context.token {
            guard token.mayOperate else {
                throw ControlError(.denied, "\(caller.who) may read, but not change anything: its role is read")
            }
            return caller
        }
        guard server.mayOperate(caller) else {
            throw ControlError(.denied, "\(caller.who) may read, but not change anything; join the operators' group")
        }
        return caller
    }

    /// The message in a request's body.
    static func body<Message: Decodable>(_ request: Request) async throws -> Message {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: maximumBody)
        } catch {
            throw ControlError(.usage, "the request is longer than \(maximumBody) bytes, or incomplete")
        }
        do {
            return try JSONDecoder().decode(Message.self, from: Data(buffer.readableBytesView))
        } catch {
            throw ControlError(.usage, "the request's body is not a \(Message.self): \(error)")
        }
    }
}
