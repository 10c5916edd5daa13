import Foundation

/// A capture of raw IP packets that is written while somebody reads it, so that it takes no room whatever its length.
struct FloodCapture {
    /// A Wednesday at noon.
    static let start: Int64 = 1_700_049_600_000_000
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private(set) var bytes: Int64 = 0
    /// Nobody reads any more.
    private(set) var isBroken = false
    private static let chunk = 1 << 18

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        buffer.reserveCapacity(2 * Self.chunk)
        for word in [0xA1B2_C3D4, 0x0004_0002, 0, 0, 262_144, 101] as [UInt32] { put(word) }
    }

    private mutating func put(_ word: UInt32) {
        withUnsafeBytes(of: word.littleEndian) { buffer.append(contentsOf: $0) }
    }

    /// Adds a packet so many microseconds after the start.
    mutating func add(_ packet: borrowing [UInt8], at offset: Int64) {
        let time = Self.start + offset
        put(UInt32(time / 1_000_000))
        put(UInt32(time % 1_000_000))
        put(UInt32(packet.count))
        put(UInt32(packet.count))
        buffer.append(contentsOf: copy packet)
        if buffer.count >= Self.chunk { flush() }
    }

    mutating func flush() {
        var at = 0
        buffer.withUnsafeBytes { memory in
            while at < memory.count, !isBroken {
                let count = write(descriptor, memory.baseAddress.map { $0 + at }, memory.count - at)
                if count > 0 { at += count } else if errno != EINTR { isBroken = true }
            }
        }
        bytes += Int64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }
}
