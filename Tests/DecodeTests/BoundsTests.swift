import Decode
import Testing

/// Floods: memory stays bounded, what is dropped is counted, and no table takes longer the fuller it is.
@Suite("Bounds", .timeLimit(.minutes(3)))
struct BoundsTests {
    /// Packets that differ in a few numbers, made without the cost of building each.
    private func flood(_ count: Int, _ packet: ByteString, change: (inout ByteString, Int) -> Void) -> ByteString {
        var capture = CaptureBuilder()
        var bytes = capture.header
        bytes.reserveCapacity(count * (packet.count + 16) + 24)
        var packet = packet
        for index in 0..<count {
            change(&packet, index)
            capture.records = []
            bytes += capture.bytes(of: .init(microseconds: CaptureBuilder.epoch + Int64(index), bytes: packet))
        }
        return bytes
    }

    private func put(_ packet: inout ByteString, _ at: Int, _ value: Int) {
        packet[at] = UInt8(truncatingIfNeeded: value >> 8)
        packet[at + 1] = UInt8(truncatingIfNeeded: value)
    }

    @Test func queriesThatNobodyAnswers() throws {
        let query = Exchange().ask(.query("example.nl"))
        let bytes = flood(60_000, query) { packet, index in
            put(&packet, 14, index >> 16)
            put(&packet, 28, index)
        }
        let options = Decoding.options { $0.maximumWaiting = 20_000 }
        let (sum, errors) = try Summary.one(bytes, options: options)
        #expect(errors == ["waiting_dropped": 40_000])
        #expect(sum.rows == 60_000)
    }

    /// As some tools ask: always the same identifier and port. Each waits in a queue that is short.
    @Test func theSameQueryAgainAndAgain() throws {
        let (sum, errors) = try Summary.one(flood(50_000, Exchange().ask(.query("example.nl"))) { _, _ in })
        #expect(sum.rows == 50_000)
        #expect((errors["waiting_dropped"] ?? 0) > 48_900)
    }

    @Test func largeQueriesThatNobodyAnswers() throws {
        let large = DNSText.query("example.nl").with {
            $0.additionals = [DNSText.opt(options: [(12, .init(repeating: 0, count: 9000))])]
        }
        let bytes = flood(500, Exchange().ask(large)) { packet, index in put(&packet, 28, index) }
        let (sum, errors) = try Summary.one(bytes, options: Decoding.options { $0.bounds.waitingBytes = 1 << 20 })
        #expect(sum.rows == 500)
        // As many as fit, and the one that was too much.
        #expect(errors == ["waiting_dropped": Int64(500 - (1 << 20) / large.bytes.count - 1)])
    }

    @Test func connectionsThatNeverEnd() throws {
        var stream = Stream(clientStart: 0)
        stream.clientSequence += 1
        let bytes = flood(10_000, stream.fromClient(.ack, Array(TCPTests.message.dropLast()))) { packet, index in
            put(&packet, 20, 1024 + index)
        }
        let (sum, errors) = try Summary.one(bytes, options: Decoding.options { $0.bounds.connections = 4096 })
        #expect(sum == Summary())
        #expect(errors == ["tcp_incomplete": 10_000])
    }

    /// Those that are known already must not grow beyond the bound either.
    @Test func connectionsThatKeepAllTheySend() throws {
        let count = 40
        var capture = CaptureBuilder()
        var streams = (0..<count).map { index in
            var stream = Stream()
            stream.port += index
            return stream
        }
        for index in 0..<count { for packet in streams[index].handshake() { capture.add(packet) } }
        for round in 0..<20 {
            for stream in streams {
                capture.add(stream.fromClient(.ack, ByteString(repeating: 0, count: 1000), ahead: 10 + round * 1000))
            }
        }
        let options = Decoding.options { $0.bounds.streamBytes = 100_000 }
        let decoding = try Decoding.content(capture.bytes, options: options, keepsState: true)
        // What is kept is in the state.
        #expect((decoding.state?.count ?? 0) < 120_000)
        #expect((decoding.errors["tcp_incomplete"] ?? 0) > 10)
    }

