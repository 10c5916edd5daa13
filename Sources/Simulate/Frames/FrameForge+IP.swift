extension FrameForge {
    /// An IPv4 header (RFC 791 3.1); returns its size.
    static func ipv4(
        _ ip: UnsafeMutableRawPointer, _ source: Address, _ destination: Address, _ proto: UInt8, _ length: Int,
        _ hops: UInt8, _ number: UInt16, _ fragment: Fragment?
    ) -> Int {
        ip.put16(0x4500, at: 0)
        ip.put16(UInt16(20 + length), at: 2)
        if let fragment {
            ip.put16(UInt16(truncatingIfNeeded: fragment.identification), at: 4)
            ip.put16(UInt16(fragment.offset / 8) | (fragment.isLast ? 0 : 0x2000), at: 6)
        } else {
            ip.put16(number, at: 4)
            ip.put16(0x4000, at: 6)
        }
        ip.put8(hops, at: 8)
        ip.put8(proto, at: 9)
        ip.put16(0, at: 10)
        ip.put32(UInt32(source.low), at: 12)
        ip.put32(UInt32(destination.low), at: 16)
        var sum = Checksum()
        sum.add(ip, 20)
        ip.storeBytes(of: sum.value, toByteOffset: 10, as: UInt16.self)
        return 20
    }

    /// An IPv6 header, and a fragment header if it is one (RFC 8200 3, 4.5); returns their size.
    static func ipv6(
        _ ip: UnsafeMutableRawPointer, _ source: Address, _ destination: Address, _ proto: UInt8, _ length: Int,
        _ hops: UInt8, _ fragment: Fragment?
    ) -> Int {
        let size = fragment == nil ? 40 : 48
        ip.put32(0x6000_0000, at: 0)
        ip.put16(UInt16(size - 40 + length), at: 4)
        ip.put8(fragment == nil ? proto : 44, at: 6)
        ip.put8(hops, at: 7)
        ip.put64(source.high, at: 8)
        ip.put64(source.low, at: 16)
        ip.put64(destination.high, at: 24)
        ip.put64(destination.low, at: 32)
        if let fragment {
            ip.put16(UInt16(proto) << 8, at: 40)
            ip.put16(UInt16(fragment.offset) | (fragment.isLast ? 0 : 1), at: 42)
            ip.put32(fragment.identification, at: 44)
        }
        return size
    }

    /// The addresses' part of a transport's checksum, the same in both directions (RFC 8200 8.1).
    func pseudoHeader(_ flow: Flow, _ proto: UInt8, _ length: Int) -> Checksum {
        var sum = Checksum()
        for address in [flow.client, flow.server] {
            for shift: UInt64 in [0, 16, 32, 48] {
                sum.add(UInt16(truncatingIfNeeded: address.high >> shift))
                sum.add(UInt16(truncatingIfNeeded: address.low >> shift))
            }
        }
        sum.add(UInt16(proto))
        sum.add(UInt16(length))
        return sum
    }
}
