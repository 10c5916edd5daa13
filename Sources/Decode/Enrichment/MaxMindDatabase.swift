import CMaxMindDB

/// One open MaxMind database, mapped into memory. A new version must replace the file by a rename: a file cut short
/// under a mapping ends the process.
final class MaxMindDatabase {
    let path: String
    let handle: UnsafeMutablePointer<MMDB_s>
    /// The first lookup that failed because of what the database contains.
    private(set) var damage: Int32?

    init(path: String) throws(MaxMindDatabaseError) {
        let opened = UnsafeMutablePointer<MMDB_s>.allocate(capacity: 1)
        let status = MMDB_open(path, UInt32(MMDB_MODE_MMAP), opened)
        guard status == MMDB_SUCCESS else {
            opened.deallocate()
            throw MaxMindDatabaseError(path: path, reason: Self.text(status))
        }
        // Only now: once every property is set, a throw would run `deinit` and close what was never open.
        handle = opened
        self.path = path
    }

    deinit {
        MMDB_close(handle)
        handle.deallocate()
    }

    /// What the maker calls it: `GeoLite2-Country`.
    var type: String { handle.pointee.metadata.database_type.map { String(cString: $0) } ?? "" }

    /// Where the record of an address stands, nil when it has none.
    func record(of address: IPAddress) -> UInt32? {
        var entry = MMDB_entry_s()
        var found = false
        let isIPv4 = address.version == 4
        let first = isIPv4 ? UInt64(UInt32(truncatingIfNeeded: address.low)) << 32 : address.high
        var network = (first.bigEndian, address.low.bigEndian)
        let status = withUnsafeBytes(of: &network) { bytes in
            entrada_mmdb_find(
                handle, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), isIPv4, &entry, &found)
        }
        note(status)
        return found ? entry.offset : nil
    }

    /// ISO 3166-1 alpha-2, when the record has it.
    func country(at offset: UInt32) -> String? {
        var record = MMDB_entry_s(mmdb: handle, offset: offset)
        var (text, size): (UnsafePointer<CChar>?, UInt32) = (nil, 0)
        note(entrada_mmdb_country(&record, &text, &size))
        // Two letters; whatever else a damaged or a foreign database has there is not a country.
        guard let text, size == 2 else { return nil }
        let letters = UnsafeRawBufferPointer(start: text, count: 2)
        guard letters.allSatisfy({ $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") }) else {
            return nil
        }
        return String(decoding: letters, as: UTF8.self)
    }

    func asn(at offset: UInt32) -> Int64? {
        var record = MMDB_entry_s(mmdb: handle, offset: offset)
        var number: Int64 = -1
        note(entrada_mmdb_asn(&record, &number))
        return number >= 0 ? number : nil
    }

    func organisation(at offset: UInt32) -> String? {
        var record = MMDB_entry_s(mmdb: handle, offset: offset)
        var (text, size): (UnsafePointer<CChar>?, UInt32) = (nil, 0)
        note(entrada_mmdb_organisation(&record, &text, &size))
        guard let text, size > 0 else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: text, count: Int(size)), as: UTF8.self)
    }

    /// The library's words for a status.
    static func text(_ status: Int32) -> String {
        MMDB_strerror(status).map { String(cString: $0) } ?? "status \(status)"
    }

    private func note(_ status: Int32) {
        if status != MMDB_SUCCESS && damage == nil { damage = status }
    }
}

/// A database that cannot be opened. Its columns stay NULL; a good file at the path helps at the next start.
struct MaxMindDatabaseError: Error, Sendable, CustomStringConvertible {
    let path: String
    let reason: String

    var description: String {
        "\(path): not a usable MaxMind database: \(reason); replace it, then try again"
    }
}

extension MaxMindDatabase {
    /// Walks the whole search tree and decodes each record once, as no lookup does.
    ///
    /// - Returns: what is wrong; `nil`: every address has an answer, or none, and none is damaged.
    func verify() -> String? {
        let nodes = handle.pointee.metadata.node_count
        var decoded: Set<UInt32> = []
        for number in 0..<nodes {
            var node = MMDB_search_node_s()
            let status = MMDB_read_node(handle, number, &node)
            guard status == MMDB_SUCCESS else { return "node \(number): \(Self.text(status))" }
            let sides = [
                (node.left_record_type, node.left_record, node.left_record_entry),
                (node.right_record_type, node.right_record, node.right_record_entry),
            ]
            for (type, record, entry) in sides {
                switch Int(type) {
                case Int(MMDB_RECORD_TYPE_EMPTY): continue
                case Int(MMDB_RECORD_TYPE_SEARCH_NODE):
                    if record >= nodes { return "node \(number) points to node \(record) of \(nodes)" }
                case Int(MMDB_RECORD_TYPE_DATA):
                    guard decoded.insert(entry.offset).inserted else { continue }
                    if let problem = decode(entry) { return "node \(number): \(problem)" }
                default: return "node \(number) is damaged"
                }
            }
        }
        return decoded.isEmpty ? "it has no record" : nil
    }

    private func decode(_ entry: MMDB_entry_s) -> String? {
        var entry = entry
        var list: UnsafeMutablePointer<MMDB_entry_data_list_s>?
        let status = MMDB_get_entry_data_list(&entry, &list)
        MMDB_free_entry_data_list(list)
        return status == MMDB_SUCCESS ? nil : "record \(entry.offset): \(Self.text(status))"
    }
}
