public import Foundation

/// How messages and reports are written: sorted keys, times as whole microseconds.
public enum ControlCoding {
    public static func encoder(pretty: Bool = false) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return encoder
    }

    /// The largest message that either side takes.
    public static let maximumBytes = 16 << 20
}
