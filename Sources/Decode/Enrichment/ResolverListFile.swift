/// The prefixes in a list of public resolvers.
///
/// A list is text with one entry in a line, `#` begins a comment, and the first comments tell where the list is from and
/// when it was fetched:
/// ```
/// # source: https://www.gstatic.com/ipranges/publicdns.json
/// # fetched: 2026-01-31T04:00:00Z
/// 8.8.8.0/24 Google
/// 9.9.9.9 Quad9
/// ```
/// A prefix or an address, white space, the resolver's name. When the name is given with the file, operators' published
/// forms are read as they are: a prefix in each line (Cloudflare), fields between commas of which those that are prefixes
/// count (`74.125.18.0/25, iad` of Google; CSV), and JSON (`ResolverListJSON`).
///
/// Bits behind a prefix do not count. What is no entry is counted and left out, and so is a prefix of length 0, which
/// would make everybody a resolver.
struct ResolverListFile {
    private(set) var entries: [(prefix: IPPrefix, name: String)] = []
    /// Lines, or values of JSON, that should have been entries.
    private(set) var badEntries = 0
    /// The line of the first of them; nil in JSON.
    private(set) var firstBadLine: Int?
    /// There were more prefixes than are read.
    private(set) var isOverfull = false

    private let name: String?
    private let limit: Int

    /// - Parameters:
    ///   - name: the resolver that all of it is about, whatever its lines say; `nil`: the lines name theirs.
    ///   - limit: prefixes that are read at most.
    init(name: String?, bytes: [UInt8], limit: Int) {
        self.name = name
        self.limit = limit
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        let first = text.first { $0 > 0x20 }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { readJSON(text) } else { readLines(text) }
    }

    private mutating func readLines(_ text: ArraySlice<UInt8>) {
        var number = 0
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            let line = Self.trimmed(line.prefix { $0 != UInt8(ascii: "#") })
            guard !line.isEmpty, !isOverfull else { continue }
            let before = entries.count
            if line.contains(UInt8(ascii: ",")) {
                for field in line.split(separator: UInt8(ascii: ",")) {
                    if let prefix = IPPrefix(utf8: Self.trimmed(field)) { add(prefix, name) }
                }
            } else {
                let word = line.prefix { $0 > 0x20 }
                let rest = Self.trimmed(line[word.endIndex...])
                let own = rest.isEmpty ? nil : String(decoding: rest, as: UTF8.self)
                if let prefix = IPPrefix(utf8: Self.trimmed(word)) { add(prefix, name ?? own) }
            }
            if entries.count == before, !isOverfull {
                badEntries += 1
                if firstBadLine == nil { firstBadLine = number }
            }
        }
    }

    private mutating func readJSON(_ text: ArraySlice<UInt8>) {
        guard let list = ResolverListJSON(Array(text)) else {
            badEntries = 1
            return
        }
        badEntries = list.badValues
        for prefix in list.prefixes where !isOverfull {
            let before = entries.count
            add(prefix, name)
            if entries.count == before, !isOverfull { badEntries += 1 }
        }
    }

    private mutating func add(_ prefix: IPPrefix, _ name: String?) {
        guard let name, prefix.length > 0 else { return }
        if entries.count >= limit { isOverfull = true } else { entries.append((prefix, name)) }
    }

    /// Without white space and quotation marks at both ends.
    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isOutside(_ byte: UInt8) -> Bool { byte <= 0x20 || byte == UInt8(ascii: "\"") }
        let rest = text.drop(while: isOutside)
        let end = rest.lastIndex { !isOutside($0) }
        return end.map { rest[...$0] } ?? []
    }
}

/// Where the addresses of public resolvers are written down.
public struct ResolverListSource: Sendable, Equatable {
    /// The resolver that the whole file is about; `nil`: the file carries names.
    public var name: String?
    public var path: String

    public init(name: String? = nil, path: String) {
        self.name = name
        self.path = path
    }

    /// Reads `[NAME=]FILE`. What stands before the first `=` is a name unless it has a slash; nil when a part is empty.
    public init?(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !parts[0].contains("/") {
            self.init(name: String(parts[0]), path: String(parts[1]))
        } else {
            self.init(path: text)
        }
        if path.isEmpty || name?.isEmpty == true { return nil }
    }
}
