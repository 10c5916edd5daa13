/// What people are told about each kind.
extension FindingKind {
    /// What it means.
    public var meaning: String {
        switch self {
        case .unreadableDirectory: "nobody can tell what is in it; nothing there is compared, and nothing is given up"
        case .missingData: "rows that should be live cannot be read: queries over this day fail"
        case .dataSize: "a file with live rows was cut, grown or replaced"
        case .unreadableData: "a file with live rows is damaged: queries over this day fail"
        case .dataRows, .captureRows: "rows are missing or too many, or somebody changed the ledger"
        case .doubledRows: "queries count its packets twice"
        case .unknownData: "its rows are not in any table"
        case .missingCapture: "the capture's bytes are not where they belong; its rows, if it has any, are live"
        case .captureSize: "the capture's bytes are not those that were adopted"
        case .capturePlace: "ledger and state of the capture do not fit together"
        case .unknownFile: "nothing will ever be done with it"
        case .waitingFile: "it should have been adopted long ago"
        case .missingState: "queries that waited for their answers are in it; the next capture cannot be decoded"
        case .unknownState: "no capture will take it in"
        case .lateMove: "the capture waits; nothing is done with it before it has moved"
        case .moveConflict: "another file was in the way; nothing was overwritten"
        case .moveLost: "the capture's file was neither where it came from nor where it went"
        case .strayMask: "it hides nothing; readers see what they should"
        case .leftoverWork: "it takes room; nothing in it is ever published"
        case .largeLog: "it takes room"
        }
    }

    /// How it can come to be.
    public var cause: String {
        switch self {
        case .unreadableDirectory: "somebody changed its owner or its mode, or the disk is failing (see dmesg)"
        case .missingData, .missingCapture, .missingState:
            "somebody or something removed it, or the filesystem lost it"
        case .dataSize, .unreadableData, .captureSize: "somebody wrote to it, or the disk is failing (see dmesg)"
        case .dataRows, .captureRows: "somebody replaced the file or changed the ledger: run entradactl ledger verify"
        case .doubledRows: "somebody changed the ledger: run entradactl ledger verify"
        case .unknownData, .unknownState:
            "somebody put it there, or the ledger was restored from a copy that is older than the file"
        case .capturePlace: "somebody changed the ledger: run entradactl ledger verify"
        case .unknownFile: "somebody put it there, or the ledger was restored from a copy that is older than the file"
        case .waitingFile: "the job stage does not run, the directory is no server's, or a download broke off"
        case .lateMove: "the move fails again and again: a full disk, or a directory without permission"
        case .moveConflict, .moveLost: "somebody touched a file while it was to be moved"
        case .strayMask, .leftoverWork, .largeLog: "a daemon was stopped at an unlucky moment, or somebody wrote there"
        }
    }

    /// What `doctor --repair` does about it.
    public var repair: String {
        switch self {
        case .unreadableDirectory:
            "nothing, and nothing beneath it is touched: make it readable for the daemon's user, then repair again"
        case .missingData, .dataSize, .unreadableData, .dataRows:
            "the file is retired and its captures are decoded again, if their bytes are still there"
        case .captureRows: "the capture is decoded again, if its bytes are still there"
        case .doubledRows: "its rows are hidden; those of the other capture stay"
        case .unknownData:
            "it goes to the trash; after a restore its rows are taken over, if nothing else has them"
        case .missingCapture:
            "it is looked for and put back; else it counts as expired, and is fetched again if the source has it"
        case .captureSize: "the file goes to the trash; the capture counts as expired, or is fetched again"
        case .capturePlace: "it is moved to where it belongs"
        case .unknownFile: "it goes to the trash; after a restore an archived capture is adopted again"
        case .waitingFile: "leftovers of downloads go to the trash; anything else stays for the job stage"
        case .missingState: "its capture is decoded again; if it cannot be, what waited in it is given up"
        case .unknownState: "it goes to the trash"
        case .lateMove: "it is tried at once"
        case .moveConflict, .moveLost: "the file is looked for and put in its place; a stranger there goes to the trash"
        case .strayMask, .leftoverWork: "it is removed"
        case .largeLog: "it goes to the trash"
        }
    }
}
