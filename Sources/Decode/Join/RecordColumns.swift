import Tables

/// Resource records of a response as text: answer, authority and additional section are 1, 2 and 3.
///
/// Of a zone transfer these are the records of its first message, the one that is kept while the others are only
/// counted. A message that breaks off gives the records that are whole. An empty list is known to be empty; NULL is a row
/// without a response, or one of which no record was asked for.
enum RecordColumns {
    /// What a row holds at most; the rest of its message is left out and counted.
    static let maximumRecords = 4096
    static let maximumText = 256 << 10

    /// Gives whether there was room for all records that were asked for.
    static func write(_ row: Int, _ batch: DNSBatch, _ half: Half, _ wanted: RecordData) -> Bool {
        let (bytes, message, column) = (half.bytes, half.message, batch.dnsRdata)
        guard message.recordsOffset > 0 else { return true }
        column.begin(row)
        var text = RecordText(bytes, to: column.arena)
        var owner = Owner()
        var (at, records, length) = (Int(message.recordsOffset), 0, 0)
        for section in 1...3 {
            let count = section == 1 ? message.answers : section == 2 ? message.authorities : message.additionals
            for _ in 0..<Int(count) {
                guard let end = WireName.skip(bytes, at: at), bytes.has(end, 10) else { return true }
                let (type, size) = (bytes.u16(end), Int(bytes.u16(end + 8)))
                guard bytes.has(end + 10, size) else { return true }
                if wanted.includes(type) {
                    guard records < maximumRecords else { return false }
                    let before = column.arena.count
                    let name = owner.write(at: at, &text)
                    let recordClass = bytes.u16(end + 2)
                    let data = text.write(
                        type: type, recordClass: recordClass, at: end + 10, length: size,
                        ceiling: before + maximumText - length)
                    records += 1
                    length += Int(name.length) + Int(data.length)
                    guard length <= maximumText else {
                        column.arena.truncate(to: before)
                        return false
                    }
                    column.append(
                        row,
                        RecordListColumn.Record(
                            section: Int32(section), name: name, type: Int32(type), recordClass: Int32(recordClass),
                            ttl: Int64(bytes.u32(end + 4)), data: data))
                }
                at = end + 10 + size
            }
        }
        return true
    }

    /// The name of a record. Most of a message have the same one, by the same pointer: it is written once.
    private struct Owner {
        private var pointer: UInt16 = 0
        private var slice = TextSlice.null

        /// NULL: the name is malformed.
        mutating func write(at offset: Int, _ text: inout RecordText) -> TextSlice {
            let message = text.message
            let word = message.has(offset, 2) ? message.u16(offset) : 0
            let isPointer = word & 0xC000 == 0xC000
            if isPointer && word == pointer { return slice }
            let written = text.writeName(at: offset)?.slice ?? .null
            if isPointer && !written.isNull { (pointer, slice) = (word, written) }
            return written
        }
    }
}
