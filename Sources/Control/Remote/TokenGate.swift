import HTTPTypes
import Hummingbird

/// Lets nobody through who shows no token, and writes down who it is.
struct TokenGate: RouterMiddleware {
    let store: TokenStore

    func handle(
        _ request: Request, context: ControlContext,
        next: (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        guard let token = store.tokens.holder(authorization: request.headers[.authorization]) else {
            return try TokenGate.refusal()
        }
        var context = context
        context.token = token
        return try await next(request, context)
    }

    /// RFC 9110 15.5.2, with the ways that are understood.
    static func refusal() throws -> Response {
        var response = try JSONReply.response(
            ErrorReply(
                error: "a token is required: Authorization: Bearer … (entradactl --token-file FILE)", code: .denied),
            status: .unauthorized)
        response.headers.append(HTTPField(name: .wwwAuthenticate, value: "Bearer"))
        response.headers.append(HTTPField(name: .wwwAuthenticate, value: "Basic realm=\"entrada\", charset=\"UTF-8\""))
        return response
    }
}
