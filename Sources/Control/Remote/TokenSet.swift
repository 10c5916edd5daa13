import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// The tokens that open a TCP listener. Only digests of them are kept.
public struct TokenSet: Sendable {
    /// Shorter ones can be guessed.
    public static let shortest = 20

    private var entries: [(digest: [UInt8], token: AccessToken)] = []

    public init() {}

    public var isEmpty: Bool { entries.isEmpty }

    public mutating func add(_ secret: String, _ token: AccessToken) {
        entries.append((Array(SHA256.hash(data: Data(secret.utf8))), token))
    }

    /// Whose token it is; `nil`: nobody's. Takes as long for a token that is nearly right as for any other: digests are
    /// compared to their ends, with every entry.
    public func holder(of presented: String) -> AccessToken? {
        let digest = Array(SHA256.hash(data: Data(presented.utf8)))
        var found: AccessToken?
        for entry in entries {
            var difference: UInt8 = 0
            for (own, other) in zip(entry.digest, digest) { difference |= own ^ other }
            if difference == 0 { found = entry.token }
        }
        return found
    }

    /// Of a header `Authorization`: `Bearer TOKEN`, or `Basic` with the token as the password, which browsers ask for.
    public func holder(authorization header: String?) -> AccessToken? {
        guard let header else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2 else { return nil }
        let value = parts[1].trimmingCharacters(in: .whitespaces)
        switch parts[0].lowercased() {
        case "bearer": return holder(of: value)
        case "basic":
            guard let data = Data(base64Encoded: value), let colon = data.firstIndex(of: UInt8(ascii: ":")) else {
                return nil
            }
            return holder(of: String(decoding: data[data.index(after: colon)...], as: UTF8.self))
        default: return nil
        }
    }
}

/// Who shows a token, and what it may do.
public struct AccessToken: Sendable, Hashable {
    public var name: String
    /// It may give orders; otherwise it may only look.
    public var mayOperate: Bool

    public init(name: String, mayOperate: Bool) {
        self.name = name
        self.mayOperate = mayOperate
    }
}

/// The tokens of the moment: a reload swaps them.
public final class TokenStore: Sendable {
    private let state: Mutex<TokenSet>

    public init(_ tokens: TokenSet = TokenSet()) { state = Mutex(tokens) }

    public var tokens: TokenSet { state.withLock { $0 } }

    public func replace(by tokens: TokenSet) { state.withLock { $0 = tokens } }
}

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
