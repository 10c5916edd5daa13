import Foundation
import SharedInputs

/// Damages bytes in the ways that find faults: bits, bytes, extremes in length fields, cuts, insertions, repetitions.
struct Mutation {
    var generator: SplitMix
    /// How much more than usual a run by hand does.
    static let effort = ProcessInfo.processInfo.environment["ENTRADA_MUTATIONS"].flatMap { Int($0) } ?? 1

    init(seed: UInt64) { generator = SplitMix(seed: seed) }

    mutating func below(_ count: Int) -> Int { Int.random(in: 0..<max(1, count), using: &generator) }

    mutating func mutate(_ bytes: ByteString) -> ByteString {
        var bytes = bytes
        for _ in 0...below(3) where !bytes.isEmpty { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout ByteString) {
        let at = below(bytes.count)
        switch below(9) {
        case 0: bytes[at] ^= UInt8(1 << below(8))
        case 1: bytes[at] = UInt8(below(256))
        case 2: bytes[at] = [0, 1, 0x7F, 0x80, 0xC0, 0xFF][below(6)]
        case 3: bytes.removeSubrange(at...)
        case 4: bytes.removeSubrange(at..<min(bytes.count, at + 1 + below(8)))
        case 5: bytes.insert(contentsOf: (0...below(8)).map { UInt8(truncatingIfNeeded: $0 &* 37) }, at: at)
        case 6: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + below(40))], at: at)
        case 7:
            // A pointer or a length of two bytes.
            let value = [0, 1, 0xC00C, 0xC000, 0xFFFF, 0x7FFF, bytes.count, bytes.count - at][below(8)]
            bytes[at] = UInt8(truncatingIfNeeded: value >> 8)
            if at + 1 < bytes.count { bytes[at + 1] = UInt8(truncatingIfNeeded: value) }
        default: bytes += (0..<below(20)).map { _ in 0xFF }
        }
    }
}
