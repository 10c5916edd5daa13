import Foundation

/// The text of a name, and back.
extension FileName {
    static func text(of bytes: [UInt8]) -> String {
        if bytes.allSatisfy(isPlain) { return String(decoding: bytes, as: UTF8.self) }
        let text = String(decoding: escaped(bytes, keepsUnicode: true), as: UTF8.self)
        // Compared as bytes: as strings they are equal in any case.
        let isComposed = text.precomposedStringWithCanonicalMapping.utf8.elementsEqual(text.utf8)
        return isComposed ? text : String(decoding: escaped(bytes, keepsUnicode: false), as: UTF8.self)
    }

    static func bytes(of text: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if isEscape(text, at: index) {
                bytes.append(digit(text[index + 1]) << 4 | digit(text[index + 2]))
                index += 3
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        return bytes
    }

    /// Printable ASCII that stands for itself wherever it is.
    private static func isPlain(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) && byte != percent }

    private static let percent = UInt8(ascii: "%")

    private static func escaped(_ bytes: [UInt8], keepsUnicode: Bool) -> [UInt8] {
        var text: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let length = keepsUnicode && byte >= 0x80 ? scalarLength(bytes, at: index) : 0
            if length > 0 {
                text += bytes[index..<index + length]
                index += length
                continue
            }
            if isPlain(byte) || (byte == percent && !isEscape(bytes, at: index)) {
                text.append(byte)
            } else {
                text += [percent, hexadecimal(byte >> 4), hexadecimal(byte & 15)]
            }
            index += 1
        }
        return text
    }

    /// The length of a printable character beyond ASCII that begins here; 0 if none does.
    private static func scalarLength(_ bytes: [UInt8], at index: Int) -> Int {
        let length =
            switch bytes[index] {
            case 0xC2...0xDF: 2
            case 0xE0...0xEF: 3
            case 0xF0...0xF4: 4
            default: 0
            }
        guard length > 0, index + length <= bytes.count,
            let character = String(validating: bytes[index..<index + length], as: UTF8.self),
            let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1, isShown(scalar)
        else { return 0 }
        return length
    }

    /// Whether it shows itself, and nothing else. The list is fixed: a text must not change with a version of Unicode.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Control characters; soft hyphen; Arabic letter mark; the marks for direction, joining and lines.
        case 0x80...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFD, 0xE0000...0xE0FFF:
            false
        default: true
        }
    }

    private static func isEscape(_ bytes: [UInt8], at index: Int) -> Bool {
        bytes[index] == percent && index + 2 < bytes.count && isDigit(bytes[index + 1]) && isDigit(bytes[index + 2])
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "a")...UInt8(ascii: "f"):
            true
        default: false
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8 {
        byte < UInt8(ascii: "A") ? byte - UInt8(ascii: "0") : (byte | 0x20) - UInt8(ascii: "a") + 10
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }
}
