/// One label of a rule, in each form that a name may have on the wire.
struct SuffixLabel: Equatable {
    /// ASCII: the label itself, or its A-label.
    let ascii: [UInt8]
    /// The U-label in UTF-8; nil when the label is ASCII.
    let unicode: [UInt8]?

    var isWildcard: Bool { ascii == [UInt8(ascii: "*")] }

    /// Why the text is not a label.
    struct Refusal: Error {
        let reason: String
    }

    init(_ text: Substring) throws(Refusal) {
        guard !text.isEmpty else { throw Refusal(reason: "an empty label") }
        let bytes = text.utf8
        if bytes.count == 1 && bytes.first == UInt8(ascii: "*") {
            ascii = Array(bytes)
            unicode = nil
            return
        }
        guard bytes.allSatisfy(Self.isAllowed) else { throw Refusal(reason: "\"\(text)\" is not a label") }
        if bytes.allSatisfy({ $0 < 0x80 }) {
            ascii = bytes.map { $0 &- 65 < 26 ? $0 | 0x20 : $0 }
            unicode = nil
        } else {
            let lower = text.lowercased()
            ascii = Punycode.aLabel(lower)
            unicode = Array(lower.utf8)
        }
        guard ascii.count < 64 else { throw Refusal(reason: "\"\(text)\" is longer than 63 octets") }
    }

    /// Letters, digits, hyphen, underscore (RFC 952, RFC 8552), and all that is not ASCII.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte | 0x20 &- 97 < 26 || byte &- 48 < 10 || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }

    /// The labels of a name, the rightmost first.
    static func reversedLabels(_ name: Substring) throws(Refusal) -> [SuffixLabel] {
        var labels: [SuffixLabel] = []
        for part in name.split(separator: ".", omittingEmptySubsequences: false).reversed() {
            labels.append(try SuffixLabel(part))
        }
        guard labels.reduce(1, { $0 + $1.ascii.count + 1 }) <= WireName.maximumLength else {
            throw Refusal(reason: "longer than a domain name")
        }
        return labels
    }
}
