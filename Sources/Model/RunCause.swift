/// Why there is a run. Job, subject and cause are the identity of a run: with the same cause it is made once.
///
/// | text | |
/// |---|---|
/// | `at:<µs>` | its time, by the job's schedule |
/// | `gen:<n>` | what its subject has become: the capture's generation, the day's revision, a state, an event |
/// | `request:<id>`, `request:<id>/<n>` | an operator's request; `n` is one of several captures, or times |
/// | `after:<run>` | the end of another run |
/// | `failure:<run>` | another run has failed permanently, and somebody is to be told |
/// | `storm:<µs>` | it stands for the runs that were held back until then |
/// | `merge:<file>.<n>`, `merge:<file>.<n>.<again>` | there are `n` times as many small files as a merge takes |
/// | `alert:<state>:<name>:<subject>:<since>`, `….<reminder>` | a message of an alert |
///
/// Every text is one of a cause, and a text that is read has the same text again.
public enum RunCause: Hashable, Sendable {
    /// A message of an alert.
    public struct Alert: Hashable, Sendable {
        /// `raised`, `reminder` or `over`.
        public var state: String
        public var name: String
        public var subject: String
        /// Since when there is what it tells of.
        public var sinceUs: Int64
        /// Which reminder it is.
        public var reminder: Int64?

        public init(state: String, name: String, subject: String, sinceUs: Int64, reminder: Int64? = nil) {
            self.state = state
            self.name = name
            self.subject = subject
            self.sinceUs = sinceUs
            self.reminder = reminder
        }
    }

    case at(Int64)
    case generation(Int64)
    case request(id: String, part: Int64? = nil)
    case after(run: Int64)
    case failure(run: Int64)
    case storm(Int64)
    case merge(oldestFile: Int64, size: Int64, again: Int64? = nil)
    case alert(Alert)
    /// What no program of today writes.
    case other(String)

    public init(_ text: String) {
        self = Self.known(text) ?? .other(text)
    }

    private static func known(_ text: String) -> RunCause? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let rest = text[text.index(after: colon)...]
        switch text[..<colon] {
        case "at": return Int64(exactly: rest).map(at)
        case "gen": return Int64(exactly: rest).map(generation)
        case "request": return request(rest)
        case "after": return Int64(exactly: rest).map { after(run: $0) }
        case "failure": return Int64(exactly: rest).map { failure(run: $0) }
        case "storm": return Int64(exactly: rest).map(storm)
        case "merge": return merge(rest)
        case "alert": return alert(rest)
        default: return nil
        }
    }

    private static func request(_ text: Substring) -> RunCause {
        if let slash = text.lastIndex(of: "/"), let part = Int64(exactly: text[text.index(after: slash)...]) {
            return .request(id: String(text[..<slash]), part: part)
        }
        return .request(id: String(text))
    }

    private static func merge(_ text: Substring) -> RunCause? {
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false).map { Int64(exactly: $0) }
        guard numbers.count == 2 || numbers.count == 3, let file = numbers[0], let size = numbers[1] else { return nil }
        if numbers.count == 2 { return .merge(oldestFile: file, size: size) }
        return numbers[2].map { .merge(oldestFile: file, size: size, again: $0) }
    }

    private static func alert(_ text: Substring) -> RunCause? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let numbers = parts[3].split(separator: ".", omittingEmptySubsequences: false).map { Int64(exactly: $0) }
        guard numbers.count <= 2, let since = numbers.first ?? nil, let last = numbers.last ?? nil else { return nil }
        return .alert(
            Alert(
                state: String(parts[0]), name: String(parts[1]), subject: String(parts[2]), sinceUs: since,
                reminder: numbers.count == 2 ? last : nil))
    }

    /// The run tells somebody that another one has failed.
    public var tellsOfFailure: Bool { if case .failure = self { true } else { false } }

    /// The run tells somebody of something: that it fails is told to nobody in the same way.
    public var isMessage: Bool {
        switch self {
        case .failure, .alert: true
        case .at, .generation, .request, .after, .storm, .merge, .other: false
        }
    }
}

extension RunCause: CustomStringConvertible {
    public var description: String {
        switch self {
        case .at(let time): "at:\(time)"
        case .generation(let number): "gen:\(number)"
        case .request(let id, let part): "request:\(id)" + Self.text("/", part)
        case .after(let run): "after:\(run)"
        case .failure(let run): "failure:\(run)"
        case .storm(let time): "storm:\(time)"
        case .merge(let file, let size, let again): "merge:\(file).\(size)" + Self.text(".", again)
        case .alert(let alert):
            "alert:\(alert.state):\(alert.name):\(alert.subject):\(alert.sinceUs)" + Self.text(".", alert.reminder)
        case .other(let text): text
        }
    }

    private static func text(_ sign: String, _ number: Int64?) -> String { number.map { "\(sign)\($0)" } ?? "" }
}

/// A string in JSON.
extension RunCause: Codable {
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(String.self)) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// A literal is a text.
extension RunCause: ExpressibleByStringInterpolation {
    public init(stringLiteral text: String) { self.init(text) }
}
