/// Numbers by address prefix: the longest prefix that holds an address counts. Built once; a lookup allocates nothing.
struct PrefixTable: Sendable {
    /// All prefixes of one length.
    private struct Level {
        let length: Int
        /// Ascending, each with its number.
        let addresses: [IPAddress]
        let values: [Int32]

        func find(_ address: IPAddress) -> Int32? {
            let wanted = address.masked(length)
            var (low, high) = (0, addresses.count)
            while low < high {
                let middle = (low + high) / 2
                if PrefixTable.isBelow(addresses[middle], wanted) { low = middle + 1 } else { high = middle }
            }
            return low < addresses.count && addresses[low] == wanted ? values[low] : nil
        }
    }

    /// The longest first.
    private let v4: [Level]
    private let v6: [Level]
    /// Different prefixes.
    let count: Int

    /// - Parameter entries: of equal prefixes the first one counts.
    init(_ entries: [(prefix: IPPrefix, value: Int32)]) {
        v4 = Self.levels(entries.filter { $0.prefix.address.version == 4 })
        v6 = Self.levels(entries.filter { $0.prefix.address.version == 6 })
        count = (v4 + v6).reduce(0) { $0 + $1.addresses.count }
    }

    /// The number of the longest prefix that holds an address.
    func find(_ address: IPAddress) -> Int32? {
        for level in address.version == 4 ? v4 : v6 {
            if let value = level.find(address) { return value }
        }
        return nil
    }

    private static func levels(_ entries: [(prefix: IPPrefix, value: Int32)]) -> [Level] {
        let byLength = Dictionary(grouping: entries.indices) { entries[$0].prefix.length }
        return byLength.sorted { $0.key > $1.key }.map { length, indices in
            let ordered = indices.sorted {
                let (left, right) = (entries[$0].prefix.address, entries[$1].prefix.address)
                return left == right ? $0 < $1 : isBelow(left, right)
            }
            var (addresses, values): ([IPAddress], [Int32]) = ([], [])
            for index in ordered where addresses.last != entries[index].prefix.address {
                addresses.append(entries[index].prefix.address)
                values.append(entries[index].value)
            }
            return Level(length: length, addresses: addresses, values: values)
        }
    }

    @inline(__always)
    private static func isBelow(_ left: IPAddress, _ right: IPAddress) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
