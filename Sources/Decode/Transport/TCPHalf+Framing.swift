/// Cutting a stream into messages by their lengths (RFC 1035 4.2.2), also where bytes are missing.
extension TCPHalf {
    /// What is kept of the memory that a message has taken: many streams must not keep the longest that each has had.
    private static let keptCapacity = 256

    /// Bytes are lost: those of the message that has been begun are counted, so that the next one is found.
    mutating func lose(_ count: Int, _ message: (StreamMessage) -> Void) {
        var needed = skipping
        if needed == 0, partial.count >= 2, !isAtBegin {
            needed = 2 + (Int(partial[0]) << 8 | Int(partial[1])) - partial.count
            breakOff(message)
        }
        (partial, isAtBegin) = ([], false)
        skipping = max(0, needed - count)
        // More than the message lacked: where the next ones begin, nobody knows.
        isSynchronised = count <= needed
    }

    /// A message that ends here: its header and question are worth a row.
    mutating func breakOff(_ message: (StreamMessage) -> Void) {
        guard partial.count >= 14, !isAtBegin else { return }
        let carrier = partialCarrier
        partial.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            let bytes = Bytes(base, buffer.count)
            message(
                StreamMessage(
                    bytes: bytes.slice(2), declaredLength: Int(bytes.u16(0)), carrier: carrier, proxied: proxied))
        }
        partial = []
    }

    /// Cuts bytes that are in order into messages.
    mutating func deliver(_ bytes: Bytes, _ carrier: Carrier, _ message: (StreamMessage) -> Void) {
        var rest = bytes
        if skipping > 0 {
            let skipped = min(skipping, rest.count)
            skipping -= skipped
            rest = rest.slice(skipped)
        }
        if isAtBegin {
            guard let behind = behindProxy(rest, carrier) else { return }
            rest = behind
        }
        if !partial.isEmpty { rest = complete(rest, carrier, message) }
        var at = 0
        while rest.has(at, 2) {
            let length = Int(rest.u16(at))
            guard rest.has(at + 2, length) else { break }
            message(
                StreamMessage(
                    bytes: rest.slice(at + 2, length), declaredLength: length, carrier: carrier, proxied: proxied))
            at += 2 + length
        }
        if at < rest.count {
            partial.append(contentsOf: rest.slice(at).buffer)
            partialCarrier = carrier
        }
    }

    /// Puts bytes behind the message that has been begun, and gives those that are not of it.
    mutating func complete(_ bytes: Bytes, _ carrier: Carrier, _ message: (StreamMessage) -> Void) -> Bytes {
        var rest = bytes
        partialCarrier = partialCarrier.orLater(carrier)
        if partial.count == 1, rest.count > 0 {
            partial.append(rest.u8(0))
            rest = rest.slice(1)
        }
        guard partial.count >= 2 else { return rest }
        let length = Int(partial[0]) << 8 | Int(partial[1])
        let needed = min(2 + length - partial.count, rest.count)
        partial.append(contentsOf: rest.slice(0, needed).buffer)
        guard partial.count == 2 + length else { return rest.slice(needed) }
        let whole = partialCarrier
        partial.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            message(
                StreamMessage(
                    bytes: Bytes(base, buffer.count).slice(2), declaredLength: length, carrier: whole,
                    proxied: proxied))
        }
        partial.removeAll(keepingCapacity: partial.capacity <= Self.keptCapacity)
        return rest.slice(needed)
    }

    /// What stands behind the header of a proxy, if one begins the stream; `nil`: more of it must come.
    mutating func behindProxy(_ bytes: Bytes, _ carrier: Carrier) -> Bytes? {
        isAtBegin = false
        guard partial.isEmpty ? ProxyHeader.isBeginning(bytes) : true else { return bytes }
        let held = partial.count
        partial.append(contentsOf: bytes.buffer)
        partialCarrier = carrier
        let found = partial.withUnsafeBufferPointer { buffer in
            ProxyHeader.find(buffer.baseAddress.map { Bytes($0, buffer.count) } ?? .empty)
        }
        switch found {
        case .none:
            // It is a message after all, of which the beginning is held.
            partial.removeLast(partial.count - held)
            return bytes
        case .unfinished:
            isAtBegin = true
            return nil
        case .whole(let header):
            proxied = header.client
            partial = []
            return bytes.slice(header.length - held)
        }
    }
}
