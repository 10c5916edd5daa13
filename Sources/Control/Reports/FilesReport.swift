public import Ledger

/// `entradactl files`: the newest first.
public struct FilesReport: Codable, Sendable, Equatable {
    public var schema: Int
    public var files: [FileLine]

    public init(view: LedgerView, filter: FileFilter) throws {
        schema = 1
        files = try view.captures(
            states: filter.states.isEmpty ? nil : filter.states, server: filter.server, limit: filter.limit
        ).map(FileLine.init)
    }
}

/// A capture as lists show it. Times are microseconds since the epoch.
public struct FileLine: Codable, Sendable, Equatable {
    public var id: Int64
    public var server: String
    /// The name at the source.
    public var name: String
    public var state: CaptureState
    public var sizeBytes: Int64
    /// When the file was written, as its source says.
    public var modifiedUs: Int64
    /// When the state changed.
    public var changedUs: Int64
    /// Where its bytes lie, relative to the data root.
    public var path: String?
    public var sha256: String?
    public var packets: Int64?
    public var attempts: Int64
    public var run: Int64?
    public var replaces: Int64?
    public var duplicateOf: Int64?
    public var reason: String?

    public init(_ capture: CaptureRecord) {
        id = capture.id
        server = capture.server
        name = capture.name
        state = capture.state
        sizeBytes = capture.sizeBytes
        modifiedUs = capture.modifiedUs
        changedUs = capture.changedUs
        path = capture.path
        sha256 = capture.sha256
        packets = capture.packets
        attempts = capture.attempts
        run = capture.run
        replaces = capture.replaces
        duplicateOf = capture.duplicateOf
        reason = capture.reason
    }
}

/// Which captures a list shows.
public struct FileFilter: Sendable, Equatable {
    public var server: String?
    /// None: all.
    public var states: [CaptureState]
    public var limit: Int

    public init(server: String? = nil, states: [CaptureState] = [], limit: Int = 50) {
        self.server = server
        self.states = states
        self.limit = min(max(limit, 1), 10_000)
    }
}
