/// What the state between two captures is made of.
extension PendingTable {
    /// Every entry in the order of their events.
    func forEachFromOldest(_ body: (borrowing Pending) -> Void) {
        var at = oldest
        while at >= 0 {
            body(entries[Int(at)])
            at = entries[Int(at)].newer
        }
    }

    /// Another capture begins: numbers of frames of the last one mean nothing there.
    mutating func forgetFrames() {
        var at = oldest
        while at >= 0 {
            entries[Int(at)].query.frame = 0
            entries[Int(at)].response.frame = 0
            at = entries[Int(at)].newer
        }
    }

    /// Adds an entry with copies of what its messages held.
    mutating func restore(_ entry: Pending, query: [UInt8]? = nil, response: [UInt8]? = nil, more: [[UInt8]] = []) {
        var entry = entry
        (query ?? response ?? []).withUnsafeBufferPointer { buffer in
            var half = query == nil ? entry.response : entry.query
            if let base = buffer.baseAddress { half.bytes = Bytes(base, buffer.count) }
            if !half.message.hasQuestion { entry.key = .conversation } else if entry.isDigested { entry.key = .digest }
            entry.hash =
                entry.key == .digest ? hash(entry.conversation, entry.question) : hash(entry.conversation, half)
        }
        let index = add(entry)
        query?.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { keepQuery(index, Bytes(base, buffer.count)) }
        }
        response?.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { keepResponse(index, Bytes(base, buffer.count)) }
        }
        for message in more {
            message.withUnsafeBufferPointer { buffer in
                if let base = buffer.baseAddress { keepMore(index, Bytes(base, buffer.count)) }
            }
        }
        if entry.state == .answered, !entry.isDigested { answered(index) }
    }
}
