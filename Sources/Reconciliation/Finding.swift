/// One thing that is not as the ledger says.
public struct Finding: Codable, Sendable, Hashable {
    public var kind: FindingKind
    /// What it is about: a path relative to the data root, `intent <id>`, or `capture <id>`.
    public var subject: String
    /// What was expected and what is there.
    public var detail: String
    public var capture: Int64?
    /// The row of `data_files`, `states` or `intents`.
    public var row: Int64?
    /// Rows that the ledger says, where rows were counted.
    public var expectedRows: Int64?

    public init(
        _ kind: FindingKind, _ subject: String, _ detail: String, capture: Int64? = nil, row: Int64? = nil,
        expectedRows: Int64? = nil
    ) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
        self.capture = capture
        self.row = row
        self.expectedRows = expectedRows
    }

    /// Whether it is the same thing, seen twice; the detail may differ.
    public func isSame(as other: Finding) -> Bool {
        kind == other.kind && subject == other.subject && capture == other.capture
    }
}

/// What can be found wrong. The raw values are stable.
public enum FindingKind: String, Codable, Sendable, CaseIterable {
    /// A directory cannot be read: nobody can tell what is in it. What should be there is not taken for missing.
    case unreadableDirectory = "unreadable-directory"
    /// A live Parquet file is not there.
    case missingData = "missing-data"
    /// A live Parquet file has another size than when it was published.
    case dataSize = "data-size"
    /// A live Parquet file cannot be read.
    case unreadableData = "unreadable-data"
    /// A live Parquet file has more or fewer rows than the ledger says.
    case dataRows = "data-rows"
    /// A live Parquet file has more or fewer rows of a capture than the ledger says.
    case captureRows = "capture-rows"
    /// Rows of a capture are live, and all of its content is live under another capture, too.
    case doubledRows = "doubled-rows"
    /// A Parquet file that no row of the ledger names.
    case unknownData = "unknown-data"
    /// The file of a capture is not there.
    case missingCapture = "missing-capture"
    /// The file of a capture has another size than the ledger says.
    case captureSize = "capture-size"
    /// A capture is not in the directory of its state, and no move is on its way (I3).
    case capturePlace = "capture-place"
    /// A file in a directory of captures that no row of the ledger names.
    case unknownFile = "unknown-file"
    /// A file in `captures/` that nobody has adopted for an hour.
    case waitingFile = "waiting-file"
    /// A decoder state that a capture will need is not there, or has another size.
    case missingState = "missing-state"
    /// A decoder state that no row of the ledger names.
    case unknownState = "unknown-state"
    /// A move that was decided a while ago and is not done.
    case lateMove = "late-move"
    /// A move that met another file.
    case moveConflict = "move-conflict"
    /// A move whose file is nowhere.
    case moveLost = "move-lost"
    /// A mask over rows that are not there.
    case strayMask = "stray-mask"
    /// A directory of an attempt that is over.
    case leftoverWork = "leftover-work"
    /// A run's log that is larger than logs may be.
    case largeLog = "large-log"
}

/// What people are told about each kind.
extension FindingKind {
    /// What it means.
    public var meaning: String {
        switch self {
        case .unreadableDirectory: "nobody can tell what is in it; nothing there is compared, and nothing is given up"
        case .missingData: "rows that should be live cannot be read: queries over this day fail"
        case .dataSize: "a file with live rows was truncated, extended or replaced"
        case .unreadableData: "a file with live rows is damaged: queries over this day fail"
        case .dataRows, .captureRows: "there are too few or too many rows, or the ledger was modified"
        case .doubledRows: "queries count its packets twice"
        case .unknownData: "its rows are not part of any table"
        case .missingCapture: "the file of the capture is not where it belongs; its rows, if any, are live"
        case .captureSize: "the file of the capture has changed since it was adopted"
        case .capturePlace: "the directory of the capture does not match its state"
        case .unknownFile: "no job will ever process it"
        case .waitingFile: "it should have been adopted long ago"
        case .missingState: "it holds queries that wait for responses; the next capture cannot be decoded"
        case .unknownState: "no capture will use it"
        case .lateMove: "the capture waits until its file has been moved"
        case .moveConflict: "another file was in the way; nothing was overwritten"
        case .moveLost: "the capture's file was neither where it came from nor where it went"
        case .strayMask: "it hides nothing; queries are correct"
        case .leftoverWork: "it uses disk space; nothing in it is ever published"
        case .largeLog: "it uses disk space"
        }
    }

    /// How it can come to be.
    public var cause: String {
        switch self {
        case .unreadableDirectory: "somebody changed its owner or its mode, or the disk is failing (see dmesg)"
        case .missingData, .missingCapture, .missingState:
            "it was deleted by hand or by another program, or the filesystem lost it"
        case .dataSize, .unreadableData, .captureSize: "another program wrote to it, or the disk is failing (see dmesg)"
        case .dataRows, .captureRows: "the file was replaced or the ledger modified: run entradactl ledger verify"
        case .doubledRows: "the ledger was modified: run entradactl ledger verify"
        case .unknownData, .unknownState:
            "it was put there by hand, or the ledger was restored from a backup older than the file"
        case .capturePlace: "the ledger was modified: run entradactl ledger verify"
        case .unknownFile: "it was put there by hand, or the ledger was restored from a backup older than the file"
        case .waitingFile:
            "the job stage does not run, the directory belongs to no server, or a download was interrupted"
        case .lateMove: "the move keeps failing: a full disk, or a directory without permission"
        case .moveConflict, .moveLost: "another program changed a file that was about to be moved"
        case .strayMask, .leftoverWork, .largeLog:
            "the daemon was killed at the wrong moment, or another program wrote there"
        }
    }

    /// What `doctor --repair` does about it.
    public var repair: String {
        switch self {
        case .unreadableDirectory:
            "nothing, and nothing beneath it is touched: make it readable for the daemon's user, then repair again"
        case .missingData, .dataSize, .unreadableData, .dataRows:
            "the file is retired and its captures are decoded again, if their files still exist"
        case .captureRows: "the capture is decoded again, if its file still exists"
        case .doubledRows: "its rows are hidden; those of the other capture stay"
        case .unknownData:
            "it goes to the trash; after a restore its rows are adopted, if no other file has them"
        case .missingCapture:
            "it is searched for and put back; otherwise it counts as expired, and is fetched again if the source has it"
        case .captureSize: "the file goes to the trash; the capture counts as expired, or is fetched again"
        case .capturePlace: "it is moved to where it belongs"
        case .unknownFile: "it goes to the trash; after a restore an archived capture is adopted again"
        case .waitingFile: "leftovers of downloads go to the trash; anything else stays for the job stage"
        case .missingState: "its capture is decoded again; if that is impossible, its waiting queries are given up"
        case .unknownState: "it goes to the trash"
        case .lateMove: "it is retried at once"
        case .moveConflict, .moveLost:
            "the file is searched for and put in its place; a foreign file there goes to the trash"
        case .strayMask, .leftoverWork: "it is removed"
        case .largeLog: "it goes to the trash"
        }
    }
}

/// What was done about a finding, or would be.
public struct RepairStep: Codable, Sendable, Equatable {
    public var finding: Finding
    public var action: String
    /// Whether it is mended, or (of a capture that is decoded again) under way; in a dry run whether it would be.
    public var isMended: Bool

    public init(finding: Finding, action: String, isMended: Bool) {
        self.finding = finding
        self.action = action
        self.isMended = isMended
    }
}
