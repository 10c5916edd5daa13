public import Tables

/// Takes full batches and gives empty ones back, so that the sink can hand a full one to another thread.
public protocol BatchSink: AnyObject {
    func exchange(_ batch: DNSBatch, day: Day) throws -> DNSBatch
    func exchange(_ batch: ICMPBatch, day: Day) throws -> ICMPBatch
}
