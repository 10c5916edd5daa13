import Tables

/// Writes the RDATA of a message's records in presentation form (RFC 1035 5.1 and the RFC of each type).
///
/// A layout says which fields follow each other. What does not fit it to the last byte, and each type that has none, is
/// written as opaque bytes (RFC 3597 5), so that nothing is lost and nothing is made up. Names are decompressed and
/// absolute, in wire case; fields are apart by one space; hex and base32 are in lower case, base64 is in one piece;
/// codes are numbers, but RR types, types of certificates and errors of TSIG have their mnemonics. All is ASCII.
struct RecordText {
    /// The whole: names may point back into it, also where RFC 3597 4 forbids it.
    let message: Bytes
    let arena: ByteArena
    /// Where the record being written begins in the arena.
    private var start = 0
    /// Beyond this size of the arena a record is too long for its row, and better off as opaque bytes.
    private(set) var ceiling = Int.max
    /// What has been read of the RDATA, and where it ends.
    private(set) var at = 0
    private(set) var end = 0
    private var wireName = WireName()

    init(_ message: Bytes, to arena: ByteArena) {
        self.message = message
        self.arena = arena
    }

    /// Writes one record's data. Precondition: the message has them.
    mutating func write(
        type: UInt16, recordClass: UInt16, at offset: Int, length: Int, ceiling: Int = .max
    ) -> TextSlice {
        self.ceiling = ceiling
        (start, at, end) = (arena.count, offset, offset + length)
        if length == 0 || !write(RecordLayout.fields(type, recordClass)) {
            arena.truncate(to: start)
            arena.put("\\# ")
            arena.put(decimal: UInt64(length))
            if length > 0 {
                arena.put(UInt8(ascii: " "))
                arena.put(hex: message.slice(offset, length))
            }
        }
        return TextSlice(offset: UInt32(start), length: UInt32(arena.count - start))
    }

    /// Writes the name of a record, or one in its data. `nil`: it is malformed.
    mutating func writeName(at offset: Int) -> (slice: TextSlice, end: Int)? {
        guard let end = wireName.read(message, at: offset) else { return nil }
        let length = wireName.length
        let slice = withUnsafePointer(to: wireName.original) { wire in
            PresentationForm.write(
                UnsafeRawPointer(wire).assumingMemoryBound(to: UInt8.self), length, to: arena, labelStarts: nil)
        }
        return (slice, end)
    }

    private mutating func write(_ fields: [RecordField]) -> Bool {
        for field in fields where !write(field) { return false }
        return at == end && !fields.isEmpty
    }

    private mutating func write(_ field: RecordField) -> Bool {
        switch field {
        case .name: name()
        case .u8: number(1)
        case .u16: number(2)
        case .u32: number(4)
        case .u48: number(6)
        case .octal: octal()
        case .type: typeCovered()
        case .time: time()
        case .v4: address(version: 4)
        case .v6: address(version: 6)
        case .string: string()
        case .optionalString: at == end || string()
        case .strings: strings()
        case .text: text()
        case .tag: tag()
        case .hex: hex()
        case .base64: at < end && base64(rest())
        case .base64IfAny: base64(rest())
        case .nsap: nsap()
        case .counted: counted()
        case .salt: salt()
        case .hash: hash()
        case .types: types()
        case .oldTypes: oldTypes()
        case .ports: ports()
        case .eui48: groups(count: 6, bytes: 1, separator: UInt8(ascii: "-"))
        case .eui64: groups(count: 8, bytes: 1, separator: UInt8(ascii: "-"))
        case .locator: groups(count: 4, bytes: 2, separator: UInt8(ascii: ":"))
        case .certificateType: certificateType()
        case .transactionError: transactionError()
        case .location: location()
        case .prefixes: prefixes()
        case .parameters: parameters()
        case .keyGateway: keyGateway()
        case .relay: relay()
        case .identity: identity()
        }
    }

    // MARK: Reading

    /// The next bytes; nil when there are fewer.
    mutating func take(_ count: Int) -> Bytes? {
        guard count <= end - at else { return nil }
        defer { at += count }
        return message.slice(at, count)
    }

    /// What is left.
    mutating func rest() -> Bytes {
        defer { at = end }
        return message.slice(at, end - at)
    }

    /// A number of so many bytes.
    mutating func load(_ width: Int) -> UInt64? {
        guard let bytes = take(width) else { return nil }
        var value: UInt64 = 0
        for index in 0..<width { value = value << 8 | UInt64(bytes.u8(index)) }
        return value
    }

    /// A length octet, and so many bytes.
    mutating func takeString() -> Bytes? {
        guard let length = load(1) else { return nil }
        return take(Int(length))
    }

    // MARK: Writing

    /// Goes before each field.
    func separate() { if arena.count > start { arena.put(UInt8(ascii: " ")) } }

    mutating func name() -> Bool {
        separate()
        guard let written = writeName(at: at), written.end <= end else { return false }
        at = written.end
        return true
    }
}
