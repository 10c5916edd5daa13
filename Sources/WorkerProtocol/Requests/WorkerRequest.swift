public import Foundation
import Model

/// What a worker is asked to do: one piece of work, in the version of the protocol that the one who asks speaks.
///
/// It is a JSON object on one line. Beside `version` and `entrada` it has one key that names the work:
///
///     {"check_reference":{"file":"/r/asn.mmdb","kind":"geo-asn"},"ends_with_input":true,"entrada":"0.1.0","version":1}
///
/// A request is done as a whole or not at all. What the worker does not know in it is refused, not passed over: a policy
/// for addresses that is not understood must not mean that there is none.
public struct WorkerRequest: Sendable, Equatable {
    public enum Work: Sendable, Equatable {
        case decode(DecodeRequest)
        case compact(CompactRequest)
        case count(CountRequest)
        case query(QueryRequest)
        case checkReference(ReferenceCheckRequest)
    }

    /// Longer ones are refused, bytes.
    public static let maximumBytes = 8 << 20

    /// Who asks.
    public var sender = ProgramVersion.own
    public var work: Work
    /// Standard input stays open for as long as the one who asks is there: the worker ends with it, whatever it is doing.
    public var ends_with_input: Bool

    public init(_ work: Work, ends_with_input: Bool) {
        self.work = work
        self.ends_with_input = ends_with_input
    }

    /// Reads a request. Its version is looked at before anything else.
    ///
    /// - Throws: `RequestError`.
    public init(json: Data) throws(RequestError) {
        guard json.count <= Self.maximumBytes else { throw .tooLong(limitBytes: Self.maximumBytes) }
        let head: RequestHead
        do { head = try JSONDecoder().decode(RequestHead.self, from: json) } catch { throw .notUnderstood(error) }
        let sender = ProgramVersion(version: head.version, entrada: head.entrada ?? "")
        guard sender.speaksLike(.own) else { throw .otherVersion(VersionMismatch(speaker: .daemon, spoken: sender)) }
        let (given, known): (Any, Any)
        do {
            self = try JSONDecoder().decode(WorkerRequest.self, from: json)
            given = try JSONSerialization.jsonObject(with: json)
            known = try JSONSerialization.jsonObject(with: JSONEncoder.stable().encode(self))
        } catch { throw .notUnderstood(error) }
        if let key = UnknownKey.first(in: given, beside: known) { throw .unknownKey(key, sender: sender) }
    }

    /// The request as a line, without its newline.
    ///
    /// - Throws: `RequestError.tooLong`; `EncodingError`.
    public func line() throws -> String {
        let text = try JSONEncoder.stable().text(self)
        guard text.utf8.count <= Self.maximumBytes else { throw RequestError.tooLong(limitBytes: Self.maximumBytes) }
        return text
    }

    /// What it is about, for the list of processes: `decode ns1 (run 17)`.
    public var label: String {
        switch work {
        case .decode(let request): "decode \(request.server)" + request.origin.label
        case .compact(let request): "compact \(request.table) \(request.day)" + request.origin.label
        case .count(let request): "count \(request.inputs.count) files"
        case .query: "query"
        case .checkReference(let request): "check-reference \(request.kind.rawValue)"
        }
    }
}

extension WorkerRequest: Codable {
    enum CodingKeys: String, CodingKey {
        case version, entrada, ends_with_input
        case decode, compact, count, query, check_reference

        static let works: [CodingKeys] = [.decode, .compact, .count, .query, .check_reference]
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let named = CodingKeys.works.filter(container.contains)
        guard named.count == 1, let name = named.first else {
            let known = CodingKeys.works.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: "it has to have one of the keys \(known)"))
        }
        func read<Value: Decodable>(_ type: Value.Type) throws -> Value { try container.decode(type, forKey: name) }
        let work: Work =
            switch name {
            case .decode: .decode(try read(DecodeRequest.self))
            case .compact: .compact(try read(CompactRequest.self))
            case .count: .count(try read(CountRequest.self))
            case .query: .query(try read(QueryRequest.self))
            default: .checkReference(try read(ReferenceCheckRequest.self))
            }
        self.init(work, ends_with_input: try container.decodeIfPresent(Bool.self, forKey: .ends_with_input) ?? false)
        sender = ProgramVersion(
            version: try container.decode(Int.self, forKey: .version),
            entrada: try container.decodeIfPresent(String.self, forKey: .entrada) ?? "")
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(sender.version, forKey: .version)
        try container.encode(sender.entrada, forKey: .entrada)
        try container.encode(ends_with_input, forKey: .ends_with_input)
        switch work {
        case .decode(let request): try container.encode(request, forKey: .decode)
        case .compact(let request): try container.encode(request, forKey: .compact)
        case .count(let request): try container.encode(request, forKey: .count)
        case .query(let request): try container.encode(request, forKey: .query)
        case .checkReference(let request): try container.encode(request, forKey: .check_reference)
        }
    }
}

/// Where the files come from that a worker writes, for their metadata.
public struct FileOrigin: Codable, Sendable, Equatable {
    /// Id of the ledger.
    public var ledger: String?
    /// Number of the run.
    public var run: Int64?

    public init(ledger: String? = nil, run: Int64? = nil) {
        self.ledger = ledger
        self.run = run
    }

    var label: String { run.map { " (run \($0))" } ?? "" }
}
