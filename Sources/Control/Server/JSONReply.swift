import Foundation
import Hummingbird
import Logging
import NIOCore

/// Values as answers.
enum JSONReply {
    static func response(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        let data = try ControlCoding.encoder().encode(value)
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}

/// Turns errors into answers: a status and a JSON body that says what happened.
struct ErrorReplies<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError {
            let code: ControlError.Code = error.status == .notFound ? .notFound : .usage
            let text = error.body ?? "unknown request: \(request.method) \(request.uri.path)"
            return try JSONReply.response(ErrorReply(error: text, code: code), status: error.status)
        } catch {
            let failure = ControlError(wrapping: error)
            if failure.code == .failed {
                context.logger.error(
                    "control request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            }
            return try JSONReply.response(
                ErrorReply(error: failure.message, code: failure.code),
                status: HTTPResponse.Status(code: failure.code.httpStatus))
        }
    }
}

/// The parameters of a request, read strictly.
struct RequestQuery {
    private let request: Request

    init(_ request: Request) { self.request = request }

    /// A parameter; nil when it is absent or empty.
    subscript(name: String) -> String? {
        request.uri.queryParameters[Substring(name)].map(String.init).flatMap { $0.isEmpty ? nil : $0 }
    }

    func integer<Number: FixedWidthInteger>(_ name: String) throws(ControlError) -> Number? {
        guard let text = self[name] else { return nil }
        guard let number = Number(text) else { throw ControlError(.usage, "\(name)=\(text): is not a number") }
        return number
    }

    func required<Number: FixedWidthInteger>(_ name: String) throws(ControlError) -> Number {
        guard let number: Number = try integer(name) else { throw ControlError(.usage, "\(name) is missing") }
        return number
    }

    /// `state=a,b`.
    func states<State: RawRepresentable & CaseIterable>(
        _ type: State.Type
    ) throws(ControlError) -> [State] where State.RawValue == String {
        guard let text = self["state"] else { return [] }
        var states: [State] = []
        for name in text.split(separator: ",") {
            guard let state = State(rawValue: String(name)) else {
                let known = State.allCases.map(\.rawValue).joined(separator: ", ")
                throw ControlError(.usage, "\(name): no such state; states are \(known)")
            }
            states.append(state)
        }
        return states
    }
}
