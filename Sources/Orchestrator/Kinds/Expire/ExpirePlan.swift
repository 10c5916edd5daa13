/// What a run of kind `expire` removes, and by which rule. A dry run shows it, a run does it.
public struct ExpirePlan: Sendable {
    /// The setting of `[retention]` that something goes by, or what the program does by itself.
    public enum Rule: String, Sendable, CaseIterable {
        case archiveDays = "archive_days"
        case archiveSize = "archive_size"
        case quarantineDays = "quarantine_days"
        case warehouseDays = "warehouse_days"
        case warehouseSize = "warehouse_size"
        case stagingDays = "staging_days"
        /// Parquet files whose rows have gone to other files, or have gone.
        case replacedFiles = "replaced_files"
        /// States of decoders that the next capture has taken in.
        case usedStates = "used_states"
        case trashDays = "trash_days"
        case runLogDays = "run_log_days"
        case ledgerDetailDays = "ledger_detail_days"
    }

    public struct Removal: Sendable, Equatable {
        public var rule: Rule
        /// A path relative to the data root, or a number of events.
        public var what: String
        public var bytes: Int64
        /// The row of `captures`, `data_files` or `states`.
        var row: Int64 = 0
        /// Said in the event of a capture.
        var why = ""
        /// Of a Parquet file.
        var day = ""
    }

    /// Things that go together, or not at all.
    struct Group: Sendable {
        var removals: [Removal]
        /// Why a run that nobody has asked for does not do it (I13).
        var refusal: String?
    }

    var groups: [Group] = []

    public var removals: [Removal] { groups.flatMap(\.removals) }
    /// What only a run that an operator asks for would do.
    public var refusals: [String] { groups.compactMap(\.refusal) }
}
