import CMaxMindDB

extension MaxMindDatabase {
    /// Walks the whole search tree and decodes each record once, as no lookup does.
    ///
    /// - Returns: what is wrong; nil: every address has an answer, or none, and none is damaged.
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
