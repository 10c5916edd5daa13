import Tables

/// The text of a name and of its parts, as slices of one arena.
struct NameColumns {
    var full = TextSlice.null
    /// Labels left of the registered domain, without the dot at the end.
    var sub = TextSlice.null
    var domain = TextSlice.null
    var suffix = TextSlice.null

    @inline(__always)
    static func write(_ name: inout WireName, to arena: ByteArena, suffixes: (any SuffixRules)?) -> NameColumns {
        var columns = NameColumns()
        let (length, count) = (name.length, name.labelCount)
        var starts = InlineArray<128, UInt32>(repeating: 0)
        columns.full = withUnsafePointer(to: name.original) { wire in
            PresentationForm.write(
                UnsafeRawPointer(wire).assumingMemoryBound(to: UInt8.self), length, to: arena, labelStarts: nil)
        }
        if count == 0 { return columns }
        let (lower, suffixLabels) = withUnsafePointer(to: name.storage) { storage in
            withUnsafePointer(to: name.labels) { labels in
                withUnsafeMutablePointer(to: &starts) { starts in
                    let wire = UnsafeRawPointer(storage).assumingMemoryBound(to: UInt8.self)
                    let labels = UnsafeRawPointer(labels).assumingMemoryBound(to: UInt8.self)
                    let places = UnsafeMutableRawPointer(starts).assumingMemoryBound(to: UInt32.self)
                    let text = PresentationForm.write(wire, length, to: arena, labelStarts: places)
                    let known = suffixes?.suffixLabels(wire: wire, labels: labels, count: count) ?? 1
                    return (text, max(1, min(known, count)))
                }
            }
        }
        // Text without the dot at the end.
        let end = lower.offset + lower.length - 1
        let suffixStart = lower.offset + starts[count - suffixLabels]
        columns.suffix = TextSlice(offset: suffixStart, length: end - suffixStart)
        if count > suffixLabels {
            let domainStart = lower.offset + starts[count - suffixLabels - 1]
            columns.domain = TextSlice(offset: domainStart, length: end - domainStart)
            if count > suffixLabels + 1 {
                columns.sub = TextSlice(offset: lower.offset, length: domainStart - lower.offset - 1)
            }
        }
        return columns
    }
}

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
