import Foundation

/// What became of a capture's packets, as a row of `captures` has it: JSON, counts by name.
public enum PacketFates {
    static func encode(_ fates: [String: Int64]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(fates), as: UTF8.self)
    }

    public static func decode(_ text: String) throws -> [String: Int64] {
        try JSONDecoder().decode([String: Int64].self, from: Data(text.utf8))
    }
}
