/// A place between two steps of a protocol where the daemon may be made to die or fail. The list is the code's: a test
/// sees to it that each of them is passed somewhere, and walks them all.
public enum Failpoint: String, Sendable, CaseIterable, Codable {
    // Group commit of the ledger
    case ledgerBeforeGroup = "ledger.before_group"
    case ledgerBeforeCommit = "ledger.before_commit"
    case ledgerAfterCommit = "ledger.after_commit"

    // Durable operations, each before it is done
    case filesRename = "files.rename"
    case filesRenamed = "files.renamed"
    case filesSyncFile = "files.sync_file"
    case filesSyncDirectory = "files.sync_directory"
    case filesMakeDirectories = "files.make_directories"
    case filesRemove = "files.remove"
    case filesRemoved = "files.removed"
    case filesWrite = "files.write"
    case filesWritten = "files.written"

    // Moves
    case moveBeforeApply = "move.before_apply"
    case moveAfterRename = "move.after_rename"
    case moveAfterApply = "move.after_apply"
    case moveAfterConfirm = "move.after_confirm"

    // Publication
    case publishBeforeRename = "publish.before_rename"
    case publishAfterRename = "publish.after_rename"
    case publishAfterSync = "publish.after_sync"

    // Private directories of attempts
    case workBeforeCreate = "work.before_create"
    case workBeforeRemove = "work.before_remove"

    // Making the data root ready
    case rootAfterDirectories = "root.after_directories"
    case rootAfterProbe = "root.after_probe"

    // A file on its way from a name server
    case partAfterCreate = "part.after_create"
    case partBeforeSync = "part.before_sync"
    case partAfterSync = "part.after_sync"
    case partAfterRename = "part.after_rename"

    // Fetch
    case fetchBeforeDownload = "fetch.before_download"
    case fetchAfterDownload = "fetch.after_download"
    case fetchAfterCommit = "fetch.after_commit"

    // Stage
    case stageBeforeDecide = "stage.before_decide"
    case stageAfterDecide = "stage.after_decide"
    case stageAfterApply = "stage.after_apply"

    // Decode
    case claimAfterDecide = "claim.after_decide"
    case claimAfterApply = "claim.after_apply"
    case decodeBeforeWorker = "decode.before_worker"
    case decodeAfterWorker = "decode.after_worker"
    case decodeAfterPublish = "decode.after_publish"
    case decodeAfterState = "decode.after_state"
    case decodeAfterCommit = "decode.after_commit"
    case decodeAfterDiscard = "decode.after_discard"
    // Several captures in one worker
    case batchAfterClaim = "batch.after_claim"
    case batchAfterMoves = "batch.after_moves"
    case batchBeforeWorker = "batch.before_worker"
    case batchAfterCapture = "batch.after_capture"
    case batchAfterPublish = "batch.after_publish"
    case batchAfterCommit = "batch.after_commit"
    case batchBeforeRelease = "batch.before_release"
    case batchAfterRelease = "batch.after_release"

    // The way to the archive
    case archiveBeforeDecide = "archive.before_decide"
    case archiveAfterDecide = "archive.after_decide"
    case archiveAfterApply = "archive.after_apply"
    // What still waits at the end of a chain
    case flushAfterPublish = "flush.after_publish"
    case flushAfterCommit = "flush.after_commit"

    // Quarantine
    case quarantineAfterDecide = "quarantine.after_decide"
    case quarantineAfterApply = "quarantine.after_apply"
    case quarantineAfterReason = "quarantine.after_reason"

    // Rewrites
    case compactAfterWorker = "compact.after_worker"
    case compactAfterPublish = "compact.after_publish"
    case compactAfterCommit = "compact.after_commit"
    case mergeAfterWorker = "merge.after_worker"
    case mergeAfterPublish = "merge.after_publish"
    case mergeAfterCommit = "merge.after_commit"
    case purgeAfterWorker = "purge.after_worker"
    case purgeAfterPublish = "purge.after_publish"
    case purgeAfterCommit = "purge.after_commit"

