/// The end of what a program has printed, without keeping the rest.
struct OutputTail: Sendable {
    private static let size = 4096

    private var bytes: [UInt8] = []

    mutating func append(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more.suffix(Self.size))
        if bytes.count > Self.size { bytes.removeFirst(bytes.count - Self.size) }
    }

    /// The last line that is not blank, whatever ends it; cut off at its begin when it is very long.
    var lastLine: String? {
        bytes.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.reversed().lazy
            .map { line in
                let end = line.lastIndex { $0 > 0x20 && $0 != 0x7F }
                let text = end.map { line[...$0].drop { $0 <= 0x20 || $0 == 0x7F } } ?? []
                return String(decoding: text, as: UTF8.self)
            }
            .first { !$0.isEmpty }
    }
}
