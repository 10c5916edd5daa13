/// How long data are kept. Ages count from the later of the end of the day and the time of loading; nil is for ever.
public struct RetentionPolicy: Hashable, Sendable {
    /// Decoded captures.
    public var archiveDays: Int?
    /// Bytes; above it the oldest captures of the archive go first.
    public var archiveSize: Int64?
    /// Captures that could not be decoded.
    public var quarantineDays: Int?
    /// What was removed, before it is gone.
    public var trashDays: Int
    /// Compacted days.
    public var warehouseDays: Int?
    /// Bytes; above it the oldest days go first.
    public var warehouseSize: Int64?
    /// Days that were never compacted.
    public var stagingDays: Int?
    /// The output of runs.
    public var runLogDays: Int
    /// Events, attempts and finished runs; identities and live files are never pruned.
    public var ledgerDetailDays: Int

    public init(
        archiveDays: Int? = 30, archiveSize: Int64? = nil, trashDays: Int = 7, warehouseDays: Int? = nil,
        warehouseSize: Int64? = nil, stagingDays: Int? = nil, runLogDays: Int = 30, ledgerDetailDays: Int = 90,
        quarantineDays: Int? = nil
    ) {
        self.archiveDays = archiveDays
        self.archiveSize = archiveSize
        self.quarantineDays = quarantineDays
        self.trashDays = trashDays
        self.warehouseDays = warehouseDays
        self.warehouseSize = warehouseSize
        self.stagingDays = stagingDays
        self.runLogDays = runLogDays
        self.ledgerDetailDays = ledgerDetailDays
    }
}
