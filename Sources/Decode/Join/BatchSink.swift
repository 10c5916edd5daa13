public import Model
public import Tables

/// Takes batches. Nothing is written into them any more, so that the sink can hand them to another thread.
public protocol BatchSink: AnyObject {
    func take(_ batch: DNSBatch, day: Day) throws
    func take(_ batch: ICMPBatch, day: Day) throws
}
