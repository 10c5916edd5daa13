import Tables

/// The distinct addresses of a batch and the codes of what is known about them: text, country, AS, resolver. Each is
/// formatted and looked up once. Open addressing, grown at half load, emptied with its batch.
final class AddressTable {
    struct Entry: BitwiseCopyable {
        var address: IPAddress
        /// Codes into the batch's dictionaries; −1: NULL or not asked for yet.
        var text: Int32 = -1
        var clientText: Int32 = -1
        var country: Int32 = -1
        var organisation: Int32 = -1
        var resolver: Int32 = -1
        var asn: Int64 = -1
        var isLookedUp = false
    }

    private(set) var entries: [Entry] = []
    private var slots: [Int32] = Array(repeating: -1, count: 4096)
    private let keyedHash = KeyedHash()

    /// The place of an address; −1: it is new.
    @inline(__always)
    func find(_ address: IPAddress) -> Int {
        let mask = slots.count - 1
        var at = hash(address) & mask
        while slots[at] >= 0 {
            let index = Int(slots[at])
            let known = entries[index].address
            if known.low == address.low && known.high == address.high && known.version == address.version {
                return index
            }
            at = (at + 1) & mask
        }
        return -1
    }

    func add(_ entry: Entry) -> Int {
        if entries.count * 2 >= slots.count { grow() }
        entries.append(entry)
        place(entries.count - 1)
        return entries.count - 1
    }

    func update(_ index: Int, _ entry: Entry) { entries[index] = entry }

    func removeAll() {
        entries.removeAll(keepingCapacity: true)
        for index in slots.indices { slots[index] = -1 }
    }

    private func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for index in entries.indices { place(index) }
    }

    private func place(_ index: Int) {
        let mask = slots.count - 1
        var at = hash(entries[index].address) & mask
        while slots[at] >= 0 { at = (at + 1) & mask }
        slots[at] = Int32(index)
    }

    @inline(__always)
    private func hash(_ address: IPAddress) -> Int { Int(truncatingIfNeeded: keyedHash(address)) }
}
