/// What the text is written to.
public struct Terminal: Sendable, Equatable {
    /// Columns; nil when it is not a terminal and nothing needs to be cut.
    public var width: Int?
    public var colours: Bool

    public init(width: Int?, colours: Bool) {
        self.width = width
        self.colours = colours
    }

    /// Neither width nor colours: files and pipes.
    public static let none = Terminal(width: nil, colours: false)
}