    /// Each connection may keep a segment that is far off; all of them together no more than others.
    @Test func connectionsWithASegmentThatIsFarOff() throws {
        var capture = CaptureBuilder()
        var streams = (0..<400).map { index in
            var stream = Stream()
            stream.port += index
            return stream
        }
        for index in streams.indices { for packet in streams[index].handshake() { capture.add(packet) } }
        // Nothing else comes behind them.
        for stream in streams {
            capture.add(stream.fromClient(.ack, ByteString(repeating: 0, count: 1000), ahead: 100_000_000))
        }
        let options = Decoding.options { $0.bounds.streamBytes = 100_000 }
        let decoding = try Decoding.content(capture.bytes, options: options, keepsState: true)
        // What is kept is in the state.
        #expect((decoding.state?.count ?? 0) < 200_000)
        // Of connections that have been let go, a far-off segment is the first; of all others it is not believed.
        #expect((decoding.errors["tcp_out_of_window"] ?? 0) > 100)
    }

    /// What is counted goes with what is kept: else the bound is reached some day with nothing there.
    @Test func farOffSegmentsThatAreFollowedLeaveNothingBehind() throws {
        var capture = CaptureBuilder()
        for packet in (0..<200).flatMap({ index -> [ByteString] in
            var stream = Stream(clientStart: (index * 400_000_000) & 0xFFFF_FFFF)
            return [stream.send(ByteString(repeating: 0, count: 1000)), stream.send([0])]
        }) { capture.add(packet) }
        let large = DNSText.query("whole.nl", id: 9).with {
            $0.additionals = [.init(type: 16, data: ByteString(repeating: 65, count: 9000))]
        }
        var last = Stream()
        last.port += 1
        for packet in last.handshake() { capture.add(packet) }
        let bytes = large.bytes.prefixed
        capture.add(last.send(Array(bytes[..<5000])))
        capture.add(last.send(Array(bytes[5000...])))
        let decoding = try Decoding.capture(capture, options: Decoding.options { $0.bounds.streamBytes = 20_000 })
        #expect(decoding.names == ["whole.nl."])
    }

    @Test func datagramsThatAreNeverComplete() throws {
        var packet = IPPacket("192.0.2.1", "198.51.100.53", payload: Transport.udp(40_000, 53, .init(1...80)))
        packet.identification = 1
        let bytes = flood(20_000, packet.fragments(of: 48)[0]) { packet, index in
            put(&packet, 4, index)
            put(&packet, 14, index >> 16)
        }
        let (_, errors) = try Summary.one(bytes, options: Decoding.options { $0.bounds.datagrams = 5000 })
        #expect(
            errors == [
                // Their beginnings are queries, of which not all can wait.
                "fragment_dropped": 15_000, "fragment_expired": 5000, "waiting_dropped": 3976,
            ])
        let byBytes = try Summary.one(bytes, options: Decoding.options { $0.bounds.fragmentBytes = 48 * 1000 })
        #expect((byBytes.errors["fragment_dropped"] ?? 0) > 19_000)
    }

    @Test func lessMemoryMeansLowerBounds() {
        let usual = DecodeOptions(server: "ns1")
        func fitted(_ mebibytes: Int64) -> DecodeOptions {
            var options = usual
            options.fit(intoMemory: mebibytes << 20)
            return options
        }
        #expect(fitted(1024).maximumWaiting == usual.maximumWaiting)
        #expect(fitted(1 << 20).bounds.streamBytes == usual.bounds.streamBytes)
        #expect((100_000..<200_000).contains(fitted(512).maximumWaiting))
        #expect(fitted(512).bounds.waitingBytes < usual.bounds.waitingBytes / 3)
        // Never nothing: a limit that is too small is told by the system.
        #expect(fitted(1).maximumWaiting > 10_000 && fitted(1).bounds.connections > 1000)
    }

    /// A kilobyte can hold the names of a hundred.
    @Test func answersThatAreMuchLongerAsText() throws {
        let label = [63] + ByteString(repeating: 1, count: 63)
        let name = label + label + label + [61] + ByteString(repeating: 1, count: 61) + [0]
        let aliases = (0..<60).map { _ in DNSText.Record(name: [0xC0, 12], type: 5, data: [0xC0, 12]) }
        let answer = DNSText(
            id: 1, flags: 0x8400, questions: [DNSText.question(name, type: 5)], answers: aliases)
        let bytes = flood(60, Exchange().reply(answer)) { packet, index in put(&packet, 28, index) }
        let options = Decoding.options { $0.bounds.batchBytes = 1 << 20 }
        let decoding = try Decoding.content(bytes, options: options)
        #expect(decoding.dns.count == 60)
        // A batch is full long before it has its 64 rows.
        #expect(decoding.batches >= 3)
        // 250 octets of four characters, four dots; with commas in between.
        let length = 60 * (250 * 4 + 4) + 59
        #expect(decoding.dns.first?["dns_cname"]?.utf8.count == length)
    }
}
