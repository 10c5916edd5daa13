/// The line of each key and array element of a TOML document.
///
/// The text must be valid TOML 1.0: it is walked after the parser has accepted it, and only for lines. Values are
/// stepped over, not understood.
struct LineIndex {
    private(set) var lines: [DocumentPath: Int] = [:]

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    /// How many elements each array of tables has so far.
    private var tableCounts: [DocumentPath: Int] = [:]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var table: DocumentPath = []
        while true {
            skipBlank(lineBreaks: true)
            guard let byte = peek else { break }
            if byte == UInt8(ascii: "[") {
                table = header()
            } else {
                pair(in: table)
            }
            skipToEndOfLine()
        }
    }

    /// The line of a path, or of the closest thing around it.
    func line(of path: DocumentPath) -> Int {
        var parts = path.parts
        while !parts.isEmpty {
            if let line = lines[DocumentPath(parts)] { return line }
            parts.removeLast()
        }
        return 1
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func peek(_ ahead: Int) -> UInt8? { position + ahead < bytes.count ? bytes[position + ahead] : nil }

    private mutating func advance() {
        if peek == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private mutating func skipBlank(lineBreaks: Bool) {
        while let byte = peek {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
            case UInt8(ascii: "\n") where lineBreaks: advance()
            case UInt8(ascii: "#") where lineBreaks: skipToEndOfLine()
            default: return
            }
        }
    }

    private mutating func skipToEndOfLine() {
        while let byte = peek, byte != UInt8(ascii: "\n") { position += 1 }
    }

    private mutating func note(_ path: DocumentPath, at line: Int) {
        if lines[path] == nil { lines[path] = line }
    }

    /// `[a.b]` or `[[a.b]]`; the path of the table that follows.
    private mutating func header() -> DocumentPath {
        let start = line
        advance()
        let isArray = peek == UInt8(ascii: "[")
        if isArray { advance() }
        let keys = self.keys(until: UInt8(ascii: "]"))
        var path: DocumentPath = []
        for (index, key) in keys.enumerated() {
            path = path.appending(key)
            note(path, at: start)
            let isLast = index == keys.count - 1
            if isLast, isArray {
                tableCounts[path, default: 0] += 1
            }
            if let count = tableCounts[path] { path = path.appending(String(count - 1)) }
            note(path, at: start)
        }
        return path
    }

    /// The parts of a dotted key, up to and with the byte that ends it.
    private mutating func keys(until end: UInt8) -> [String] {
        var keys: [String] = []
        while let byte = peek, byte != end, byte != UInt8(ascii: "\n") {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "."): position += 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"): keys.append(quoted())
            default:
                let start = position
                while let byte = peek, byte != end, ![0x20, 0x09, 0x2e, 0x0a].contains(byte) { position += 1 }
                keys.append(String(decoding: bytes[start..<position], as: UTF8.self))
            }
        }
        if peek == end { position += 1 }
        return keys
    }

    private mutating func pair(in table: DocumentPath) {
        let start = line
        var path = table
        for key in keys(until: UInt8(ascii: "=")) {
            path = path.appending(key)
            note(path, at: start)
        }
        value(at: path)
    }

    private mutating func value(at path: DocumentPath) {
        skipBlank(lineBreaks: true)
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): _ = quoted()
        case UInt8(ascii: "["):
            group(until: UInt8(ascii: "]")) { index, walk in
                walk.note(path.appending(String(index)), at: walk.line)
                walk.value(at: path.appending(String(index)))
            }
        case UInt8(ascii: "{"):
            group(until: UInt8(ascii: "}")) { _, walk in walk.pair(in: path) }
        default:
            while let byte = peek, ![0x2c, 0x5d, 0x7d, 0x0a, 0x23].contains(byte) { position += 1 }
        }
    }

    /// The elements between brackets, separated by commas.
    private mutating func group(until end: UInt8, _ element: (Int, inout LineIndex) -> Void) {
        advance()
        var index = 0
        while true {
            skipBlank(lineBreaks: true)
            guard let byte = peek else { return }
            if byte == end {
                position += 1
                return
            }
            if byte == UInt8(ascii: ",") {
                position += 1
                continue
            }
            let before = position
            element(index, &self)
            index += 1
            // Text that is not what the parser made of it must not hold the walk up.
            if position == before { position += 1 }
        }
    }

    /// A string of any of the four kinds; its text is only right for keys without escapes, which is enough for lines.
    private mutating func quoted() -> String {
        let mark = bytes[position]
        let isLong = peek(1) == mark && peek(2) == mark
        position += isLong ? 3 : 1
        let start = position
        while let byte = peek {
            if byte == UInt8(ascii: "\\"), mark == UInt8(ascii: "\"") {
                position += 1
                if peek != nil { advance() }
            } else if byte == mark, !isLong || (peek(1) == mark && peek(2) == mark) {
                break
            } else {
                advance()
            }
        }
        let text = String(decoding: bytes[start..<min(position, bytes.count)], as: UTF8.self)
        position += isLong ? 3 : 1
        // A long string may end with up to two marks of its own.
        while isLong, peek == mark { position += 1 }
        return text
    }
}

/// Where the keys of a configuration file or a job file stand, for what is found out after it was read.
public struct KeyLines: Sendable {
    private let index: LineIndex

    /// - Parameter text: of a file that has been read without a problem.
    public init(_ text: String) { index = LineIndex(text) }

    /// The line of a key, such as `["servers", "ns1", "key"]`, or of the closest thing around it; counts from one.
    public func line(of path: [String]) -> Int { index.line(of: DocumentPath(path)) }
}