    // Retention
    case expireAfterDecide = "expire.after_decide"
    case expireAfterApply = "expire.after_apply"
    case expireAfterFile = "expire.after_file"
    case expireAfterState = "expire.after_state"
    case trashAfterRemove = "trash.after_remove"
    case expireBeforeFinish = "expire.before_finish"

    // Reference data
    case refreshAfterDownload = "refresh.after_download"
    case refreshAfterCheck = "refresh.after_check"
    case refreshAfterForget = "refresh.after_forget"
    case refreshAfterReplace = "refresh.after_replace"
    case refreshAfterDescribe = "refresh.after_describe"
    case refreshAfterItem = "refresh.after_item"

    // Backup of the ledger
    case backupBeforeCopy = "backup.before_copy"
    case backupAfterCopy = "backup.after_copy"
    case backupAfterRename = "backup.after_rename"
    case backupAfterPrune = "backup.after_prune"

    // Start of the daemon
    case recoveryAfterIncarnation = "recovery.after_incarnation"
    case recoveryAfterOrphans = "recovery.after_orphans"
    case recoveryAfterMoves = "recovery.after_moves"
    case recoveryAfterArchiving = "recovery.after_archiving"
    case recoveryAfterStrays = "recovery.after_strays"

    // Reload
    case reloadBeforeSwap = "reload.before_swap"
    case reloadAfterSwap = "reload.after_swap"
    case reloadAfterCommit = "reload.after_commit"

    // Alerts
    case alertBeforeRecord = "alert.before_record"
    case alertAfterRecord = "alert.after_record"
    case alertBeforeRun = "alert.before_run"
    case alertAfterSend = "alert.after_send"
}

