/// Takes from JSON what RFC 8259 does not allow: the engine writes `NaN` and `Infinity` for numbers that are not finite.
/// They become `null`; texts stay as they are. Fed with pieces of any size.
struct FiniteJSON {
    private var isInText = false
    private var isEscaped = false
    /// What may be a number or a word, as far as it has come.
    private var word: [UInt8] = []
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let null = Array("null".utf8)
    private static let infinite = ["NaN", "-NaN", "Infinity", "-Infinity"].map { Array($0.utf8) }

    /// Appends what a piece becomes.
    mutating func filter(_ piece: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        for byte in piece {
            if isInText {
                output.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == Self.backslash {
                    isEscaped = true
                } else if byte == Self.quote {
                    isInText = false
                }
            } else if Self.isOfWord(byte) {
                word.append(byte)
            } else {
                finish(into: &output)
                output.append(byte)
                isInText = byte == Self.quote
            }
        }
    }

    /// Appends what is left at the end.
    mutating func finish(into output: inout [UInt8]) {
        if word.isEmpty { return }
        output += Self.infinite.contains(word) ? Self.null : word
        word.removeAll(keepingCapacity: true)
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 43 || byte == 45
            || byte == 46
    }
}
