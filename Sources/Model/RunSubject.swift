/// What a run works on. The ledger keeps its text, by which operators name it, too.
///
/// | text | |
/// |---|---|
/// | `-` | what the job is about as a whole |
/// | `capture:4711` | a capture |
/// | `state:ns1:12` | what a decoder has left open, and no capture continues |
/// | `dns/2026-03-01` | a day of a table |
/// | `ns1` | a server |
///
/// Every text is one of a subject, and a text that is read has the same text again: what is nothing else names a server.
public enum RunSubject: Hashable, Sendable {
    case whole
    case server(String)
    case capture(Int64)
    case state(server: String, id: Int64)
    case partition(table: String, day: Day)

    /// What the texts of captures begin with.
    public static let capturePrefix = "capture:"
    private static let statePrefix = "state:"

    public init(_ text: String) {
        self = Self.special(text) ?? .server(text)
    }

    private static func special(_ text: String) -> RunSubject? {
        if text == "-" { return .whole }
        if text.hasPrefix(capturePrefix) { return Int64(exactly: text.dropFirst(capturePrefix.count)).map(capture) }
        if text.hasPrefix(statePrefix) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 3, !parts[1].isEmpty, let id = Int64(exactly: parts[2]) else { return nil }
            return .state(server: String(parts[1]), id: id)
        }
        guard let slash = text.firstIndex(of: "/"), slash > text.startIndex,
            let day = Day(String(text[text.index(after: slash)...]))
        else { return nil }
        return .partition(table: String(text[..<slash]), day: day)
    }

    /// The capture that a run works on.
    public var capture: Int64? { if case .capture(let id) = self { id } else { nil } }

    /// The server that the subject itself names; of a capture only the ledger knows it.
    public var server: String? {
        switch self {
        case .server(let name), .state(let name, _): name
        case .whole, .capture, .partition: nil
        }
    }
}

extension RunSubject: CustomStringConvertible {
    public var description: String {
        switch self {
        case .whole: "-"
        case .server(let name): name
        case .capture(let id): "\(Self.capturePrefix)\(id)"
        case .state(let server, let id): "\(Self.statePrefix)\(server):\(id)"
        case .partition(let table, let day): "\(table)/\(day)"
        }
    }
}

/// In the order of their texts.
extension RunSubject: Comparable {
    public static func < (left: RunSubject, right: RunSubject) -> Bool { left.description < right.description }
}

/// A string in JSON.
extension RunSubject: Codable {
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A literal is a text.
extension RunSubject: ExpressibleByStringInterpolation {
    public init(stringLiteral text: String) { self.init(text) }
}

extension Int64 {
    /// The number that has this text, and no other one: no sign before a positive number, no zeros in front.
    init?(exactly text: some StringProtocol) {
        guard let number = Int64(text), "\(number)" == text else { return nil }
        self = number
    }
}
