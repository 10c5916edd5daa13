import Foundation

/// Traffic that would fill the memory of a decoder without bounds.
struct Flood: Sendable {
    var name: String
    /// What must have been counted as dropped.
    var counters: [String]
    /// Of the worker, besides those that it needs.
    var arguments: [String] = []
    /// What a decode has to do at least; less than usual where a packet is large, or gives a lot of text.
    var packetsPerSecond = 20_000.0
    /// Writes the capture.
    var write: @Sendable (inout FloodCapture) -> Void

    /// - Parameter share: how much of the full size, so that a short run is possible.
    static func all(share: Double) -> [Flood] {
        func count(_ number: Int) -> Int { max(1, Int(Double(number) * share)) }
        return [
            queries(count(10_000_000)), alike(count(1_000_000)), largeQueries(count(40_000)),
            streams(count(1_000_000)), heavyStreams(count(2_000)), fragments(count(2_000_000)),
            wideAnswers(count(30_000), withRecords: false), wideAnswers(count(30_000), withRecords: true),
            longCapture(Int64(Double(4 << 30) * share)),
        ]
    }

    private static func queries(_ count: Int) -> Flood {
        Flood(name: "\(count) unanswered queries in \(count / 1_000_000) s", counters: ["waiting_dropped"]) { capture in
            var packet = FloodPacket.udp(FloodPacket.query())
            for index in 0..<count where !capture.isBroken {
                packet.setClient(index)
                packet.setClientPort(index / 7)
                packet.set(28, UInt16(truncatingIfNeeded: index))
                capture.add(packet.bytes, at: Int64(index))
            }
        }
    }

    private static func alike(_ count: Int) -> Flood {
        Flood(name: "\(count) times the same unanswered query", counters: ["waiting_dropped"]) { capture in
            let packet = FloodPacket.udp(FloodPacket.query())
            for index in 0..<count where !capture.isBroken { capture.add(packet.bytes, at: Int64(index)) }
        }
    }

    private static func largeQueries(_ count: Int) -> Flood {
        Flood(name: "\(count) unanswered queries of 60 KB", counters: ["waiting_dropped"], packetsPerSecond: 500) {
            capture in
            var packet = FloodPacket.udp(FloodPacket.query(padding: 60_000))
            for index in 0..<count where !capture.isBroken {
                packet.setClient(index)
                capture.add(packet.bytes, at: Int64(index))
            }
        }
    }

    private static func streams(_ count: Int) -> Flood {
        Flood(name: "\(count) TCP streams that never end", counters: ["tcp_incomplete"]) { capture in
            let part = Array(([0, 200] + FloodPacket.query(padding: 150)).prefix(120))
            var (opening, data) = (FloodPacket.tcp(flags: 2, []), FloodPacket.tcp(flags: 16, part))
            data.setSequence(1)
            for index in 0..<count where !capture.isBroken {
                opening.setClient(index)
                data.setClient(index)
                capture.add(opening.bytes, at: Int64(index) * 10)
                capture.add(data.bytes, at: Int64(index) * 10 + 1)
            }
        }
    }

    /// All of them at the same time, a segment of each in turn, none of which is the next one.
    private static func heavyStreams(_ count: Int) -> Flood {
        Flood(name: "\(count) TCP streams with 220 KB behind a hole", counters: ["tcp_incomplete"]) { capture in
            var opening = FloodPacket.tcp(flags: 2, [])
            var data = FloodPacket.tcp(flags: 16, [UInt8](repeating: 0, count: 1400))
            for index in 0..<count where !capture.isBroken {
                opening.setClient(index)
                capture.add(opening.bytes, at: Int64(index))
            }
            for round in 0..<157 where !capture.isBroken {
                data.setSequence(UInt32(1000 + round * 1400))
                for index in 0..<count {
                    data.setClient(index)
                    capture.add(data.bytes, at: Int64(round * count + index))
                }
            }
        }
    }

    private static func fragments(_ count: Int) -> Flood {
        Flood(name: "\(count) datagrams of which a fragment is missing", counters: ["fragment_dropped"]) { capture in
            var packet = FloodPacket(transport: 17, fragmentPlace: 0x2000, [UInt8](repeating: 0, count: 1400))
            for index in 0..<count where !capture.isBroken {
                packet.setClient(index)
                packet.setIdentification(index)
                capture.add(packet.bytes, at: Int64(index) * 20)
            }
        }
    }

    private static func wideAnswers(_ count: Int, withRecords: Bool) -> Flood {
        Flood(
            name: "\(count) answers of 1.5 KB and 100 KB of text" + (withRecords ? ", records as well" : ""),
            counters: [],
            arguments: withRecords ? ["--record-data", "all"] : [], packetsPerSecond: 200
        ) { capture in
            var packet = FloodPacket.udpAnswer(FloodPacket.aliases(90))
            for index in 0..<count where !capture.isBroken {
                packet.set(28, UInt16(truncatingIfNeeded: index))
                capture.add(packet.bytes, at: Int64(index) * 100)
            }
        }
    }

    private static func longCapture(_ bytes: Int64) -> Flood {
        Flood(name: "a capture of \(bytes >> 20) MiB", counters: []) { capture in
            var query = FloodPacket.udp(FloodPacket.query(padding: 1300))
            var answer = FloodPacket.udpAnswer(FloodPacket.query(padding: 1300))
            answer.set(30, 0x8400 as UInt16)
            var index = 0
            while capture.bytes < bytes, !capture.isBroken {
                query.setClient(1)
                query.set(28, UInt16(truncatingIfNeeded: index))
                answer.set(28, UInt16(truncatingIfNeeded: index))
                capture.add(query.bytes, at: Int64(index) * 50)
                capture.add(answer.bytes, at: Int64(index) * 50 + 20)
                index += 1
            }
        }
    }
}

