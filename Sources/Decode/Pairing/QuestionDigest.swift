import Crypto

/// What tells the question of a message from others: its name without regard to case, type and class, in sixteen bytes.
/// Two questions have the same digest if they are the same, as `WireName.areEqual` compares names.
struct QuestionDigest: Equatable, BitwiseCopyable {
    var first: UInt64 = 0
    var second: UInt64 = 0

    init(first: UInt64, second: UInt64) {
        self.first = first
        self.second = second
    }

    /// All zero for a message without a question.
    init(_ observed: ObservedMessage) {
        guard observed.message.hasQuestion else { return }
        var hash = SHA256()
        var text = InlineArray<320, UInt8>(repeating: 0)
        var count = 0
        func add(_ byte: UInt8) {
            if count == 320 {
                withUnsafeBytes(of: text) { hash.update(bufferPointer: $0) }
                count = 0
            }
            text[count] = byte
            count += 1
        }
        let bytes = observed.bytes
        var at = 12
        while bytes.has(at, 1) {
            let size = bytes.u8(at)
            add(size)
            if size == 0 { break }
            let isPointer = size & 0xC0 == 0xC0
            let end = at + 1 + (isPointer ? 1 : Int(size))
            guard bytes.has(end - 1, 1) else { break }
            for index in at + 1..<end {
                let byte = bytes.u8(index)
                add(byte &- 65 < 26 ? byte | 0x20 : byte)
            }
            if isPointer { break }
            at = end
        }
        for value in [observed.message.queryType, observed.message.queryClass] {
            add(UInt8(value >> 8))
            add(UInt8(value & 0xFF))
        }
        withUnsafeBytes(of: text) { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        hash.finalize().withUnsafeBytes { digest in
            first = digest.loadUnaligned(as: UInt64.self)
            second = digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        }
    }
}
