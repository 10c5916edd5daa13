import Foundation

/// The end of what a program has printed, without keeping the rest.
struct OutputTail: Sendable {
    private static let size = 4096

    private var bytes: [UInt8] = []

    mutating func append(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more.suffix(Self.size))
        if bytes.count > Self.size { bytes.removeFirst(bytes.count - Self.size) }
    }

    /// The last line that is not blank; cut off at its begin when it is very long.
    var lastLine: String? {
        bytes.split(separator: UInt8(ascii: "\n")).reversed().lazy
            .map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespaces) }
            .first { !$0.isEmpty }
    }
}
