public import Foundation

/// Text from elsewhere, made harmless for a terminal: names of files may hold escape sequences.
public enum PrintableText {
    /// Control characters become `?`.
    public static func clean(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(isControl(scalar) ? "?" : scalar) }
        return String(scalars)
    }

    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }

    /// At most `width` characters; what is cut is marked.
    public static func cut(_ text: String, to width: Int) -> String {
        if text.count <= width { return text }
        if width <= 1 { return String(text.prefix(max(width, 0))) }
        return text.prefix(width - 1) + "…"
    }
}

/// Text that comes in pieces, made harmless for a terminal: line ends and tabs stay, other control characters become `?`.
public struct PrintableStream: Sendable {
    /// The begin of a character whose end is in the next piece.
    private var carry = Data()

    public init() {}

    public mutating func clean(_ piece: Data) -> Data {
        let bytes = carry + piece
        let end = bytes.count - Self.openBytes(at: bytes)
        carry = Data(bytes.dropFirst(end))
        let text = String(decoding: bytes.prefix(end), as: UTF8.self)
        guard text.unicodeScalars.contains(where: Self.isHarmful) else { return Data(text.utf8) }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(Self.isHarmful(scalar) ? "?" : scalar) }
        return Data(String(scalars).utf8)
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        scalar != "\n" && scalar != "\t" && PrintableText.isControl(scalar)
    }

    /// How many bytes at the end may be the begin of a character.
    private static func openBytes(at bytes: Data) -> Int {
        let tail = bytes.suffix(3)
        guard let lead = tail.lastIndex(where: { $0 >= 0xC0 }) else { return 0 }
        let length = bytes[lead] >= 0xF0 ? 4 : bytes[lead] >= 0xE0 ? 3 : 2
        let there = tail.endIndex - lead
        return there < length ? there : 0
    }
}