/// An IPv4 packet whose numbers change from one to the next. Checksums are zero: a capture may hold such.
struct FloodPacket {
    private(set) var bytes: [UInt8]

    init(transport: UInt8, fragmentPlace: Int = 0, _ payload: [UInt8]) {
        bytes = [0x45, 0, 0, 0, 0, 0, 0, 0, 64, transport, 0, 0, 10, 0, 0, 0, 192, 0, 2, 53] + payload
        set(2, UInt16(truncatingIfNeeded: bytes.count))
        set(6, UInt16(truncatingIfNeeded: fragmentPlace))
    }

    mutating func set(_ at: Int, _ value: UInt16) {
        bytes[at] = UInt8(truncatingIfNeeded: value >> 8)
        bytes[at + 1] = UInt8(truncatingIfNeeded: value)
    }

    mutating func set(_ at: Int, _ value: UInt32) {
        set(at, UInt16(truncatingIfNeeded: value >> 16))
        set(at + 2, UInt16(truncatingIfNeeded: value))
    }

    /// The client's address; there are sixteen million.
    mutating func setClient(_ number: Int) { set(12, 0x0A00_0000 | UInt32(truncatingIfNeeded: number & 0xFF_FFFF)) }
    mutating func setIdentification(_ number: Int) { set(4, UInt16(truncatingIfNeeded: number)) }
    /// Of UDP as of TCP.
    mutating func setClientPort(_ number: Int) { set(20, UInt16(truncatingIfNeeded: 1024 + number % 60_000)) }
    mutating func setSequence(_ number: UInt32) { set(24, number) }

    private static func word(_ value: Int) -> [UInt8] {
        [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    static func udp(_ message: [UInt8]) -> FloodPacket {
        FloodPacket(transport: 17, [0x9C, 0x40, 0, 53] + word(message.count + 8) + [0, 0] + message)
    }

    /// From the server.
    static func udpAnswer(_ message: [UInt8]) -> FloodPacket {
        var packet = FloodPacket(transport: 17, [0, 53, 0x9C, 0x40] + word(message.count + 8) + [0, 0] + message)
        packet.set(12, 0xC000_0235 as UInt32)
        packet.set(16, 0x0A00_0001 as UInt32)
        return packet
    }

    static func tcp(flags: UInt8, _ data: [UInt8]) -> FloodPacket {
        FloodPacket(
            transport: 6, [0x9C, 0x40, 0, 53, 0, 0, 0, 0, 0, 0, 0, 0, 0x50, flags, 0xFF, 0xFF, 0, 0, 0, 0] + data)
    }

    /// A query for `example.nl`, with so many bytes of padding behind an OPT record (RFC 7830); 0: without one.
    static func query(padding: Int = 0) -> [UInt8] {
        let name: [UInt8] = [7] + Array("example".utf8) + [2] + Array("nl".utf8) + [0]
        let head: [UInt8] = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, padding > 0 ? 1 : 0] + name + [0, 1, 0, 1]
        if padding == 0 { return head }
        return head + [0, 0, 41, 4, 208, 0, 0, 0, 0] + word(padding + 4) + [0, 12] + word(padding)
            + [UInt8](repeating: 0, count: padding)
    }

    /// An answer of so many aliases, each for the longest name there is, of octets that take four characters each.
    static func aliases(_ count: Int) -> [UInt8] {
        let label = [63] + [UInt8](repeating: 1, count: 63)
        let name = label + label + label + [61] + [UInt8](repeating: 1, count: 61) + [0]
        let head: [UInt8] = [0, 1, 0x84, 0, 0, 1] + word(count) + [0, 0, 0, 0] + name + [0, 5, 0, 1]
        return head + (0..<count).flatMap { _ in [0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 1, 0, 2, 0xC0, 12] as [UInt8] }
    }
}

/// A capture of raw IP packets that is written while somebody reads it, so that it takes no room whatever its length.
struct FloodCapture {
    /// A Wednesday at noon.
    static let start: Int64 = 1_700_049_600_000_000
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private(set) var bytes: Int64 = 0
    /// Nobody reads any more.
    private(set) var isBroken = false
    private static let chunk = 1 << 18

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        buffer.reserveCapacity(2 * Self.chunk)
        for word in [0xA1B2_C3D4, 0x0004_0002, 0, 0, 262_144, 101] as [UInt32] { put(word) }
    }

    private mutating func put(_ word: UInt32) {
        withUnsafeBytes(of: word.littleEndian) { buffer.append(contentsOf: $0) }
    }

    /// Adds a packet so many microseconds after the start.
    mutating func add(_ packet: borrowing [UInt8], at offset: Int64) {
        let time = Self.start + offset
        put(UInt32(time / 1_000_000))
        put(UInt32(time % 1_000_000))
        put(UInt32(packet.count))
        put(UInt32(packet.count))
        buffer.append(contentsOf: copy packet)
        if buffer.count >= Self.chunk { flush() }
    }

    mutating func flush() {
        var at = 0
        buffer.withUnsafeBytes { memory in
            while at < memory.count, !isBroken {
                let count = write(descriptor, memory.baseAddress.map { $0 + at }, memory.count - at)
                if count > 0 { at += count } else if errno != EINTR { isBroken = true }
            }
        }
        bytes += Int64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
    }
}
