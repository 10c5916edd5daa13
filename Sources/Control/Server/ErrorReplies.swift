import Hummingbird
import Logging

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
