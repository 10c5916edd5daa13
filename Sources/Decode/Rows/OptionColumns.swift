import Tables

/// EDNS options (RFC 6891 6.1.2). Every option is cut out by its own length before anything looks inside.
enum OptionColumns {
    static func request(_ row: Int, _ batch: DNSBatch, _ dictionaries: BatchDictionaries, _ observed: ObservedMessage) {
        each(observed) { code, value in
            batch.ednsOptions.append(row, Int32(code))
            switch code {
            case 5: algorithms(row, batch.ednsDau, value)
            case 6: algorithms(row, batch.ednsDhu, value)
            case 7: algorithms(row, batch.ednsN3u, value)
            case 8: clientSubnet(row, batch, dictionaries, value)
            case 10:
                if isCookie(value) {
                    batch.ednsCookieClient.set(row, HexText.write(value.slice(0, 8), to: batch.ednsCookieClient.arena))
                }
            case 12: batch.ednsPadding.set(row, Int32(value.count))
            case 14:
                var at = 0
                while value.has(at, 2) {
                    batch.ednsKeytag.append(row, Int32(value.u16(at)))
                    at += 2
                }
            default: break
            }
        }
    }

    static func response(_ row: Int, _ batch: DNSBatch, _ observed: ObservedMessage) {
        var (errors, texts) = (0, 0)
        each(observed) { code, value in
            batch.ednsServerOptions.append(row, Int32(code))
            switch code {
            case 3: if value.count > 0 { batch.ednsNsid.set(row, printable(value, to: batch.ednsNsid.arena)) }
            case 8: if isClientSubnet(value) { batch.ednsEcsScope.set(row, Int32(value.u8(3))) }
            case 10:
                if isCookie(value), value.count > 8 {
                    batch.ednsCookieServer.set(row, HexText.write(value.slice(8), to: batch.ednsCookieServer.arena))
                }
            case 15:
                guard value.has(0, 2) else { return }
                batch.ednsExtError.append(row, Int32(value.u16(0)))
                errors += 1
                let text = withoutEnd(value.slice(2))
                guard text.count > 0 || texts > 0 else { return }
                // As many texts as errors, so that each stands beside its own; none when no error has one.
                while texts < errors - 1 {
                    batch.ednsExtErrorText.append(row, UTF8Text.write(.empty, to: batch.ednsExtErrorText.arena))
                    texts += 1
                }
                batch.ednsExtErrorText.append(row, UTF8Text.write(text, to: batch.ednsExtErrorText.arena))
                texts += 1
            default: break
            }
        }
    }

    /// RFC 7873 4: eight bytes of the client, and eight to thirty-two of the server or none.
    private static func isCookie(_ value: Bytes) -> Bool { value.count == 8 || value.count >= 16 && value.count <= 40 }

    /// RFC 8914 2: the text does not end with a zero, and may all the same.
    private static func withoutEnd(_ text: Bytes) -> Bytes {
        var count = text.count
        while count > 0, text.u8(count - 1) == 0 { count -= 1 }
        return text.slice(0, count)
    }

    /// Options that a message may have in a row; nobody needs as many.
    private static let maximumOptions = 128

    @inline(__always)
    private static func each(_ observed: ObservedMessage, _ body: (UInt16, Bytes) -> Void) {
        let options = observed.bytes.slice(Int(observed.message.optOffset), Int(observed.message.optLength))
        var (at, count) = (0, 0)
        while options.has(at, 4), count < maximumOptions {
            count += 1
            let length = Int(options.u16(at + 2))
            guard options.has(at + 4, length) else { return }
            body(options.u16(at), options.slice(at + 4, length))
            at += 4 + length
        }
    }

    private static func algorithms(_ row: Int, _ column: Int32ListColumn, _ value: Bytes) {
        for index in 0..<value.count { column.append(row, Int32(value.u8(index))) }
    }

    /// RFC 7871 6: family, source prefix length, scope, and as many address bytes as the prefix needs. Of fewer bytes than
    /// that, nothing is known.
    private static func isClientSubnet(_ value: Bytes) -> Bool {
        guard value.has(0, 4) else { return false }
        let longest: UInt8 = value.u16(0) == 1 ? 32 : value.u16(0) == 2 ? 128 : 0
        guard longest > 0, value.u8(2) <= longest, value.u8(3) <= longest else { return false }
        return value.has(4, (Int(value.u8(2)) + 7) / 8)
    }

    private static func clientSubnet(_ row: Int, _ batch: DNSBatch, _ dictionaries: BatchDictionaries, _ value: Bytes) {
        guard isClientSubnet(value) else { return }
        let (family, prefix) = (value.u16(0), Int(value.u8(2)))
        var (high, low) = (UInt64(0), UInt64(0))
        let width = family == 1 ? 4 : 16
        let needed = (prefix + 7) / 8
        for index in 0..<needed {
            var byte = UInt64(value.u8(4 + index))
            // Bits behind the prefix do not count, whatever the sender has left there.
            let spare = (index + 1) * 8 - prefix
            if spare > 0 { byte = (byte >> UInt64(spare)) << UInt64(spare) }
            let shift = UInt64((width - 1 - index) * 8)
            if shift >= 64 { high |= byte << (shift - 64) } else { low |= byte << shift }
        }
        let address = IPAddress(high: high, low: low, version: family == 1 ? 4 : 6)
        if let written = dictionaries.written(IPPrefix(address, length: prefix)) {
            subnet(row, batch, written.address, written.length)
        }
        guard prefix > 0 else { return }
        let known = dictionaries.client(address)
        batch.ednsEcsIpGeoCountry.set(row, code: known.country)
        batch.ednsEcsIpAsnOrg.set(row, code: known.organisation)
        if known.asn >= 0 { batch.ednsEcsIpAsn.set(row, known.asn) }
    }

    private static func subnet(_ row: Int, _ batch: DNSBatch, _ address: IPAddress, _ prefix: Int) {
        let arena = batch.ednsEcs.arena
        arena.ensure(64)
        let start = arena.count
        let room = UnsafeMutableRawBufferPointer(start: arena.base + start, count: 64)
        var length = address.write(to: room)
        room[length] = UInt8(ascii: "/")
        length += 1
        if prefix >= 100 {
            room[length] = 48 + UInt8(prefix / 100)
            length += 1
        }
        if prefix >= 10 {
            room[length] = 48 + UInt8(prefix / 10 % 10)
            length += 1
        }
        room[length] = 48 + UInt8(prefix % 10)
        batch.ednsEcs.set(row, arena.reserve(length + 1))
    }

    /// Text if every byte is printable ASCII, else hex.
    private static func printable(_ value: Bytes, to arena: ByteArena) -> TextSlice {
        for index in 0..<value.count where value.u8(index) < 0x20 || value.u8(index) > 0x7E {
            return HexText.write(value, to: arena)
        }
        return arena.append(UnsafeRawBufferPointer(value.buffer))
    }
}
