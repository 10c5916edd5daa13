/// Why a capture or a state cannot be read at all, or not as the options say.
public enum DecodeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The input will never be usable; it belongs in quarantine.
    case unusable(file: String, reason: String)
    /// Opening or reading failed; trying again may help.
    case unreadable(file: String, reason: String)
    case badState(reason: String)
    /// The filter of the options is none for these packets; a fault of the configuration, not of the capture.
    case badFilter(expression: String, reason: String)

    public var description: String {
        switch self {
        case .unusable(let file, let reason): "\(file): \(reason)"
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .badState(let reason): "the decoder state cannot be used: \(reason)"
        case .badFilter(let expression, let reason): "the filter \"\(expression)\" cannot be used: \(reason)"
        }
    }
}
