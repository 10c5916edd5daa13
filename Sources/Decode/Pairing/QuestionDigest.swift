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

/// Whether a message is about the question of another one.
extension Joiner {
    /// Whether a response belongs to an entry by its question; one without a question fits by the key alone.
    @inline(__always)
    static func fits(_ entry: UnsafeMutablePointer<Pending>, _ observed: ObservedMessage) -> Bool {
        guard observed.message.hasQuestion else { return true }
        if entry.pointee.isDigested { return isDigest(entry, of: observed) }
        let other = entry.pointee.hasQuery ? entry.pointee.query : entry.pointee.response
        guard other.message.hasQuestion else {
            return other.isTruncated && entry.pointee.state != .answered && begins(other, observed)
        }
        return sameQuestion(other, observed)
    }

    /// Whether the capture holds the beginning of a name, which is that of another one.
    static func begins(_ cut: ObservedMessage, _ whole: ObservedMessage) -> Bool {
        guard cut.message.questions == 1, whole.bytes.has(12, cut.bytes.count - 12) else { return false }
        for at in 12..<cut.bytes.count {
            let (one, other) = (cut.bytes.u8(at), whole.bytes.u8(at))
            if one != other && (one | 0x20 != other | 0x20 || one | 0x20 < 0x61 || one | 0x20 > 0x7A) { return false }
        }
        return true
    }

    static func isDigest(_ entry: UnsafeMutablePointer<Pending>, of observed: ObservedMessage) -> Bool {
        entry.pointee.query.message.hasQuestion && entry.pointee.question == QuestionDigest(observed)
    }

    @inline(__always)
    static func sameQuestion(_ left: ObservedMessage, _ right: ObservedMessage) -> Bool {
        guard left.message.queryType == right.message.queryType, left.message.queryClass == right.message.queryClass
        else { return false }
        return WireName.areEqual(left.bytes, right.bytes, at: 12)
    }
}
