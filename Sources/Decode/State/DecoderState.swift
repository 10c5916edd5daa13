import Crypto

/// What the decoder carries over the boundary of two captures, as bytes: magic, version, clock, waiting queries,
/// connections, fragments, and a SHA-256 over all of it.
///
/// Version 2 keeps of a query that was answered only what tells another message of the same question, and IPv4 addresses
/// in four bytes. Version 3 keeps which packets the bytes of connections came in, and what their holes wait for. Version 4
/// keeps what tells a reset, a repetition or another connection from the one that is known, and which checksums are right.
/// The earlier ones are still read.
enum DecoderState {
    private static let magic = Array("entrada state\n".utf8)
    private static let version: UInt32 = 4

    static func save(_ pipeline: PacketPipeline) -> [UInt8] {
        var out = StateWriter(reserving: size(pipeline))
        for byte in magic { out.put(byte) }
        out.put(version)
        out.put(pipeline.clock.now)
        out.put(pipeline.clock.doubtful)
        out.put(pipeline.clock.agreeing)
        out.put(pipeline.streams.connections.nextSweep)
        savePending(pipeline, &out)
        saveConnections(pipeline, &out)
        saveFragments(pipeline, &out)
        let digest = SHA256.hash(data: out.bytes)
        for byte in digest { out.put(byte) }
        return out.bytes
    }

    /// About what it takes, so that the bytes are there once and not twice while they grow.
    private static func size(_ pipeline: PacketPipeline) -> Int {
        let messages = pipeline.joiner.table.bytes + pipeline.joiner.table.count * 160
        let streams = pipeline.streams.connections.bufferedBytes + pipeline.streams.connections.connections.count * 160
        return 1024 + messages + streams + pipeline.fragments.bytes + pipeline.fragments.assemblies.count * 100
    }

    static func restore(_ bytes: [UInt8], into pipeline: PacketPipeline) throws {
        let end = bytes.count - SHA256.byteCount
        guard end >= magic.count + 4, Array(bytes[..<magic.count]) == magic else {
            throw DecodeError.badState(reason: "it is not a state file")
        }
        guard Array(SHA256.hash(data: bytes[..<end])) == Array(bytes[end...]) else {
            throw DecodeError.badState(reason: "its checksum is wrong; the file is damaged")
        }
        var reader = StateReader(bytes, upTo: end)
        for _ in magic { _ = try reader.integer(UInt8.self) }
        let found: UInt32 = try reader.integer()
        guard (1...version).contains(found) else {
            throw DecodeError.badState(reason: "version \(found); this program reads versions 1 to \(version)")
        }
        reader.version = found
        pipeline.clock.restore(
            try reader.time(), doubtful: try reader.time(), agreeing: try reader.integer())
        pipeline.streams.connections.restore(nextSweep: try reader.time())
        try restorePending(pipeline, &reader)
        try restoreConnections(pipeline, &reader)
        try restoreFragments(pipeline, &reader)
        guard reader.isAtEnd else { throw DecodeError.badState(reason: "something follows its end") }
    }

    private static func savePending(_ pipeline: PacketPipeline, _ out: inout StateWriter) {
        out.put(UInt32(pipeline.joiner.table.count))
        pipeline.joiner.table.forEachFromOldest { entry in
            out.put(entry.state.rawValue)
            out.put(entry.transaction.client)
            out.put(entry.transaction.server)
            out.put(entry.transaction.clientPort)
            out.put(entry.transaction.serverPort)
            out.put(entry.transaction.transport)
            out.put(entry.transaction.id)
            out.put(entry.eventTime)
            if entry.state == .answered {
                let question = entry.isDigested ? entry.question : QuestionDigest(entry.query)
                out.put(entry.query.time)
                out.put(entry.query.message.hasQuestion)
                out.put(question.first)
                out.put(question.second)
                return
            }
            out.put(entry.activeAt)
            out.put(entry.isDoubtful)
            out.put(entry.isRepetition)
            out.put(entry.proxied)
            out.put(entry.roundTrip)
            out.put(entry.responses)
            out.put(entry.responseBytes)
            out.put(entry.hasQuery)
            if entry.hasQuery { out.put(entry.query) }
            let hasResponse = entry.state == .transfer || entry.state == .early
            out.put(hasResponse)
            if hasResponse { out.put(entry.response) }
            out.put(entry.lacksMessages)
            out.put(entry.more)
        }
    }

    private static func restorePending(_ pipeline: PacketPipeline, _ reader: inout StateReader) throws {
        let count: UInt32 = try reader.integer()
        for _ in 0..<count {
            guard let state = Pending.State(rawValue: try reader.integer()), state != .free else {
                throw DecodeError.badState(reason: "an entry of unknown kind")
            }
            let transaction = TransactionKey(
                client: try reader.address(), server: try reader.address(), clientPort: try reader.integer(),
                serverPort: try reader.integer(), transport: try reader.integer(), id: try reader.integer())
            let eventTime = try reader.time()
            if state == .answered, reader.version > 1 {
                pipeline.joiner.table.restore(try answered(transaction, eventTime, pipeline, &reader))
                continue
            }
            let activeAt = reader.version < 3 ? eventTime : try reader.time()
            let isDoubtful = reader.version < 3 ? false : try reader.bool()
            let isRepetition = reader.version < 4 ? false : try reader.bool()
            let proxied = reader.version < 3 ? nil : try reader.proxied()
            let roundTrip = try reader.time()
            let (responses, responseBytes): (Int32, Int64) = (try reader.integer(), try reader.integer())
            let query = try reader.bool() ? try reader.observed() : nil
            let response = try reader.bool() ? try reader.observed() : nil
            let lacksMessages = reader.version < 3 ? false : try reader.bool()
            let more = reader.version < 3 ? [] : try messages(try reader.content())
            guard let any = query ?? response else { throw DecodeError.badState(reason: "an entry without a message") }
            let entry = Pending(
                state: state, transaction: transaction, hash: 0,
                eventTime: eventTime, isDoubtful: isDoubtful, isRepetition: isRepetition, activeAt: activeAt,
                hasQuery: query != nil, query: query?.observed ?? any.observed, roundTrip: roundTrip, proxied: proxied,
                response: response?.observed ?? any.observed, lacksMessages: lacksMessages, responses: responses,
                responseBytes: responseBytes)
            pipeline.joiner.table.restore(entry, query: query?.content, response: response?.content, more: more)
        }
    }

    /// Messages of a transfer, each behind its length.
    private static func messages(_ content: [UInt8]) throws -> [[UInt8]] {
        var messages: [[UInt8]] = []
        var at = 0
        while at < content.count {
            guard at + 4 <= content.count else { throw DecodeError.badState(reason: "a message is cut off") }
            let length = content[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
            guard at + 4 + length <= content.count else { throw DecodeError.badState(reason: "a message is cut off") }
            messages.append(Array(content[at + 4..<at + 4 + length]))
            at += 4 + length
        }
        return messages
    }

    private static func answered(
        _ transaction: TransactionKey, _ eventTime: Int64, _ pipeline: PacketPipeline, _ reader: inout StateReader
    ) throws -> Pending {
        var entry = Pending(
            state: .answered, transaction: transaction, hash: 0,
            eventTime: eventTime, hasQuery: true, query: .absent, response: .absent)
        entry.query.time = reader.version < 3 ? 0 : try reader.time()
        entry.query.message.hasQuestion = try reader.bool()
        entry.question = QuestionDigest(first: try reader.integer(), second: try reader.integer())
        entry.isDigested = true
        return entry
    }
}
