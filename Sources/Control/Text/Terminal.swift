/// What the text is written to.
public struct Terminal: Sendable, Equatable {
    /// Columns; nil when it is not a terminal and nothing needs to be cut.
    public var width: Int?
    /// Lines; nil when it is not a terminal.
    public var height: Int?
    public var colours: Bool

    public init(width: Int?, height: Int? = nil, colours: Bool) {
        self.width = width
        self.height = height
        self.colours = colours
    }

    /// Neither width nor colours: files and pipes.
    public static let none = Terminal(width: nil, colours: false)
}
