/// Packets in the order of time: a binary heap over slots of one frame each, which are used again.
struct PacketQueue: ~Copyable {
    /// Bytes of a slot: an Ethernet frame without jumbo size.
    static let slotSize = 1536
    private static let slotsPerChunk = 64

    private var heap: [QueuedPacket] = []
    private var free: [UnsafeMutableRawPointer] = []
    private var chunks: [UnsafeMutableRawPointer] = []
    /// Packets ever pushed.
    private(set) var made: UInt64 = 0

    init() {}

    deinit { for chunk in chunks { chunk.deallocate() } }

    /// A slot to be filled and pushed.
    mutating func slot() -> UnsafeMutableRawPointer {
        if let slot = free.popLast() { return slot }
        let chunk = UnsafeMutableRawPointer.allocate(byteCount: Self.slotSize * Self.slotsPerChunk, alignment: 16)
        chunks.append(chunk)
        for index in 1..<Self.slotsPerChunk { free.append(chunk + index * Self.slotSize) }
        return chunk
    }

    mutating func push(_ frame: UnsafeMutableRawPointer, length: Int, time: Int64) {
        let packet = QueuedPacket(time: time, order: made, frame: frame, length: length)
        made += 1
        heap.append(packet)
        var at = heap.count - 1
        while at > 0 {
            let parent = (at - 1) / 2
            guard packet < heap[parent] else { break }
            heap[at] = heap[parent]
            at = parent
        }
        heap[at] = packet
    }

    /// The first one, if it is not later than `limit`. Its slot is to be given back.
    mutating func pop(until limit: Int64) -> QueuedPacket? {
        guard let first = heap.first, first.time <= limit, let last = heap.popLast() else { return nil }
        let count = heap.count
        guard count > 0 else { return first }
        var at = 0
        while true {
            var child = 2 * at + 1
            if child >= count { break }
            if child + 1 < count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < last else { break }
            heap[at] = heap[child]
            at = child
        }
        heap[at] = last
        return first
    }

    mutating func release(_ frame: UnsafeMutableRawPointer) { free.append(frame) }
}

/// A frame that waits for its turn.
struct QueuedPacket {
    /// µs since 1970-01-01 UTC.
    var time: Int64
    /// Among packets of the same time, that which was made first comes first.
    var order: UInt64
    var frame: UnsafeMutableRawPointer
    var length: Int

    @inline(__always)
    static func < (left: QueuedPacket, right: QueuedPacket) -> Bool {
        left.time == right.time ? left.order < right.order : left.time < right.time
    }
}
