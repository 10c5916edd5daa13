import Model
import Tables

/// The batches that are open, one for each day of the rows. A capture may span a few days; a row outside of them goes to
/// the day of most rows so far, and is counted.
final class DayBatches<Batch: RowBatch> {
    private(set) var outsideDays: Int64 = 0
    private var open: [OpenBatch<Batch>] = []
    private var current: OpenBatch<Batch>?
    private let options: DecodeOptions
    private let servers: ServerNames
    private let enrichment: (any Enrichment)?
    private let sink: any BatchSink

    init(options: DecodeOptions, servers: ServerNames, enrichment: (any Enrichment)?, sink: any BatchSink) {
        self.options = options
        self.servers = servers
        self.enrichment = enrichment
        self.sink = sink
    }

    /// The batch for a row of a time; it has room for one.
    @inline(__always)
    func batch(at time: Int64) throws -> OpenBatch<Batch> {
        let day = Day(microseconds: time)
        if let current, current.day == day {
            if current.isFull { try current.exchange(sink) }
            return current
        }
        return try otherBatch(day)
    }

    private func otherBatch(_ day: Day) throws -> OpenBatch<Batch> {
        let found = open.first { $0.day == day } ?? add(day)
        if found.isFull { try found.exchange(sink) }
        current = found
        return found
    }

    private func add(_ day: Day) -> OpenBatch<Batch> {
        if open.count >= options.maximumDaySpan, let fullest = open.max(by: { $0.rowTotal < $1.rowTotal }) {
            outsideDays += 1
            return fullest
        }
        let made = OpenBatch<Batch>(day: day, options: options, servers: servers, enrichment: enrichment)
        open.append(made)
        return made
    }

    /// Hands all of them over.
    func flush() throws {
        for batch in open where batch.batch.rowCount > 0 { try batch.handOver(to: sink) }
        open = []
        current = nil
    }
}
