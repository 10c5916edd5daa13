// FileNames: what files are called.
//
// To a file system a name is bytes: anything but `/` and NUL, in no particular encoding, up to 255 of them. To Swift and to
// people it is text, and the two do not agree: a Swift `String` takes two names for one if they differ only in how an é
// is composed, and cannot hold a name that is not UTF-8 at all. `FileName` is the bytes. Its `text` is one-to-one with
// them: whoever stores, compares or hashes the text (SQLite, JSON, a dictionary) does that with the name.
//
// `LocalName` makes the names that captures have inside the data root from it: short enough for every suffix.

import Foundation

/// The name of a file in its directory: bytes, compared and hashed as such.
public struct FileName: Sendable {
    /// As the file system has it.
    public let bytes: [UInt8]
    /// For the ledger, for messages and for people; see `init(text:)`.
    ///
    /// Printable UTF-8 in the composed form (NFC), so that two texts are equal byte by byte, as Swift strings and in
    /// SQLite only if the names are. A byte is written as `%` and two hexadecimal digits in upper case where it is part
    /// of a control character, of a mark that changes how the text around it is shown, or of what is not UTF-8. In a
    /// name that is not composed all bytes beyond ASCII are. A `%` is written so (`%25`) only before two hexadecimal
    /// digits: ordinary names are their own text.
    public let text: String

    public init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        text = Self.text(of: self.bytes)
    }

    /// The name whose UTF-8 bytes a text is.
    public init(_ name: String) { self.init(bytes: name.utf8) }

    /// The name that has a text.
    public init(text: String) { self.init(bytes: Self.bytes(of: Array(text.utf8))) }

    /// The most bytes of a name that is fetched; no file system in use has longer ones.
    public static let longest = 1024

    /// Whether it names a file in a directory, and not the directory, the one above it, or a path.
    public var isInDirectory: Bool {
        !bytes.isEmpty && !isDots && bytes.allSatisfy { $0 != Self.slash && $0 != 0 }
    }

    /// The directory itself, or the one above.
    public var isDots: Bool { bytes == [Self.dot] || bytes == [Self.dot, Self.dot] }

    /// The name as it is, if that is printable, composed UTF-8: it can be a path in the ledger without a change.
    public var asPath: String? {
        // Nothing but a `%` is escaped in a text of such a name.
        let plain = text.replacing("%25", with: "%")
        return plain.utf8.elementsEqual(bytes) ? plain : nil
    }

    /// As shells treat it: `ls` and `*` leave it out.
    public var isHidden: Bool { bytes.first == Self.dot }

    public func hasSuffix(_ suffix: String) -> Bool { bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }

    /// Calls `body` with the name as C has it.
    public func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        Self.withCString(bytes, body)
    }

    /// Calls `body` with bytes, of a name or a path, as C has them.
    public static func withCString<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("an array with an element has no base") }
            return body(base)
        }
    }

    private static let dot = UInt8(ascii: ".")
    private static let slash = UInt8(ascii: "/")
}

extension FileName: Hashable, Comparable {
    public static func == (left: FileName, right: FileName) -> Bool { left.bytes == right.bytes }
    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
    public static func < (left: FileName, right: FileName) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension FileName: CustomStringConvertible, ExpressibleByStringLiteral {
    public var description: String { text }
    public init(stringLiteral name: String) { self.init(name) }
}

extension FileName: Codable {
    public init(from decoder: any Decoder) throws {
        self.init(text: try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
