/// Appends little-endian values to bytes.
struct StateWriter {
    private(set) var bytes: [UInt8] = []

    init(reserving count: Int) { bytes.reserveCapacity(count) }

    mutating func put<Value: FixedWidthInteger>(_ value: Value) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func put(_ address: IPAddress) {
        put(address.version)
        if address.version == 4 { return put(UInt32(truncatingIfNeeded: address.low)) }
        put(address.high)
        put(address.low)
    }

    mutating func put(_ content: Bytes) {
        put(UInt32(content.count))
        bytes.append(contentsOf: content.buffer)
    }

    mutating func put(_ content: [UInt8]) {
        put(UInt32(content.count))
        bytes.append(contentsOf: content)
    }

    /// A sequence number, if there is one.
    mutating func put(_ sequence: UInt32?) {
        put(sequence != nil)
        put(sequence ?? 0)
    }

    mutating func put(_ proxied: ProxiedClient?) {
        put(proxied != nil)
        guard let proxied else { return }
        put(proxied.address)
        put(proxied.port)
    }

    mutating func put(_ carrier: Carrier) {
        put(carrier.time)
        put(carrier.ttl)
        put(carrier.dontFragment)
        put(carrier.fragments)
    }

    mutating func put(_ observed: ObservedMessage) {
        put(observed.time)
        put(observed.ttl)
        put(observed.dontFragment)
        put(observed.isTruncated)
        put(observed.fragments)
        put(observed.length)
        put(observed.bytes)
    }
}
