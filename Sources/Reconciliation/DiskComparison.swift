public import Ledger
import Model

/// Compares what the ledger says with what lies on the disk.
public struct DiskComparison {
    /// No more findings than this are listed.
    public static let limit = 1000

    public private(set) var findings: [Finding] = []
    /// Whether there were more than are listed.
    public private(set) var isCut = false

    private let view: LedgerView
    private let walk: DataRootWalk
    private let bounds: ComparisonBounds
    /// Ends of moves that are not settled: files there come and go.
    private var moving: Set<String> = []
    private var unsettled: Set<Int64> = []
    private var running: Set<String> = []
    /// Files that have been compared already.
    private var known: Set<String> = []

    /// Blocks, and reads all captures that have a file.
    public init(view: LedgerView, walk: DataRootWalk, bounds: ComparisonBounds) throws {
        self.view = view
        self.walk = walk
        self.bounds = bounds
        // First, so that they are among those that are listed.
        for directory in walk.unreadable {
            add(Finding(.unreadableDirectory, directory.path, directory.reason))
        }
        try compareMoves()
        running = try view.runningAttempts()
        try compareData()
        try compareCaptures()
        try compareStates()
        for (mask, path) in try view.strayMasks() {
            add(Finding(.strayMask, path, "capture \(mask.capture)", capture: mask.capture, row: mask.file))
        }
        for (capture, contained) in try view.overlaps(limit: Self.limit) {
            add(
                Finding(
                    .doubledRows, "capture \(contained)", "all of its content is also live in capture \(capture)",
                    capture: contained))
        }
        for file in walk.files { try judge(file) }
        for name in walk.work where !running.contains(name) && !name.hasPrefix("reason-") && name != "0.0" {
            add(Finding(.leftoverWork, "work/" + name, "no attempt uses it"))
        }
    }

    private mutating func add(_ finding: Finding) {
        if findings.count < Self.limit { findings.append(finding) } else { isCut = true }
    }

    private mutating func compareMoves() throws {
        for intent in try view.unsettledIntents() {
            moving.insert(intent.record.source)
            moving.insert(intent.record.target)
            unsettled.insert(intent.record.capture)
            let kind: FindingKind? =
                switch intent.record.status {
                case .conflict: .moveConflict
                case .lost: .moveLost
                case .open, .done: bounds.nowUs - intent.createdUs > bounds.lateMoveUs ? .lateMove : nil
                }
            guard let kind else { continue }
            let way = "\(intent.record.source) → \(intent.record.target)"
            add(
                Finding(
                    kind, "intent \(intent.record.id)", [way, intent.record.message ?? ""].joined(separator: ": "),
                    capture: intent.record.capture, row: intent.record.id))
        }
    }

    private mutating func compareData() throws {
        for file in try view.liveDataFiles() {
            known.insert(file.path)
            if walk.isHidden(file.path) { continue }
            switch walk.size(of: file.path) {
            case nil:
                add(Finding(.missingData, file.path, "\(file.rows) rows", row: file.id, expectedRows: file.rows))
            case let bytes? where bytes != file.bytes:
                add(
                    Finding(
                        .dataSize, file.path, "\(bytes) bytes, not \(file.bytes)", row: file.id,
                        expectedRows: file.rows))
            default: break
            }
        }
    }

    private mutating func compareCaptures() throws {
        var found: [Finding] = []
        try view.eachCapturePlace { place in
            known.insert(place.path)
            if unsettled.contains(place.id) || found.count > Self.limit { return }
            let area = place.path.prefix { $0 != "/" }
            if let wanted = place.state.area, wanted != area {
                found.append(
                    Finding(
                        .capturePlace, place.path, "it is \(place.state.rawValue) and belongs in \(wanted)/",
                        capture: place.id))
            }
            if walk.isHidden(place.path) { return }
            switch walk.size(of: place.path) {
            case nil:
                found.append(
                    Finding(
                        .missingCapture, place.path, "\(place.sizeBytes) bytes, \(place.state.rawValue)",
                        capture: place.id))
            case let bytes? where bytes != place.sizeBytes:
                found.append(
                    Finding(.captureSize, place.path, "\(bytes) bytes, not \(place.sizeBytes)", capture: place.id))
            default: break
            }
        }
        for finding in found { add(finding) }
    }

    private mutating func compareStates() throws {
        for state in try view.openStates() {
            known.insert(state.path)
            if walk.isHidden(state.path) { continue }
            let bytes = walk.size(of: state.path)
            if bytes == state.bytes { continue }
            let detail = bytes.map { "\($0) bytes, not \(state.bytes)" } ?? "of capture \(state.capture)"
            add(Finding(.missingState, state.path, detail, capture: state.capture, row: state.id))
        }
    }

    /// A file that the ledger may not know.
    private mutating func judge(_ file: DataRootWalk.File) throws {
        if known.contains(file.path) { return }
        let kind: FindingKind
        switch file.path.prefix(while: { $0 != "/" }) {
        case "staging", "warehouse": kind = .unknownData
        case "state": kind = .unknownState
        case "log":
            if let most = bounds.logBytes, file.bytes > most + 4096 {
                add(Finding(.largeLog, file.path, "\(file.bytes) bytes; a log may have at most \(most)"))
            }
            return
        case "captures":
            if bounds.nowUs - file.modifiedUs < bounds.adoptionUs { return }
            kind = .waitingFile
        default:
            if file.path.hasSuffix(".reason.json") { return }
            kind = .unknownFile
        }
        if moving.contains(file.path) || isBeingPublished(file.path) { return }
        if try view.knows(path: file.path) { return }
        if kind == .waitingFile, try isBeingFetched(file.path) { return }
        add(Finding(kind, file.path, "\(file.bytes) bytes"))
    }

    /// Whether a running attempt has given the file its name, and will tell the ledger in a moment.
    private func isBeingPublished(_ path: String) -> Bool {
        let name = path[(path.lastIndex(of: "/") ?? path.startIndex)...].dropFirst()
        return name.split(separator: "-").contains { part in
            let numbers = part.split(separator: ".").prefix(2)
            return numbers.count == 2 && running.contains(numbers.joined(separator: "."))
        }
    }

    /// Whether it is the download, whole or not, of a capture that is still to be fetched.
    private func isBeingFetched(_ path: String) throws -> Bool {
        let name = path[(path.lastIndex(of: "/") ?? path.startIndex)...].dropFirst()
        guard let id = name.split(separator: "-").first.flatMap({ Int64($0) }), let capture = try view.capture(id)
        else { return false }
        return capture.state == .announced && name.hasPrefix(capture.localName)
    }
}

/// From when on something that takes its time is a finding.
public struct ComparisonBounds: Sendable {
    /// Microseconds since the epoch.
    public var nowUs: Int64
    /// A move that was decided longer ago, in microseconds, is late.
    public var lateMoveUs: Int64
    /// A file in `captures/` that was written longer ago, in microseconds, should have been adopted.
    public var adoptionUs: Int64
    /// The most that a run's log may have; `nil`: not looked at.
    public var logBytes: Int64?

    public init(
        nowUs: Int64, lateMoveUs: Int64 = 300_000_000, adoptionUs: Int64 = 3_600_000_000, logBytes: Int64? = nil
    ) {
        self.nowUs = nowUs
        self.lateMoveUs = lateMoveUs
        self.adoptionUs = adoptionUs
        self.logBytes = logBytes
    }
}
