/// What the manual pages have to explain, because the daemon reads it.
enum ManualRules {
    /// The keys that these sources read from a TOML file, by the names of the functions that read.
    static func keys(_ readers: [SourceText]) -> Set<String> {
        // Not with \b in front: to Unicode `table.integer` is one word.
        let reading =
            #/
            [^A-Za-z](?:require|read|text|texts|integer|duration|number|flag|choice|bytes|table|absolutePath|secret|existing
            |existingSecret|url|urls|serverAddresses|oneOf)\(\s*"([a-z][a-z0-9_]*)"
            /#
        // By Unicode's rules `table.integer` is one word.
        let simple = reading.wordBoundaryKind(.simple)
        return Set(readers.flatMap { $0.text.matches(of: simple).map { String($0.output.1) } })
    }

    /// Keys that no item of the page names.
    static func unexplained(_ keys: Set<String>, in page: SourceText) -> [Violation] {
        let items = page.lines.filter { $0.hasPrefix(".It Ic ") || $0.hasPrefix(".Ic ") }
        return missing(keys, from: items, of: page)
    }

    /// Keys that the example file, of which the page is made, neither sets nor shows in a comment.
    static func unshown(_ keys: Set<String>, in example: SourceText) -> [Violation] {
        let shown = example.lines.compactMap { line -> Substring? in
            let line = line.drop { $0 == "#" || $0 == " " }
            return line.hasPrefix("[") ? line : line.firstIndex(of: "=").map { line[..<$0] }
        }
        return missing(keys, from: shown, of: example)
    }

    private static func missing(_ keys: Set<String>, from lines: [Substring], of file: SourceText) -> [Violation] {
        let words = Set(
            lines.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == "_") } }.map(String.init))
        return keys.subtracting(words).sorted().map {
            Violation(path: file.path, message: "does not explain the key `\($0)`")
        }
    }
}
