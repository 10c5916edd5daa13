/// Which folder of a module may know which: each only those that stand before it in one list. What the compiler does for
/// modules, for the layers inside one.
struct LayerRules {
    /// From the bytes of a file to the decoder that puts everything together.
    static let decode = LayerRules(
        module: "Sources/Decode",
        layers: [
            "Capture", "Link", "IP", "Transport", "DNS", "Pairing", "Enrichment", "Options", "Rows", "Pipeline",
            "State",
            "",
        ])

    /// The folder whose subfolders are the layers.
    let module: String
    /// Names of subfolders; what stands first knows nobody. Empty: files beside them.
    let layers: [String]

    /// Files of the module that mention a type of a folder that does not stand before their own, and folders without a
    /// place in the list.
    func violations(_ files: [SourceText]) -> [Violation] {
        let own = files.filter { $0.isSwift && $0.path.hasPrefix(module + "/") }.sorted { $0.path < $1.path }
        let parts = own.map { (file: $0, layer: layer(of: $0), code: Self.code($0.text)) }
        var owners: [Substring: String] = [:]
        var found: [Violation] = []
        for part in parts {
            if !layers.contains(part.layer) {
                found.append(Violation(path: part.file.path, message: "\(part.layer) has no place among the layers"))
            }
            for type in Self.declarations(part.code).topLevel {
                if let other = owners[type], other != part.layer {
                    found.append(Violation(path: part.file.path, message: "\(type) is declared in \(other) as well"))
                }
                owners[type] = part.layer
            }
        }
        for part in parts {
            let declared = Self.declarations(part.code)
            for type in declared.nested where owners[type].map({ $0 != part.layer }) == true {
                found.append(
                    Violation(path: part.file.path, message: "\(type) has the name of a type of another layer"))
            }
            guard let height = layers.firstIndex(of: part.layer) else { continue }
            for (number, word) in Self.words(part.code) {
                guard let owner = owners[word], owner != part.layer, let other = layers.firstIndex(of: owner) else {
                    continue
                }
                guard other > height else { continue }
                let place = owner.isEmpty ? "the module's own files" : owner
                found.append(
                    Violation(
                        path: part.file.path, line: number, message: "\(part.layer) must not know \(word) of \(place)"))
            }
        }
        return found
    }

    private func layer(of file: SourceText) -> String {
        let rest = file.path.dropFirst(module.count + 1).split(separator: "/")
        return rest.count > 1 ? String(rest[0]) : ""
    }

    /// The text with blanks in place of comments and of what strings say, line by line as it was.
    static func code(_ text: String) -> String {
        enum Place { case code, line, block(Int), string, longString }
        var out: [UInt8] = []
        var place = Place.code
        let text = Array(text.utf8)
        var at = 0
        func has(_ pattern: String) -> Bool { text[at...].starts(with: pattern.utf8) }
        while at < text.count {
            var count = 1
            var kept = false
            switch place {
            case .code:
                if has("//") {
                    place = .line
                } else if has("/*") {
                    (place, count) = (.block(1), 2)
                } else if has("\"\"\"") {
                    (place, count) = (.longString, 3)
                } else if has("\"") {
                    place = .string
                } else {
                    kept = true
                }
            case .line: if text[at] == UInt8(ascii: "\n") { place = .code }
            case .block(let depth):
                if has("/*") { (place, count) = (.block(depth + 1), 2) }
                if has("*/") { (place, count) = (depth == 1 ? .code : .block(depth - 1), 2) }
            case .string:
                if has("\\") { count = 2 } else if has("\"") { place = .code }
            case .longString: if has("\"\"\"") { (place, count) = (.code, 3) }
            }
            for byte in text[at..<min(text.count, at + count)] {
                out.append(kept || byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
            }
            at += count
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Types that code declares: outside of all others, and inside of them.
    static func declarations(_ code: String) -> (topLevel: Set<Substring>, nested: Set<Substring>) {
        var (topLevel, nested): (Set<Substring>, Set<Substring>) = ([], [])
        for line in code.split(separator: "\n") {
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
            for (word, name) in zip(words, words.dropFirst())
            where ["struct", "class", "enum", "actor", "protocol", "typealias"].contains(word) {
                // `class func`, `class var`.
                guard name.first?.isUppercase == true, !name.contains(".") else { continue }
                if line.first?.isWhitespace == true { nested.insert(name) } else { topLevel.insert(name) }
            }
        }
        return (topLevel, nested)
    }

    /// Each word with its line; not those that `Swift.` says are of the standard library.
    private static func words(_ code: String) -> [(line: Int, word: Substring)] {
        code.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line in
            line.replacing("Swift.", with: "Swift_").split { !($0.isLetter || $0.isNumber || $0 == "_") }.map {
                (number + 1, $0)
            }
        }
    }
}
