import SharedInputs

/// The rows that ENTRADA2 makes of its own captures: `FILE name …`, then `ROW {column=value, …}` for each row.
struct PeerRows {
    var capture: String
    var rows: [Row]

    static func all(_ file: String) throws -> [PeerRows] {
        var found: [PeerRows] = []
        for line in try Corpus.text(file).split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.first == "FILE", words.count == 2 {
                found.append(PeerRows(capture: String(words[1].prefix { $0 != " " }), rows: []))
            } else if words.first == "ROW", words.count == 2, !found.isEmpty {
                found[found.count - 1].rows.append(row(words[1]))
            }
        }
        return found
    }

    /// Values are not quoted; a list has brackets, a record in it braces.
    private static func row(_ text: Substring) -> Row {
        var values: [String: String] = [:]
        var depth = 0
        var field = ""
        func take() {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[String(parts[0].drop { $0 == " " })] = String(parts[1]) }
            field = ""
        }
        for character in text.dropFirst().dropLast() {
            if "[{".contains(character) { depth += 1 }
            if "]}".contains(character) { depth -= 1 }
            if character == ",", depth == 0 { take() } else { field.append(character) }
        }
        take()
        return Row(values)
    }
}
