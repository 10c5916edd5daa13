import Synchronization

/// The tokens of the moment: a reload swaps them.
public final class TokenStore: Sendable {
    private let state: Mutex<TokenSet>

    public init(_ tokens: TokenSet = TokenSet()) { state = Mutex(tokens) }

    public var tokens: TokenSet { state.withLock { $0 } }

    public func replace(by tokens: TokenSet) { state.withLock { $0 = tokens } }
}
