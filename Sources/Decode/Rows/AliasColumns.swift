import Tables

/// CNAME targets in answer order.
enum AliasColumns {
    static func write(_ row: Int, _ batch: DNSBatch, _ observed: ObservedMessage) {
        let bytes = observed.bytes
        var at = Int(observed.message.recordsOffset)
        for _ in 0..<Int(observed.message.answers) {
            guard let end = WireName.skip(bytes, at: at), bytes.has(end, 10) else { return }
            let length = Int(bytes.u16(end + 8))
            guard bytes.has(end + 10, length) else { return }
            if bytes.u16(end) == 5 {
                var target = WireName()
                if target.read(bytes, at: end + 10) != nil {
                    let (wire, size) = (target.original, target.length)
                    let slice = withUnsafePointer(to: wire) { pointer in
                        PresentationForm.write(
                            UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self), size,
                            to: batch.dnsCname.arena, labelStarts: nil)
                    }
                    batch.dnsCname.append(row, slice)
                }
            }
            at = end + 10 + length
        }
    }
}
