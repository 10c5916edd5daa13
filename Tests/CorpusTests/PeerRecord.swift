/// A resource record as a row shows it: `{section=0, type=1, data=192.0.2.1}` at the peer, `0|1|192.0.2.1` here.
struct PeerRecord: Hashable {
    var section: String
    var type: String
    /// nil: not told.
    var data: String?

    /// What the peer leaves out of its rows: DS, RRSIG, DNSKEY.
    static let omitted: Set<String> = ["43", "46", "48"]

    /// Records of the peer's list.
    static func peers(_ text: String?) -> [PeerRecord] {
        guard let text, text.count > 4 else { return [] }
        return text.dropFirst(2).dropLast(2).split(separator: "}, {").map { record in
            var fields: [Substring: String] = [:]
            // Data may hold anything, and stands last.
            for field in record.split(separator: ", ", maxSplits: 2) {
                let parts = field.split(separator: "=", maxSplits: 1)
                if parts.count == 2 { fields[parts[0]] = String(parts[1]) }
            }
            return PeerRecord(section: fields["section"] ?? "", type: fields["type"] ?? "", data: fields["data"])
        }
    }

    /// A line each, as the query gives them.
    static func ours(_ text: String?) -> [PeerRecord] {
        (text ?? "").split(separator: "\n").map { line in
            let fields = line.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            return PeerRecord(
                section: fields[0], type: fields.count > 1 ? fields[1] : "", data: fields.count > 2 ? fields[2] : nil)
        }
    }

    /// Whether two rows have the same records, but for what is known: the peer leaves out some types, does not tell the
    /// data of others, drops the quotes of TXT, writes IPv6 without `::`, and puts the records of a transfer together by
    /// name and type, where here they are in the message's order.
    ///
    /// - Parameter hasMore: here are the records of further messages as well.
    static func areSame(_ theirs: [PeerRecord], _ ours: [PeerRecord], hasMore: Bool) -> Bool {
        var left = ours.filter { !omitted.contains($0.type) }
        guard hasMore ? left.count >= theirs.count : left.count == theirs.count else { return false }
        for record in theirs {
            guard let place = left.firstIndex(where: { $0.shows(record) }) else { return false }
            left.remove(at: place)
        }
        return true
    }

    private func shows(_ theirs: PeerRecord) -> Bool {
        guard section == theirs.section, type == theirs.type, let data, !data.isEmpty else { return false }
        guard let expected = theirs.data else { return true }
        switch type {
        case "16": return data == "\"" + expected + "\""
        case "28": return data == Correction.shortest(expected)
        default: return data == expected
        }
    }
}
