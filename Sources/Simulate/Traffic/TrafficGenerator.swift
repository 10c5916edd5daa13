/// Walks along the time span and begins conversations.
struct TrafficGenerator: ~Copyable {
    /// More packets than any conversation has.
    private static let largestConversation = 64
    /// What a plain lookup needs at most, in µs.
    private static let plainSpan: Int64 = 4_000

    let options: DNSTrafficOptions
    let server4: Address
    let server6: Address
    var random: SeededRandom
    var clients: ClientPool
    var messages: MessageForge
    var frames: FrameForge
    var truth = DNSTrafficTruth()
    // Messages of the current conversation.
    var query = WireBuffer(capacity: 4096)
    var response = WireBuffer(capacity: 8192)
    var requests = WireBuffer(capacity: 8192)
    var replies = WireBuffer(capacity: 65_536)
    private var series: CaptureSeries
    private let connectionShare: Double

    init(_ options: DNSTrafficOptions, directory: String) throws(SimulateError) {
        self.options = options
        (server4, server6) = (Address(bytes: options.serverIPv4), Address(bytes: options.serverIPv6))
        var random = SeededRandom(seed: options.seed)
        clients = ClientPool(count: options.clients, &random)
        messages = MessageForge(NamePool(count: options.names, &random), shares: options.shares)
        frames = FrameForge(SeededRandom(seed: random.next()))
        self.random = random
        series = try CaptureSeries(options, directory: directory)
        connectionShare = Self.connectionShare(options.shares)
    }

    /// Makes all traffic.
    mutating func run() throws(SimulateError) -> DNSTrafficTruth {
        let usable = options.durationMicroseconds - Self.plainSpan
        let latest = options.startMicroseconds + usable
        // Conversations begin a few mean distances around their turn, not like a clock.
        let scatter = max(1, min(8 * usable / Int64(max(1, options.packets)), 10_000_000))
        while frames.queue.made < UInt64(options.packets) {
            let made = Int64(frames.queue.made)
            let total = Int64(options.packets)
            // In two steps, so that nothing overflows.
            let (whole, rest) = usable.quotientAndRemainder(dividingBy: total)
            let turn = options.startMicroseconds + whole * made + rest * made / total
            try drain(until: turn)
            begin(at: min(latest, turn + Int64(random.below(Int(scatter)))), room: options.packets - Int(made))
        }
        try drain(until: .max)
        truth.files = try series.finish()
        truth.packets = truth.files.reduce(0) { $0 + $1.packets }
        truth.messages = truth.queries + truth.responses
        truth.matched = truth.responses
        (truth.fragments, truth.fragmentedDatagrams) = (frames.fragments, frames.fragmentedDatagrams)
        return truth
    }

    /// What comes later begins at `limit` or after.
    private mutating func drain(until limit: Int64) throws(SimulateError) {
        while let packet = frames.queue.pop(until: limit) {
            try series.write(packet)
            frames.queue.release(packet.frame)
        }
    }

    private mutating func begin(at time: Int64, room: Int) {
        let client = clients.draw(&random)
        let flow = flow(client)
        if room < Self.largestConversation {
            if room == 1 { unanswered(flow, time) } else { plain(flow, time) }
        } else if random.chance(options.shares.other) {
            other(flow, time)
        } else if random.chance(options.shares.malformed) {
            malformed(flow, time)
        } else if random.chance(connectionShare) {
            connect(client, flow, time)
        } else {
            lookup(flow, time)
        }
    }

    private mutating func flow(_ client: Int) -> Flow {
        let isIPv6 = random.chance(options.shares.ipv6)
        let chosen = clients.clients[client]
        return Flow(
            client: isIPv6 ? chosen.ipv6 : chosen.ipv4, server: isIPv6 ? server6 : server4, clientPort: random.port(),
            clientHopLimit: chosen.hopLimit, roundTripMicroseconds: chosen.roundTripMicroseconds)
    }

    /// Whether something that takes `span` µs from `time` ends in time.
    func fits(_ time: Int64, _ span: Int64) -> Bool { time + span < options.endMicroseconds }

    /// µs between a query and its answer: mostly short.
    mutating func latency() -> Int64 {
        let draw = random.unit()
        return 50 + Int64(draw * draw * 1_950)
    }
}
