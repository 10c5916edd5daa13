import FileNames
import Foundation
public import GRDB
import Model

/// A row of `captures`.
public struct CaptureRecord: Codable, Sendable, Equatable {
    public var id: Int64
    public var server: String
    /// The name at the source, as `FileName` writes it.
    public var name: String
    public var state: CaptureState
    public var sourcePath: String?
    public var sizeBytes: Int64
    public var modifiedUs: Int64
    /// Relative to the data root; with `fileName` where its bytes lie (or will, when the open intent is applied).
    public var directory: String?
    public var fileName: String?
    public var sha256: String?
    public var contentSha256: String?
    /// Grows each time the capture comes back to `incoming`: the cause of its next run.
    public var generation: Int64
    public var attempts: Int64
    public var orphaned: Int64
    public var run: Int64?
    public var replaces: Int64?
    public var duplicateOf: Int64?
    public var reason: String?
    public var packets: Int64?
    /// What became of the packets when they were decoded, as `PacketDispositions` writes it.
    public var packetFates: String?
    public var firstPacketUs: Int64?
    public var lastPacketUs: Int64?
    public var announcedUs: Int64
    public var fetchedUs: Int64?
    public var incomingUs: Int64?
    public var loadedUs: Int64?
    public var archivedUs: Int64?
    public var changedUs: Int64
    /// When an operator acknowledged that it is in quarantine, who, and why.
    public var overUs: Int64?
    public var overBy: String?
    public var overWhy: String?

    /// Where its bytes lie, relative to the data root.
    public var path: String? {
        guard let directory, let fileName else { return nil }
        return directory + "/" + fileName
    }

    /// The file's name inside the data root: the id makes names that recur distinct.
    public var localName: String { LocalName.make(id: id, name: name) }
}

extension CaptureRecord: FetchableRecord {
    /// By hand: decoding by names that are turned from snake case costs several times as much, and a start reads many.
    public init(row: Row) throws {
        id = row["id"]
        server = row["server"]
        name = row["name"]
        state = try Self.state(row["state"])
        sourcePath = row["source_path"]
        sizeBytes = row["size_bytes"]
        modifiedUs = row["modified_us"]
        directory = row["directory"]
        fileName = row["file_name"]
        sha256 = row["sha256"]
        contentSha256 = row["content_sha256"]
        generation = row["generation"]
        attempts = row["attempts"]
        orphaned = row["orphaned"]
        run = row["run"]
        replaces = row["replaces"]
        duplicateOf = row["duplicate_of"]
        reason = row["reason"]
        packets = row["packets"]
        packetFates = row["packet_fates"]
        firstPacketUs = row["first_packet_us"]
        lastPacketUs = row["last_packet_us"]
        announcedUs = row["announced_us"]
        fetchedUs = row["fetched_us"]
        incomingUs = row["incoming_us"]
        loadedUs = row["loaded_us"]
        archivedUs = row["archived_us"]
        changedUs = row["changed_us"]
        overUs = row["over_us"]
        overBy = row["over_by"]
        overWhy = row["over_why"]
    }

    private static func state(_ text: String) throws -> CaptureState {
        guard let state = CaptureState(rawValue: text) else { throw LedgerError.damaged("there is no state \(text)") }
        return state
    }
}

extension CaptureRecord {
    /// The order of a chain: time at the source, then name, as the ledger compares them.
    public func precedes(_ other: CaptureRecord) -> Bool {
        if modifiedUs != other.modifiedUs { return modifiedUs < other.modifiedUs }
        if name != other.name { return name.utf8.lexicographicallyPrecedes(other.name.utf8) }
        return id < other.id
    }
}

/// Where a capture's file belongs, and how large it is.
public struct CapturePlace: Sendable, Equatable {
    public var id: Int64
    public var state: CaptureState
    /// Relative to the data root.
    public var path: String
    public var sizeBytes: Int64
}

/// How many captures of a server are in a state, and since when the oldest waits.
public struct Backlog: Sendable, Codable, Equatable {
    public var server: String
    public var state: CaptureState
    public var captures: Int64
    public var bytes: Int64
    public var oldestUs: Int64

    public init(server: String, state: CaptureState, captures: Int64, bytes: Int64, oldestUs: Int64) {
        self.server = server
        self.state = state
        self.captures = captures
        self.bytes = bytes
        self.oldestUs = oldestUs
    }
}

/// What became of a capture's packets, as a row of `captures` has it: JSON, counts by name.
public enum PacketDispositions {
    static func encode(_ fates: [String: Int64]) throws -> String {
        return try JSONEncoder.stable().text(fates)
    }

    public static func decode(_ text: String) throws -> [String: Int64] {
        try JSONDecoder().decode([String: Int64].self, from: Data(text.utf8))
    }
}
