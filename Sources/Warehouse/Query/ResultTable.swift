/// Rows as aligned columns for a terminal, up to a bound.
struct ResultTable {
    static let maximumRows = 10_000
    static let maximumWidth = 80
    private var rows: [[String]] = []
    private var hasMore = false

    mutating func add(_ row: [String?]) {
        guard rows.count < Self.maximumRows else {
            hasMore = true
            return
        }
        rows.append(row.map { Self.cell($0 ?? "") })
    }

    /// One line, no control characters, bounded.
    private static func cell(_ text: String) -> String {
        let visible = String(text.map { $0.isNewline || $0.asciiValue.map { $0 < 32 } ?? false ? " " : $0 })
        return visible.count > maximumWidth ? visible.prefix(maximumWidth - 1) + "…" : visible
    }

    func text(_ names: [String]) -> String {
        let isNumeric = names.indices.map { column in
            !rows.isEmpty && rows.allSatisfy { $0[column].isEmpty || Double($0[column]) != nil }
        }
        let widths = names.indices.map { column in
            rows.reduce(names[column].count) { max($0, $1[column].count) }
        }
        func line(_ cells: [String]) -> String {
            var text = ""
            for (index, cell) in cells.enumerated() {
                let padding = String(repeating: " ", count: widths[index] - cell.count)
                text += (index > 0 ? "  " : "") + (isNumeric[index] ? padding + cell : cell + padding)
            }
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }
        var text = line(names) + line(widths.map { String(repeating: "─", count: $0) })
        for row in rows { text += line(row) }
        if hasMore { text += "… more than \(Self.maximumRows) rows: use --format csv, or a LIMIT\n" }
        return text
    }
}
