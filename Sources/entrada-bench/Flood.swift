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
