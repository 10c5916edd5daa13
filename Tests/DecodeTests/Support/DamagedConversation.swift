import SharedInputs

/// A conversation over TCP whose truth is known, and what a capture holds of it that has lost, disordered or repeated
/// packets, or begins late.
struct DamagedConversation {
    struct Message {
        var id: Int
        var isFromClient: Bool
        /// Its bytes in the stream of its direction, with the length.
        var range: Range<Int>
    }

    struct Segment {
        var isFromClient: Bool
        var range: Range<Int>
        var packet: ByteString
        var time: Int64
    }

    enum Damage: CaseIterable { case nothing, disorder, repetition, loss, lateBegin, oneDirection }

    let seed: Int
    let damage: Set<Damage>
    private(set) var messages: [Message] = []
    /// What the capture holds, in the order of recording.
    private(set) var segments: [Segment] = []
    private var generator: SplitMix

    init(seed: Int) {
        self.seed = seed
        generator = SplitMix(seed: UInt64(seed) + 90_000)
        var damage: Set<Damage> = []
        for _ in 0..<Int.random(in: 1...2, using: &generator) {
            damage.insert(Damage.allCases.randomElement(using: &generator) ?? .nothing)
        }
        self.damage = damage
        play()
        spoil()
    }

    var capture: CaptureBuilder {
        var capture = CaptureBuilder()
        for segment in segments { capture.add(segment.packet, at: segment.time) }
        return capture
    }

    /// Each segment is lost with a likelihood, and nothing else is wrong.
    init(seed: Int, lost likelihood: Double) {
        self.seed = seed
        generator = SplitMix(seed: UInt64(seed) + 190_000)
        damage = [.loss]
        play()
        segments = segments.filter { _ in Double.random(in: 0..<1, using: &generator) >= likelihood }
    }

    /// Whether all bytes of a message are in the capture.
    func isPresent(_ message: Message) -> Bool {
        var missing = Set(message.range)
        for segment in segments where segment.isFromClient == message.isFromClient {
            if segment.range.overlaps(message.range) { missing.subtract(segment.range) }
        }
        return missing.isEmpty
    }

    private mutating func random(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

    private mutating func response(to query: DNSText) -> ByteString {
        let size = [0, 40, 300, 1500, 4000, 16_000, 60_000][random(0...6)]
        let isDelegation = Bool.random(using: &generator)
        var records: [DNSText.Record] = []
        var bytes = 0
        while bytes < size {
            let record: DNSText.Record
            if isDelegation {
                record = DNSText.Record(
                    name: DNSText.name("ns\(random(0...9)).zone\(random(0...99)).example"), type: 1,
                    data: (0..<4).map { _ in UInt8(random(0...255)) })
            } else {
                // Sometimes a message in a message, which is none.
                let inner = DNSText.query("ghost\(random(0...9)).example", id: random(60_000...65_000)).bytes.prefixed
                let noise = (0..<random(1...180)).map { _ in UInt8(random(0...255)) }
                let text = random(0...3) == 0 ? inner + inner : noise
                record = DNSText.Record(name: [0xC0, 12], type: 16, data: [UInt8(text.count)] + text)
            }
            records.append(record)
            bytes += record.name.count + 10 + record.data.count
        }
        return query.answered(answers: records).bytes
    }

    private mutating func play() {
        var stream = Stream(
            clientStart: [1000, 0xFFFF_FFF0, 0x7FFF_FFF0][random(0...2)],
            serverStart: [5000, 0xFFFF_8000, 0x7FFF_8000][random(0...2)])
        var time: Int64 = 0
        var (asked, answered) = (0, 0)
        for packet in stream.handshake() {
            segments.append(Segment(isFromClient: true, range: 0..<0, packet: packet, time: time))
            time += Int64(random(50...2000))
        }
        let count = random(1...8)
        let isPipelined = Bool.random(using: &generator)
        let ids = (1...count).map { $0 * 100 + random(0...50) }
        let queries = ids.map { DNSText.query("host\($0).example", id: $0) }
        let answers = queries.map { response(to: $0) }
        var turns: [(index: Int, isQuery: Bool)] = []
        for index in 0..<count {
            turns.append((index, true))
            if !isPipelined { turns.append((index, false)) }
        }
        if isPipelined { turns += (0..<count).shuffled(using: &generator).map { ($0, false) } }
        for turn in turns {
            let bytes = (turn.isQuery ? queries[turn.index].bytes : answers[turn.index]).prefixed
            let start = turn.isQuery ? asked : answered
            messages.append(
                Message(id: ids[turn.index], isFromClient: turn.isQuery, range: start..<start + bytes.count))
            let size = [1448, 1448, 700, 9000, 60_000][random(0...4)]
            var at = 0
            while at < bytes.count {
                let end = min(bytes.count, at + max(1, random(size / 2...size)))
                let part = Array(bytes[at..<end])
                let packet = turn.isQuery ? stream.send(part) : stream.receive(part)
                segments.append(
                    Segment(isFromClient: turn.isQuery, range: start + at..<start + end, packet: packet, time: time))
                time += Int64(random(20...3000))
                if random(0...3) == 0 {
                    let packet = turn.isQuery ? stream.fromServer() : stream.fromClient()
                    segments.append(Segment(isFromClient: !turn.isQuery, range: 0..<0, packet: packet, time: time))
                    time += 20
                }
                at = end
            }
            if turn.isQuery { asked += bytes.count } else { answered += bytes.count }
            // Sometimes longer than anything is waited for.
            time += random(0...9) == 0 ? 4_000_000 : Int64(random(100...20_000))
        }
        guard random(0...2) == 0 else { return }
        for packet in [stream.fromClient([.ack, .fin]), stream.fromServer([.ack, .fin])] {
            segments.append(Segment(isFromClient: true, range: 0..<0, packet: packet, time: time))
        }
    }

    private mutating func spoil() {
        if damage.contains(.lateBegin) { segments.removeFirst(random(1...max(1, segments.count / 2))) }
        if damage.contains(.oneDirection) {
            let isFromClient = Bool.random(using: &generator)
            segments.removeAll { $0.isFromClient != isFromClient }
        }
        if damage.contains(.loss) {
            let places = segments.indices.filter { !segments[$0].range.isEmpty }
            if let place = places.randomElement(using: &generator) { segments.remove(at: place) }
        }
        if damage.contains(.repetition) {
            for _ in 0..<random(1...4) where !segments.isEmpty {
                let place = random(0...segments.count - 1)
                var copy = segments[place]
                let later = random(place...segments.count - 1)
                copy.time = segments[later].time
                segments.insert(copy, at: later + 1)
            }
        }
        guard damage.contains(.disorder) else { return }
        // What was recorded out of order: the times are those of the wire, less than a second apart.
        for _ in 0..<random(1...6) where segments.count > 1 {
            let place = random(0...segments.count - 2)
            let later = min(segments.count - 1, place + random(1...4))
            guard segments[later].time - segments[place].time < 1_000_000 else { continue }
            let moved = segments.remove(at: place)
            segments.insert(moved, at: later)
        }
    }
}
