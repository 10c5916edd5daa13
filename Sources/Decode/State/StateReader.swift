/// Takes little-endian values from bytes; running out of them is an error, never undefined.
struct StateReader {
    private let bytes: [UInt8]
    private var at = 0
    private let end: Int
    /// Of the state; how some values are written depends on it.
    var version: UInt32 = 1

    init(_ bytes: [UInt8], upTo end: Int) {
        self.bytes = bytes
        self.end = end
    }

    var isAtEnd: Bool { at == end }

    mutating func integer<Value: FixedWidthInteger>(_: Value.Type = Value.self) throws -> Value {
        let size = MemoryLayout<Value>.size
        guard at + size <= end else { throw DecodeError.badState(reason: "it ends early") }
        let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at, as: Value.self) }
        at += size
        return Value(littleEndian: value)
    }

    /// A time of a packet or of the clock, microseconds; `CaptureClock.inDoubt` is one.
    mutating func time() throws -> Int64 {
        let time: Int64 = try integer()
        // Beyond, differences of times could overflow; no capture gives such a time.
        guard time == CaptureClock.inDoubt || time.magnitude < 1 << 60 else {
            throw DecodeError.badState(reason: "a time that cannot be")
        }
        return time
    }

    mutating func bool() throws -> Bool { try integer(UInt8.self) != 0 }

    mutating func address() throws -> IPAddress {
        let family: UInt8 = try integer()
        guard family == 4 || family == 6 else { throw DecodeError.badState(reason: "IP version \(family)") }
        if family == 4, version > 1 { return IPAddress(v4: try integer()) }
        return IPAddress(high: try integer(), low: try integer(), version: family)
    }

    mutating func content() throws -> [UInt8] {
        let count = Int(try integer(UInt32.self))
        guard at + count <= end else { throw DecodeError.badState(reason: "it ends early") }
        defer { at += count }
        return Array(bytes[at..<at + count])
    }

    /// A sequence number, if there is one.
    mutating func sequence() throws -> UInt32? {
        let isThere = try bool()
        let sequence: UInt32 = try integer()
        return isThere ? sequence : nil
    }

    mutating func proxied() throws -> ProxiedClient? {
        guard try bool() else { return nil }
        return ProxiedClient(address: try address(), port: try integer())
    }

    mutating func carrier() throws -> Carrier {
        Carrier(time: try time(), ttl: try integer(), dontFragment: try bool(), fragments: try integer())
    }

    /// A half and its bytes; `half.bytes` is to be set to a copy that lives long enough.
    mutating func observed() throws -> (observed: ObservedMessage, content: [UInt8]) {
        let time = try time()
        let ttl: UInt8 = try integer()
        let (dontFragment, isTruncated) = (try bool(), try bool())
        let (fragments, length): (Int32, Int32) = (try integer(), try integer())
        let content = try content()
        let message = content.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.flatMap { Message(Bytes($0, buffer.count)) }
        }
        guard let message else { throw DecodeError.badState(reason: "a message has no header") }
        let observed = ObservedMessage(
            time: time, frame: 0, ttl: ttl, dontFragment: dontFragment, isTruncated: isTruncated,
            fragments: fragments, length: length, message: message, bytes: Bytes.empty)
        return (observed, content)
    }
}
