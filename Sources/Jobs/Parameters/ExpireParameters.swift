/// Parameters of a job of kind `expire`: the ages are in the configuration's `[retention]`.
public struct ExpireParameters: Hashable, Sendable {
    public init() {}
}
