/// Rows in aligned columns, as wide as the terminal at most.
///
/// Columns that may be left out go where there is no room for all. A column that may shrink gives way, the widest first,
/// down to its minimum; what does not fit then is cut at the right edge. Control characters in cells are replaced.
public struct TextTable: Sendable {
    public struct Column: Sendable {
        public enum Alignment: Sendable { case left, right }

        public var title: String
        public var alignment: Alignment
        /// Characters it keeps when the terminal is narrow; `nil`: it never shrinks.
        public var minimum: Int?
        /// On a terminal where even the least widths do not fit the column is left out, the greatest number first; nil:
        /// it always stays.
        public var drop: Int?

        public init(_ title: String, _ alignment: Alignment = .left, minimum: Int? = nil, drop: Int? = nil) {
            self.title = title
            self.alignment = alignment
            self.minimum = minimum
            self.drop = drop
        }
    }

    public struct Cell: Sendable, ExpressibleByStringLiteral {
        public var text: String
        public var style: TextStyle

        public init(_ text: String, _ style: TextStyle = .plain) {
            self.text = PrintableText.clean(text)
            self.style = style
        }

        public init(stringLiteral value: String) { self.init(value) }
    }

    public var columns: [Column]
    public private(set) var rows: [[Cell]] = []

    public init(_ columns: [Column]) { self.columns = columns }

    /// Appends a row; missing cells are empty.
    public mutating func add(_ cells: [Cell]) {
        precondition(cells.count <= columns.count, "a row has as many cells as the table has columns")
        rows.append(cells + Array(repeating: "", count: columns.count - cells.count))
    }

    /// The table as lines, the titles first.
    public func lines(_ terminal: Terminal) -> [String] { narrowed(to: terminal.width).allLines(terminal) }

    /// The table without the columns that have no room.
    private func narrowed(to limit: Int?) -> TextTable {
        guard let limit else { return self }
        var table = self
        while table.leastWidth > limit {
            let last = table.columns.indices.filter { table.columns[$0].drop != nil }
                .max { (table.columns[$0].drop ?? 0, $0) < (table.columns[$1].drop ?? 0, $1) }
            guard let last else { break }
            table.columns.remove(at: last)
            table.rows = table.rows.map { row in
                var row = row
                row.remove(at: last)
                return row
            }
        }
        return table
    }

    private var leastWidth: Int {
        let widths = fullWidths
        return columns.indices.reduce(TextTable.gap * max(columns.count - 1, 0)) {
            $0 + min(widths[$1], columns[$1].minimum ?? widths[$1])
        }
    }

    private var fullWidths: [Int] {
        columns.indices.map { index in
            rows.reduce(columns[index].title.count) { max($0, $1[index].text.count) }
        }
    }

    private func allLines(_ terminal: Terminal) -> [String] {
        let widths = widths(within: terminal.width)
        let titles = columns.map { Cell($0.title, .faint) }
        return ([titles] + rows).map { line($0, widths, terminal) }
    }

    private static let gap = 2

    private func widths(within limit: Int?) -> [Int] {
        var widths = fullWidths
        guard let limit else { return widths }
        let gaps = TextTable.gap * max(columns.count - 1, 0)
        while widths.reduce(gaps, +) > limit {
            let excess = widths.reduce(gaps, +) - limit
            let candidates = widths.indices.filter { index in columns[index].minimum.map { widths[index] > $0 } ?? false
            }
            guard let widest = candidates.max(by: { widths[$0] < widths[$1] }) else { break }
            let runnerUp = candidates.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
            let floor = max(columns[widest].minimum ?? 0, min(runnerUp, widths[widest] - 1))
            widths[widest] = max(floor, widths[widest] - excess)
        }
        return widths
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ terminal: Terminal) -> String {
        var text = ""
        var column = 0
        var pending = 0
        for (index, cell) in cells.enumerated() {
            let room = min(widths[index], terminal.width.map { max($0 - column - pending, 0) } ?? Int.max)
            let shown = PrintableText.cut(cell.text, to: room)
            let padding = max(min(widths[index], room) - shown.count, 0)
            let before = columns[index].alignment == .right ? padding : 0
            if !shown.isEmpty {
                text += String(repeating: " ", count: pending + before)
                text += cell.style.apply(shown, colours: terminal.colours)
                column += pending + before + shown.count
                pending = padding - before + TextTable.gap
            } else {
                pending += widths[index] + TextTable.gap
            }
        }
        return text
    }
}

/// Names and values, one a line.
struct FactList {
    private var table = TextTable([.init(""), .init("", minimum: 10)])

    mutating func add(_ name: String, _ value: String?, _ style: TextStyle = .plain) {
        guard let value, !value.isEmpty else { return }
        table.add([.init(name, .faint), .init(value, style)])
    }

    /// An instant; microseconds since the epoch.
    mutating func add(_ name: String, _ us: Int64?, _ nowUs: Int64) {
        add(name, us.map { "\(TimeText.absolute(us: $0)), \(TimeText.relative(us: $0, nowUs: nowUs))" })
    }

    func lines(_ terminal: Terminal) -> [String] { Array(table.lines(terminal).dropFirst()) }
}
