/// Why a request cannot be read.
public enum RequestError: Error, CustomStringConvertible {
    case otherVersion(VersionMismatch)
    case tooLong(limitBytes: Int)
    /// It is no JSON, or not of the form that a request has.
    case notUnderstood(any Error)
    /// A key that this version does not know, as a path: `decode.packets.depth`.
    case unknownKey(String, sender: ProgramVersion)

    /// How a worker ends that gets such a request.
    public var exit: WorkerExit {
        if case .otherVersion = self { .otherVersion } else { .usage }
    }

    public var description: String {
        switch self {
        case .otherVersion(let mismatch): "\(mismatch)"
        case .tooLong(let limit): "the request is longer than \(limit) bytes"
        case .notUnderstood(let error): "not a request: \(Self.reason(error))"
        case .unknownKey(let key, let sender):
            "the request has a key that this worker does not know: \(key)"
                + (sender.entrada == ProgramVersion.own.entrada
                    ? "" : " (asked by \(sender); this is \(ProgramVersion.own))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty
                ? "" : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".") + ": "
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context): return place(context.codingPath + [key]) + "it is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            return place(context.codingPath) + context.debugDescription
        default: return "\(error)"
        }
    }
}

/// A request that can be read, and asks for what cannot be done.
public struct InvalidRequest: Error, Equatable, CustomStringConvertible {
    /// The last part of its path: `max_days`.
    public var key: String
    /// What follows the key in the sentence: ` is at least 1`, or `: not a name`.
    public var problem: String

    public init(_ key: String, _ problem: String) {
        self.key = key
        self.problem = problem
    }

    public var description: String { key + problem }
}
