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
