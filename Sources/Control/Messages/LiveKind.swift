/// A kind of job that the running daemon knows, with what a command has to know of it.
public struct LiveKind: Codable, Sendable, Equatable {
    public var name: String
    /// What jobs of this kind do, in a sentence.
    public var summary: String
    /// What becomes of what is there: `adds`, `rewrites` or `removes`.
    public var effect: String
    /// What a run may be made for that is there once: `capture`, `state`, `day`. Sorted.
    public var items: [String]

    public init(name: String, summary: String, effect: String, items: [String]) {
        self.name = name
        self.summary = summary
        self.effect = effect
        self.items = items
    }
}
