import Testing

@testable import Decode

/// Input that is made to cost much: each of these once did.
@Suite("Hostile input")
struct HostileInputTests {
    /// Chains of thousands of pointers, each of which points further back.
    @Test func aNameFollowsNoMorePointersThanItCanHaveLabels() {
        func end(pointers: Int) -> Int? {
            // The root, then pointers to it and to each other.
            var bytes: ByteString = [0, 0]
            for index in 0..<pointers { bytes.add16(0xC000 | (index == 0 ? 0 : index * 2)) }
            return bytes.withUnsafeBufferPointer { buffer in
                var name = WireName()
                return buffer.baseAddress.flatMap { name.read(Bytes($0, buffer.count), at: pointers * 2) }
            }
        }
        #expect(end(pointers: 127) == 256)
        #expect(end(pointers: 128) == nil)
        #expect(end(pointers: 8000) == nil)
    }

    /// An IPv6 client can choose both halves of its address.
    @Test func addressesThatLookAlikeWhenFoldedAreNotAlike() {
        let server = IPAddress(high: 1, low: 53, version: 6)
        let hashes = (0..<2000).map { index in
            let client = IPAddress(high: UInt64(index), low: UInt64(index) ^ 0xABCD, version: 6)
            return TCPConnectionKey(client: client, server: server, clientPort: 1024, serverPort: 53).hashValue
        }
        #expect(Set(hashes).count > 1990)
    }

    @Test func theLongestMessageOfAStreamIsNotKept() {
        var half = TCPHalf(isFromServer: false)
        half.begin(at: 0) { _ in }
        let message = ByteString(repeating: 1, count: 60_000).prefixed
        var found = 0
        for start in stride(from: 0, to: message.count, by: 1000) {
            let part = message[start..<min(message.count, start + 1000)] + (start == 60_000 ? [0] : [])
            part.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                let isTaken = half.take(
                    UInt32(start), Bytes(base, buffer.count), wireCount: buffer.count, Carrier(time: 0),
                    allowance: 1 << 20, { found += $0.bytes.count })
                #expect(isTaken)
            }
        }
        #expect(found == 60_000)
        #expect(half.partial.count == 1 && half.partial.capacity < 1000)
    }

    @Test func segmentsThatWaitedLeaveNothingBehind() {
        var half = TCPHalf(isFromServer: false)
        half.begin(at: 0) { _ in }
        func take(_ sequence: UInt32, _ bytes: Bytes) -> Bool {
            half.take(sequence, bytes, wireCount: bytes.count, Carrier(time: 0), allowance: 1 << 20) { _ in }
        }
        let bytes: ByteString = [0, 0]
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for index in (0...1500).reversed() {
                #expect(take(UInt32(index * 2), Bytes(base, 2)))
            }
            #expect(take(4000, Bytes(base, 2)))
        }
        #expect(half.queue.segments.count == 1 && half.queue.segments.capacity < 100)
    }

    @Test func aPoolOfEntriesDoesNotKeepTheLargestMessages() {
        var store = OwnedBytes()
        let bytes = ByteString(repeating: 1, count: 60_000)
        bytes.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress { _ = store.copy(Bytes(base, buffer.count)) }
        }
        store.shrink()
        #expect(store.capacity == 0)
        store.deallocate()
    }

    /// Four packets of another year, and the clock is there; four more, and it is back.
    @Test func whatIsIdleExpiresAlsoAfterTheClockWasPutBack() throws {
        var stream = Stream()
        var capture = CaptureBuilder()
        let year: Int64 = 365 * 86_400_000_000
        func tick(_ time: Int64) { capture.add(Exchange().ask(.query("tick.nl", id: Int(time & 7))), at: time) }
        for index in 0..<4 as Range<Int64> { tick(year + index) }
        for index in 0..<4 as Range<Int64> { tick(index) }
        for packet in stream.handshake() { capture.add(packet, at: 1000) }
        capture.add(stream.send(Array(TCPTests.message.dropLast(4))), at: 1001)
        let datagram = IPPacket("192.0.2.1", "198.51.100.53", payload: Transport.udp(40_000, 53, .init(1...80)))
        capture.add(datagram.fragments(of: 48)[0], at: 1002)
        for index in 1...30 as ClosedRange<Int64> { tick(index * 10_000_000) }
        capture.add(stream.send(Array(TCPTests.message.suffix(4)) + TCPTests.other), at: 300_000_001)
        let decoding = try Decoding.capture(capture)
        #expect(decoding.errors == ["tcp_incomplete": 1, "fragment_expired": 1])
        #expect(decoding.names.contains("other.nl."))
    }

    /// Which of two transfers with one identifier goes on does not depend on where the file ends.
    @Test func aStateKeepsWhichConversationWentOnLast() throws {
        let (first, second) = (DNSText.query("a.nl", type: 252, id: 3), DNSText.query("b.nl", type: 252, id: 3))
        var stream = Stream()
        var packets = stream.handshake()
        packets.append(stream.send(first.bytes.prefixed))
        packets.append(stream.receive(first.answered().bytes.prefixed))
        packets.append(stream.send(second.bytes.prefixed))
        packets.append(stream.receive(first.answered().bytes.prefixed))
        // Without a question: it belongs to what went on last.
        packets.append(stream.receive(DNSText(id: 3, flags: 0x8400).bytes.prefixed))
        packets.append(stream.receive(second.answered().bytes.prefixed))
        var capture = CaptureBuilder()
        for (index, packet) in packets.enumerated() { capture.add(packet, at: Int64(index) * 1000) }
        let whole = try Summary.chain([capture.bytes])
        for cut in 1..<packets.count {
            #expect(try Summary.chain(capture.split(at: [cut]).map(\.bytes)) == whole, "cut at \(cut)")
        }
    }
}
