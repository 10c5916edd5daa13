/// Parameters of a job of kind `decode`.
public struct DecodeParameters: Hashable, Sendable {
    /// So many captures of one server a run takes at most.
    public var maximumFilesPerRun: Int
    /// How long a capture waits for a known predecessor before the chain is cut.
    public var orderWait: Duration
    /// How long after its last capture a server's waiting state is written out as rows.
    public var flushAfter: Duration
    /// How long a query waits for its response, in the time of the packets.
    public var queryTimeout: Duration
    /// Whether record data are decoded into `dns_rdata`.
    public var decodesRecordData: Bool
    /// How many days a capture may span.
    public var maximumDays: Int

    public init(
        maximumFilesPerRun: Int = 12, orderWait: Duration = .seconds(120), flushAfter: Duration = .seconds(900),
        queryTimeout: Duration = .seconds(10), decodesRecordData: Bool = false, maximumDays: Int = 3
    ) {
        self.maximumFilesPerRun = maximumFilesPerRun
        self.orderWait = orderWait
        self.flushAfter = flushAfter
        self.queryTimeout = queryTimeout
        self.decodesRecordData = decodesRecordData
        self.maximumDays = maximumDays
    }
}
