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
