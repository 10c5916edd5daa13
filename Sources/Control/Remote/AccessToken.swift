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