extension Failpoint {
    /// What has been done and what has not, where the daemon is stopped; one line.
    public var summary: String {
        switch self {
        case .ledgerBeforeGroup: "units wait, their transaction has not begun"
        case .ledgerBeforeCommit: "the units have run, the transaction is not committed"
        case .ledgerAfterCommit: "the transaction is durable, callers are not notified"
        case .filesRename: "before a rename"
        case .filesRenamed: "after a rename, its directories not synced"
        case .filesSyncFile: "before a file is synced"
        case .filesSyncDirectory: "before a directory is synced"
        case .filesMakeDirectories: "before directories are created"
        case .filesRemove: "before a file is removed"
        case .filesRemoved: "after a file was removed, its directory not synced"
        case .filesWrite: "before a small file is written"
        case .filesWritten: "after a small file was written"
        case .moveBeforeApply: "a move is decided, not applied"
        case .moveAfterRename: "a capture is at its target, the directories are not synced"
        case .moveAfterApply: "moves are applied and synced, not confirmed"
        case .moveAfterConfirm: "moves are confirmed"
        case .publishBeforeRename: "a file is synced, it has no final name yet"
        case .publishAfterRename: "a file has its final name, the directory is not synced"
        case .publishAfterSync: "files have their durable final names, no transaction names them"
        case .workBeforeCreate: "an attempt has begun, it has no directory yet"
        case .workBeforeRemove: "an attempt has ended, its directory is still there"
        case .rootAfterDirectories: "the directories of the data root exist, not synced"
        case .rootAfterProbe: "a file for testing renames is in one of the directories"
        case .partAfterCreate: "a download has begun, nothing of it is here"
        case .partBeforeSync: "all bytes of a download are here, not synced"
        case .partAfterSync: "a download is synced, it has no final name yet"
        case .partAfterRename: "a download has its final name, the directory is not synced"
        case .fetchBeforeDownload: "a file is complete on the name server, nothing of it is here"
        case .fetchAfterDownload: "a file is here under its name, not yet recorded in the ledger"
        case .fetchAfterCommit: "a file is fetched, the run goes on"
        case .stageBeforeDecide: "a capture is hashed, not adopted"
        case .stageAfterDecide: "a capture is adopted, not moved"
        case .stageAfterApply: "captures are in incoming, the run has not ended"
        case .claimAfterDecide: "a capture is claimed, not moved"
        case .claimAfterApply: "a claimed capture is in processing"
        case .decodeBeforeWorker: "everything is ready for the worker"
        case .decodeAfterWorker: "the worker has succeeded, nothing is published"
        case .decodeAfterPublish: "the rows have their final names, they are not live"
        case .decodeAfterState: "the state has its final name, too"
        case .decodeAfterCommit: "the rows are live, nothing is cleaned up"
        case .decodeAfterDiscard: "the rows of a duplicate are removed"
        case .batchAfterClaim: "several captures are claimed for one worker, not moved"
        case .batchAfterMoves: "several captures are in processing"
        case .batchBeforeWorker: "everything is ready for the worker that decodes several captures"
        case .batchAfterCapture: "one of several captures is decoded, nothing of it is published"
        case .batchAfterPublish: "rows and states of several captures have their final names, they are not live"
        case .batchAfterCommit: "the rows of several captures are live, nothing is cleaned up"
        case .batchBeforeRelease: "a capture of a shared worker has failed, those behind it are not released"
        case .batchAfterRelease: "captures that were not started are released, not moved"
        case .archiveBeforeDecide: "the rows are live, the move to the archive is not decided"
        case .archiveAfterDecide: "the move to the archive is decided, not applied"
        case .archiveAfterApply: "the capture is in the archive"
        case .flushAfterPublish: "rows of a state have their final names, they are not live"
        case .flushAfterCommit: "rows of a state are live"
        case .quarantineAfterDecide: "a move to quarantine is decided, not applied"
        case .quarantineAfterApply: "a capture is in quarantine, without its reason"
        case .quarantineAfterReason: "a capture is in quarantine with its reason"
        case .compactAfterWorker: "a day is merged, nothing is published"
        case .compactAfterPublish: "the new generation has its final names, the old one is live"
        case .compactAfterCommit: "the new generation is live"
        case .mergeAfterWorker: "small files of a day are merged, nothing is published"
        case .mergeAfterPublish: "the merged file has its final name, the small ones are live"
        case .mergeAfterCommit: "the merged file is live"
        case .purgeAfterWorker: "a day is written without addresses, nothing is published"
        case .purgeAfterPublish: "the day without addresses has its final names, the old one is live"
        case .purgeAfterCommit: "the day without addresses is live"
        case .expireAfterDecide: "the removal of captures from the archive is decided, not applied"
        case .expireAfterApply: "captures are in the trash"
        case .expireAfterFile: "a retired file is removed, not yet recorded in the ledger"
        case .expireAfterState: "an old state is removed, not yet recorded in the ledger"
        case .trashAfterRemove: "a file has left the trash, others have not"
        case .expireBeforeFinish: "everything is removed, the run has not ended"
        case .refreshAfterDownload: "new reference data is downloaded, not checked"
        case .refreshAfterCheck: "new reference data is checked, the old one is in use"
        case .refreshAfterForget: "what is known of the old reference data is gone, they are in use"
        case .refreshAfterReplace: "new reference data are in use, without what is known of them"
        case .refreshAfterDescribe: "what is known of new reference data is written, it has no name yet"
        case .refreshAfterItem: "new reference data are in use, the run goes on"
        case .backupBeforeCopy: "a copy of the ledger is about to start"
        case .backupAfterCopy: "the copy is complete, it has no final name yet"
        case .backupAfterRename: "the copy has its name, the directory is not synced"
        case .backupAfterPrune: "old copies are removed, the run has not ended"
        case .recoveryAfterIncarnation: "a start is in the ledger, nothing is recovered"
        case .recoveryAfterOrphans: "runs of the previous daemon are released"
        case .recoveryAfterMoves: "open moves are applied"
        case .recoveryAfterArchiving: "captures whose rows are live are archived"
        case .recoveryAfterStrays: "files that no run has committed are removed"
        case .reloadBeforeSwap: "a configuration is checked, the old one is in use"
        case .reloadAfterSwap: "a configuration is in use, not yet recorded in the ledger"
        case .reloadAfterCommit: "a configuration is in use"
        case .alertBeforeRecord: "an alert has begun or is over, not yet recorded in the ledger"
        case .alertAfterRecord: "the new state of an alert is recorded"
        case .alertBeforeRun: "the run that will send an alert does not exist yet"
        case .alertAfterSend: "a message is delivered, not yet recorded in the ledger"
        }
    }
}
