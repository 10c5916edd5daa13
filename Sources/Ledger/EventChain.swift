import Crypto
import Foundation

/// How events are hashed: SHA-256 over the previous hash and the body's bytes. The first one follows 32 zero bytes.
public enum EventChain {
    public static func encode(_ event: EventRecord) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(event), as: UTF8.self)
    }

    static func hash(previous: Data, body: String) -> Data {
        var hash = SHA256()
        hash.update(data: previous)
        hash.update(data: Data(body.utf8))
        return Data(hash.finalize())
    }
}

extension EventChain {
    public static func decode(_ body: String) throws -> EventRecord {
        try JSONDecoder().decode(EventRecord.self, from: Data(body.utf8))
    }
}
