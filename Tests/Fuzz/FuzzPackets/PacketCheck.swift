@testable public import Decode
import FuzzHarness

/// Decodes packets in one go, and cut in two with the state in between: both must give the same rows.
public enum PacketCheck {
    public static func run(_ packets: [FuzzPacket], cutAt cut: Int, options: DecodeOptions) throws {
        let whole = try Part(options, state: nil)
        try whole.take(packets[...])
        try whole.end()
        let head = try Part(options, state: nil)
        try head.take(packets[..<cut])
        let state = DecoderState.save(head.pipeline)
        try head.flush()
        let tail = try Part(options, state: state)
        precondition(DecoderState.save(tail.pipeline) == state, "a restored state is saved as another one")
        try tail.take(packets[cut...])
        try tail.end()
        precondition(head.sink.rows + tail.sink.rows == whole.sink.rows, "a cut changes the number of rows")
        precondition(head.sink.sum &+ tail.sink.sum == whole.sink.sum, "a cut changes rows")
        precondition(head.pipeline.messages + tail.pipeline.messages == whole.pipeline.messages)
    }

    /// One decoder over some of the packets.
    final class Part {
        let sink = CheckingSink()
        let pipeline: PacketPipeline

        init(_ options: DecodeOptions, state: [UInt8]?) throws {
            pipeline = PacketPipeline(
                options: options, enrichment: InventedFacts(), suffixes: FuzzOptions.suffixes, sink: sink)
            if let state { try DecoderState.restore(state, into: pipeline) }
        }

        func take(_ packets: ArraySlice<FuzzPacket>) throws {
            pipeline.beginCapture()
            for (index, packet) in packets.enumerated() {
                // In memory of its exact size that is gone right after, so that the sanitizer sees each wrong step.
                let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: packet.bytes.count)
                defer { memory.deallocate() }
                memory.initialize(from: packet.bytes, count: packet.bytes.count)
                try pipeline.take(
                    Bytes(memory, packet.bytes.count), linkType: packet.linkType, wireLength: packet.wireLength,
                    time: packet.microseconds, number: Int64(index) + 1)
            }
            checkBounds()
        }

        /// What is kept is what was counted, and within the bounds.
        private func checkBounds() {
            let bounds = pipeline.options.bounds
            let connections = pipeline.streams.connections
            let buffered = connections.connections.values.reduce(0) { $0 + $1.bufferedBytes }
            precondition(buffered == connections.bufferedBytes, "bytes of streams were counted wrong")
            precondition(buffered <= bounds.streamBytes && connections.connections.count <= bounds.connections)
            for connection in connections.connections.values {
                for half in [connection.toServer, connection.toClient] {
                    let waiting = half.queue.segments.reduce(0) { $0 + $1.bytes.count + SegmentQueue.overhead }
                    precondition(waiting == half.queue.bytes, "bytes of segments were counted wrong")
                    precondition(half.queue.segments.count <= SegmentQueue.maximumCount)
                    let pairs = zip(half.queue.segments, half.queue.segments.dropFirst())
                    precondition(pairs.allSatisfy { $1.sequence.distance(from: $0.sequence) >= 0 }, "not in order")
                    precondition(!half.isSeeking || half.partial.isEmpty && half.skipping == 0)
                }
            }
            var held = 0
            pipeline.joiner.table.forEachFromOldest {
                // Of an answered query there may be more than counts: its entry's own room.
                if $0.state == .answered { return }
                held += $0.query.bytes.count + $0.response.bytes.count + $0.moreBytes
            }
            precondition(held == pipeline.joiner.table.bytes, "bytes of messages were counted wrong")
            precondition(held <= bounds.waitingBytes + (65_536 * 2))
            precondition(pipeline.joiner.table.count <= pipeline.options.maximumWaiting)
            precondition(pipeline.fragments.assemblies.count <= bounds.datagrams)
            let fragments = pipeline.fragments.assemblies.values
            precondition(
                fragments.reduce(0) { $0 + $1.cost } == pipeline.fragments.bytes, "fragments were counted wrong")
            precondition(pipeline.fragments.bytes <= bounds.fragmentBytes && fragments.allSatisfy(\.isSound))
        }

        func end() throws {
            try pipeline.settleAll()
            precondition(
                pipeline.streams.connections.connections.isEmpty && pipeline.streams.connections.bufferedBytes == 0)
            precondition(pipeline.fragments.assemblies.isEmpty && pipeline.fragments.bytes == 0)
            precondition(pipeline.joiner.table.count == 0 && pipeline.joiner.table.bytes == 0)
            try flush()
        }

        func flush() throws {
            try pipeline.writer.flush()
            try pipeline.icmpWriter.flush()
            precondition(sink.rows == pipeline.writer.rows + pipeline.icmpWriter.rows, "rows were lost")
            precondition(sink.outsideDays == pipeline.writer.outsideDays + pipeline.icmpWriter.outsideDays)
        }
    }
}

/// A packet as a capture would hold it.
public struct FuzzPacket {
    public var bytes: [UInt8]
    public var microseconds: Int64
    public var wireLength: Int
    public var linkType: Int32

    /// - Parameter linkType: LINKTYPE_RAW when it is not said.
    public init(_ bytes: [UInt8], at microseconds: Int64, wireLength: Int? = nil, linkType: Int32 = 101) {
        self.bytes = bytes
        self.microseconds = microseconds
        self.wireLength = wireLength ?? bytes.count
        self.linkType = linkType
    }
}
