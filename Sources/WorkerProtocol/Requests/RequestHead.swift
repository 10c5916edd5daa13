public import Foundation

/// What every version of the protocol has in a request; all that may be read of one before its version is known.
public struct RequestHead: Decodable, Sendable {
    public var version: Int
    public var entrada: String?
    /// Standard output is for the rows of a query, not for events.
    public var printsRows: Bool

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: WorkerRequest.CodingKeys.self)
        version = try container.decode(Int.self, forKey: .version)
        entrada = try container.decodeIfPresent(String.self, forKey: .entrada)
        printsRows = container.contains(.query)
    }

    /// - Returns: `nil` if it is no request of any version.
    public init?(json: Data) {
        guard let head = try? JSONDecoder().decode(RequestHead.self, from: json) else { return nil }
        self = head
    }
}
