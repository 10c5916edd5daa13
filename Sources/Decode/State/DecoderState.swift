import Crypto

/// What the decoder carries over the boundary of two captures, as bytes: magic, version, clock, waiting queries,
/// connections, fragments, and a SHA-256 over all of it.
///
/// Version 2 keeps of a query that was answered only what tells another message of the same question, and IPv4 addresses
/// in four bytes. Version 1, with the whole message, is still read.
enum DecoderState {
    private static let magic = Array("entrada state\n".utf8)
    private static let version: UInt32 = 2

    static func save(_ pipeline: PacketPipeline) -> [UInt8] {
        var out = StateWriter(reserving: size(pipeline))
        for byte in magic { out.put(byte) }
        out.put(version)
        out.put(pipeline.clock.now)
        out.put(pipeline.clock.doubtful)
        out.put(pipeline.clock.agreeing)
        out.put(pipeline.connections.nextSweep)
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
        let streams = pipeline.connections.bufferedBytes + pipeline.connections.connections.count * 160
        return 1024 + messages + streams + pipeline.fragments.bytes + pipeline.fragments.assemblies.count * 100
    }

    static func restore(_ bytes: [UInt8], into pipeline: PacketPipeline) throws {
        let end = bytes.count - SHA256.byteCount
        guard end >= magic.count + 4, Array(bytes[..<magic.count]) == magic else {
            throw DecodeError.badState(reason: "it is no state file")
        }
        guard Array(SHA256.hash(data: bytes[..<end])) == Array(bytes[end...]) else {
            throw DecodeError.badState(reason: "its checksum is wrong: it was damaged")
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
        pipeline.connections.restore(nextSweep: try reader.time())
        try restorePending(pipeline, &reader)
        try restoreConnections(pipeline, &reader)
        try restoreFragments(pipeline, &reader)
        guard reader.isAtEnd else { throw DecodeError.badState(reason: "something follows its end") }
    }

    private static func savePending(_ pipeline: PacketPipeline, _ out: inout StateWriter) {
        out.put(UInt32(pipeline.joiner.table.count))
        pipeline.joiner.table.forEachFromOldest { entry in
            out.put(entry.state.rawValue)
            out.put(entry.conversation.client)
            out.put(entry.conversation.server)
            out.put(entry.conversation.clientPort)
            out.put(entry.conversation.serverPort)
            out.put(entry.conversation.transport)
            out.put(entry.conversation.id)
            out.put(entry.eventTime)
            if entry.state == .answered {
                let question = entry.isDigested ? entry.question : QuestionDigest(entry.query)
                out.put(entry.query.message.hasQuestion)
                out.put(question.first)
                out.put(question.second)
                return
            }
            out.put(entry.roundTrip)
            out.put(entry.responses)
            out.put(entry.responseBytes)
            out.put(entry.hasQuery)
            if entry.hasQuery { out.put(entry.query) }
            out.put(entry.state == .transfer)
            if entry.state == .transfer { out.put(entry.response) }
        }
    }

    private static func restorePending(_ pipeline: PacketPipeline, _ reader: inout StateReader) throws {
        let count: UInt32 = try reader.integer()
        for _ in 0..<count {
            guard let state = Pending.State(rawValue: try reader.integer()), state != .free else {
                throw DecodeError.badState(reason: "an entry of unknown kind")
            }
            let conversation = Conversation(
                client: try reader.address(), server: try reader.address(), clientPort: try reader.integer(),
                serverPort: try reader.integer(), transport: try reader.integer(), id: try reader.integer())
            let eventTime = try reader.time()
            if state == .answered, reader.version > 1 {
                pipeline.joiner.table.restore(try answered(conversation, eventTime, pipeline, &reader))
                continue
            }
            let roundTrip = try reader.time()
            let (responses, responseBytes): (Int32, Int64) = (try reader.integer(), try reader.integer())
            let query = try reader.bool() ? try reader.half() : nil
            let response = try reader.bool() ? try reader.half() : nil
            guard let any = query ?? response else { throw DecodeError.badState(reason: "an entry without a message") }
            let entry = Pending(
                state: state, conversation: conversation, hash: pipeline.joiner.table.hash(conversation),
                eventTime: eventTime,
                hasQuery: query != nil, query: query?.half ?? any.half, roundTrip: roundTrip,
                response: response?.half ?? any.half, responses: responses, responseBytes: responseBytes)
            pipeline.joiner.table.restore(entry, query: query?.content, response: response?.content)
        }
    }

    private static func answered(
        _ conversation: Conversation, _ eventTime: Int64, _ pipeline: PacketPipeline, _ reader: inout StateReader
    ) throws -> Pending {
        var entry = Pending(
            state: .answered, conversation: conversation, hash: pipeline.joiner.table.hash(conversation),
            eventTime: eventTime, hasQuery: true, query: .absent, response: .absent)
        entry.query.message.hasQuestion = try reader.bool()
        entry.question = QuestionDigest(first: try reader.integer(), second: try reader.integer())
        entry.isDigested = true
        return entry
    }

    private static func saveConnections(_ pipeline: PacketPipeline, _ out: inout StateWriter) {
        let all = pipeline.connections.connections.sorted { TCPConnectionKey.order($0.key, $1.key) }
        out.put(UInt32(all.count))
        for (key, connection) in all {
            out.put(key.client)
            out.put(key.server)
            out.put(key.clientPort)
            out.put(key.serverPort)
            out.put(connection.lastSeen)
            out.put(connection.lastSegmentTime)
            out.put(connection.synTime)
            out.put(UInt32(connection.synCount))
            out.put(UInt32(connection.synAckCount))
            out.put(connection.roundTrip)
            out.put(connection.isEstablished)
            out.put(connection.isClosed)
            out.put(connection.clientSequence != nil)
            out.put(connection.clientSequence ?? 0)
            save(connection.toServer, &out)
            save(connection.toClient, &out)
        }
    }

    private static func save(_ half: TCPHalf, _ out: inout StateWriter) {
        out.put(half.next != nil)
        out.put(half.next ?? 0)
        out.put(half.isSynchronised)
        out.put(half.hasData)
        out.put(half.finish != nil)
        out.put(half.finish ?? 0)
        out.put(half.partial)
        out.put(UInt32(half.waiting.count))
        for segment in half.waiting {
            out.put(segment.sequence)
            out.put(segment.bytes)
        }
    }

    private static func restoreConnections(_ pipeline: PacketPipeline, _ reader: inout StateReader) throws {
        let count: UInt32 = try reader.integer()
        for _ in 0..<count {
            let key = TCPConnectionKey(
                client: try reader.address(), server: try reader.address(), clientPort: try reader.integer(),
                serverPort: try reader.integer())
            let connection = TCPConnection(lastSeen: try reader.time())
            connection.lastSegmentTime = try reader.time()
            connection.synTime = try reader.time()
            connection.synCount = Int(try reader.integer(UInt32.self))
            connection.synAckCount = Int(try reader.integer(UInt32.self))
            connection.roundTrip = try reader.time()
            connection.isEstablished = try reader.bool()
            connection.isClosed = try reader.bool()
            let hasSequence = try reader.bool()
            let sequence: UInt32 = try reader.integer()
            connection.clientSequence = hasSequence ? sequence : nil
            connection.toServer = try half(&reader)
            connection.toClient = try half(&reader)
            pipeline.connections.restore(key, connection)
        }
    }

    private static func half(_ reader: inout StateReader) throws -> TCPHalf {
        var half = TCPHalf()
        let hasNext = try reader.bool()
        let next: UInt32 = try reader.integer()
        half.next = hasNext ? next : nil
        half.isSynchronised = try reader.bool()
        half.hasData = try reader.bool()
        let hasFinish = try reader.bool()
        let finish: UInt32 = try reader.integer()
        half.finish = hasFinish ? finish : nil
        half.partial = try reader.content()
        let count: UInt32 = try reader.integer()
        for _ in 0..<count {
            let sequence: UInt32 = try reader.integer()
            let bytes = try reader.content()
            half.restore(sequence, bytes, at: half.waiting.count)
        }
        return half
    }

    private static func saveFragments(_ pipeline: PacketPipeline, _ out: inout StateWriter) {
        let all = pipeline.fragments.assemblies.sorted { FragmentTable.Key.order($0.key, $1.key) }
        out.put(UInt32(all.count))
        for (key, assembly) in all {
            out.put(key.source)
            out.put(key.destination)
            out.put(key.identification)
            out.put(key.transport)
            out.put(assembly.startedAt)
            out.put(assembly.isRefused)
            out.put(Int64(assembly.total ?? -1))
            out.put(assembly.first.ttl)
            out.put(assembly.first.dontFragment)
            out.put(UInt32(assembly.pieces.count))
            for piece in assembly.pieces {
                out.put(UInt32(piece.offset))
                out.put(piece.bytes)
            }
        }
    }

    private static func restoreFragments(_ pipeline: PacketPipeline, _ reader: inout StateReader) throws {
        let count: UInt32 = try reader.integer()
        for _ in 0..<count {
            let key = FragmentTable.Key(
                source: try reader.address(), destination: try reader.address(), identification: try reader.integer(),
                transport: try reader.integer())
            let startedAt = try reader.time()
            let isRefused = try reader.bool()
            let total: Int64 = try reader.integer()
            let ttl: UInt8 = try reader.integer()
            let assembly = FragmentTable.Assembly(
                Datagram(
                    time: 0, frame: 0, source: key.source, destination: key.destination, ttl: ttl,
                    transport: key.transport, dontFragment: try reader.bool(), isTruncated: false, fragments: 0,
                    length: 0), startedAt: startedAt)
            assembly.isRefused = isRefused
            assembly.total = total < 0 ? nil : Int(total)
            let pieces: UInt32 = try reader.integer()
            for _ in 0..<pieces {
                let offset = Int(try reader.integer(UInt32.self))
                let bytes = try reader.content()
                assembly.pieces.append((offset, bytes))
                assembly.bytes += bytes.count
            }
            pipeline.fragments.restore(key, assembly)
        }
    }
}
