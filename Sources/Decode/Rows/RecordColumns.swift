import Tables

/// Resource records of a response as text: answer, authority and additional section are 1, 2 and 3.
///
/// Of a zone transfer these are the records of all its messages, as far as a row may have them. A message that breaks off
/// gives the records that are whole. An empty list is known to be empty; NULL is a row without a response, or one of which
/// no record was asked for.
enum RecordColumns {
    /// What a row holds at most; the rest of its message is left out and counted.
    static let maximumRecords = 4096
    static let maximumText = 256 << 10

    /// Returns whether there was room for all records that were asked for.
    ///
    /// - Parameter more: further messages, each behind its length in four bytes.
    static func write(_ row: Int, _ batch: DNSBatch, _ observed: ObservedMessage, more: Bytes, _ wanted: RecordData)
        -> Bool
    {
        guard observed.message.recordsOffset > 0 else { return true }
        batch.dnsRdata.begin(row)
        var list = List(row: row, column: batch.dnsRdata, wanted: wanted)
        guard list.add(observed.bytes, observed.message) else { return false }
        var at = 0
        while more.has(at, 4) {
            let length = Int(more.u32(at))
            let bytes = more.slice(at + 4, length)
            if let message = Message(bytes), message.recordsOffset > 0, !list.add(bytes, message) { return false }
            at += 4 + length
        }
        return true
    }

    /// The records of a row, and how much room they have taken.
    private struct List {
        let row: Int
        let column: RecordListColumn
        let wanted: RecordData
        private var records = 0
        private var length = 0

        init(row: Int, column: RecordListColumn, wanted: RecordData) {
            self.row = row
            self.column = column
            self.wanted = wanted
        }

        /// The records of a message; false: there was no room for all of them.
        mutating func add(_ bytes: Bytes, _ message: Message) -> Bool {
            var text = RecordText(bytes, to: column.arena)
            var owner = Owner()
            var at = Int(message.recordsOffset)
            for section in 1...3 {
                let count = section == 1 ? message.answers : section == 2 ? message.authorities : message.additionals
                for _ in 0..<Int(count) {
                    guard let end = WireName.skip(bytes, at: at), bytes.has(end, 10) else { return true }
                    let size = Int(bytes.u16(end + 8))
                    guard bytes.has(end + 10, size) else { return true }
                    if wanted.includes(bytes.u16(end)), !add(section, bytes, at: at, end, &text, &owner) {
                        return false
                    }
                    at = end + 10 + size
                }
            }
            return true
        }

        /// One record, whose name stands at a place and ends at another.
        private mutating func add(
            _ section: Int, _ bytes: Bytes, at start: Int, _ end: Int, _ text: inout RecordText, _ owner: inout Owner
        ) -> Bool {
            guard records < maximumRecords else { return false }
            let before = column.arena.count
            let name = owner.write(at: start, &text)
            let (type, recordClass) = (bytes.u16(end), bytes.u16(end + 2))
            let data = text.write(
                type: type, recordClass: recordClass, at: end + 10, length: Int(bytes.u16(end + 8)),
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
            return true
        }
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
