public import Foundation

extension JSONEncoder {
    /// Writes a value the same way each time: keys in order, slashes as they are. What is hashed, kept in the ledger, or
    /// sent to other programs is written like this.
    public static func stable(pretty: Bool = false) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return encoder
    }

    /// The value's JSON as text.
    ///
    /// - Throws: `EncodingError`.
    public func text(_ value: some Encodable) throws -> String { String(decoding: try encode(value), as: UTF8.self) }
}
