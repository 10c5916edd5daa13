/// Connections between two captures.
extension DecoderState {
    static func saveConnections(_ pipeline: PacketPipeline, _ out: inout StateWriter) {
        let all = pipeline.streams.connections.connections.sorted { TCPConnectionKey.order($0.key, $1.key) }
        out.put(UInt32(all.count))
        for (key, connection) in all {
            out.put(key.client)
            out.put(key.server)
            out.put(key.clientPort)
            out.put(key.serverPort)
            out.put(connection.lastSeen)
            out.put(connection.synTime)
            out.put(UInt32(connection.synCount))
            out.put(UInt32(connection.synAckCount))
            out.put(connection.roundTrip)
            out.put(connection.firstQueryTime)
            out.put(connection.isEstablished)
            out.put(connection.isClosed)
            out.put(connection.closesAt)
            out.put(connection.clientSequence)
            out.put(connection.serverSequence)
            out.put(connection.toServer.isFromServer != nil)
            save(connection.offer, &out)
            save(connection.strayToServer, &out)
            save(connection.strayToClient, &out)
            save(connection.reset, &out)
            save(connection.toServer, &out)
            save(connection.toClient, &out)
        }
    }

    private static func save(_ offer: TCPConnection.Offer?, _ out: inout StateWriter) {
        out.put(offer != nil)
        guard let offer else { return }
        out.put(offer.sequence)
        out.put(offer.time)
        out.put(offer.isFromClient)
        save(offer.data, &out)
    }

    private static func save(_ reset: TCPConnection.Reset?, _ out: inout StateWriter) {
        out.put(reset != nil)
        guard let reset else { return }
        out.put(reset.isFromClient)
        out.put(reset.sequence)
        out.put(reset.otherHighest)
    }

    private static func save(_ stray: TCPConnection.Stray?, _ out: inout StateWriter) {
        out.put(stray != nil)
        guard let stray else { return }
        let segment = SegmentQueue.Segment(
            sequence: stray.sequence, wireCount: stray.wireCount, bytes: stray.bytes, carrier: stray.carrier)
        save(segment, &out)
    }

    private static func save(_ half: TCPHalf, _ out: inout StateWriter) {
        out.put(half.next)
        out.put(half.finish)
        out.put(half.acknowledged)
        out.put(half.highest)
        out.put(half.isSynchronised)
        out.put(half.hasSought)
        out.put(half.rightChecksums)
        out.put(half.isAtBegin)
        out.put(half.proxied)
        for index in 0..<RecentSegments.count {
            // From the oldest on, so that reading them adds them in order.
            let place = (Int(half.recent.newest) + 1 + index) % RecentSegments.count
            out.put(half.recent.sequences[place])
            out.put(half.recent.sizes[place])
        }
        out.put(UInt32(half.skipping))
        out.put(half.dueAt)
        out.put(half.partialCarrier)
        out.put(half.partial)
        out.put(UInt32(half.queue.segments.count))
        for segment in half.queue.segments { save(segment, &out) }
    }

    private static func save(_ segment: SegmentQueue.Segment, _ out: inout StateWriter) {
        out.put(segment.sequence)
        out.put(UInt32(segment.wireCount))
        out.put(segment.carrier)
        out.put(segment.bytes)
    }

    static func restoreConnections(_ pipeline: PacketPipeline, _ reader: inout StateReader) throws {
        let count: UInt32 = try reader.integer()
        var dues: [TCPConnectionTable.Due] = []
        for _ in 0..<count {
            let key = TCPConnectionKey(
                client: try reader.address(), server: try reader.address(), clientPort: try reader.integer(),
                serverPort: try reader.integer())
            let connection =
                reader.version < 3
                ? try earlierConnection(key, pipeline, &reader) : try connection(&reader)
            pipeline.streams.connections.restore(key, connection)
            for isToServer in [true, false] where connection[isToServer].dueAt != 0 {
                connection[isToServer].isScheduled = true
                dues.append(
                    .init(at: connection[isToServer].dueAt, key: key, what: isToServer ? .toServer : .toClient))
            }
            if connection.closesAt != 0, !connection.isClosed {
                dues.append(.init(at: connection.closesAt, key: key, what: .close))
            }
        }
        pipeline.streams.connections.restore(dues)
    }

    private static func connection(_ reader: inout StateReader) throws -> TCPConnection {
        let lastSeen = try reader.time()
        let (synTime, synCount, synAckCount) = (
            try reader.time(), try reader.integer(UInt32.self), try reader.integer(UInt32.self)
        )
        let (roundTrip, firstQueryTime) = (try reader.time(), try reader.time())
        let (isEstablished, isClosed) = (try reader.bool(), try reader.bool())
        let closesAt = try reader.time()
        let (clientSequence, serverSequence) = (try reader.sequence(), try reader.sequence())
        let connection = TCPConnection(lastSeen: lastSeen, isServerKnown: try reader.bool())
        connection.synTime = synTime
        connection.synCount = Int(synCount)
        connection.synAckCount = Int(synAckCount)
        connection.roundTrip = roundTrip
        connection.firstQueryTime = firstQueryTime
        connection.isEstablished = isEstablished
        connection.isClosed = isClosed
        connection.closesAt = closesAt
        connection.clientSequence = clientSequence
        connection.serverSequence = serverSequence
        try restoreDoubts(of: connection, &reader)
        try restore(&connection.toServer, &reader)
        try restore(&connection.toClient, &reader)
        return connection
    }

    /// What is not believed yet.
    private static func restoreDoubts(of connection: TCPConnection, _ reader: inout StateReader) throws {
        if try reader.bool() {
            let (sequence, time, isFromClient) = (
                try reader.integer(UInt32.self), try reader.time(), try reader.bool()
            )
            let none = TCPConnection.Stray(
                sequence: sequence &+ 1, wireCount: 0, bytes: [], carrier: Carrier(time: time))
            connection.offer = TCPConnection.Offer(
                sequence: sequence, time: time, isFromClient: isFromClient,
                data: reader.version < 4 ? none : try stray(&reader) ?? none)
        }
        guard reader.version >= 4 else {
            guard try reader.bool() else { return }
            let isFromClient = try reader.bool()
            _ = connection.keep(try TCPConnection.Stray(segment(&reader)), isToServer: isFromClient)
            return
        }
        connection.strayToServer = try stray(&reader)
        connection.strayToClient = try stray(&reader)
        if try reader.bool() {
            connection.reset = TCPConnection.Reset(
                isFromClient: try reader.bool(), sequence: try reader.integer(), otherHighest: try reader.sequence())
        }
    }

    private static func stray(_ reader: inout StateReader) throws -> TCPConnection.Stray? {
        try reader.bool() ? TCPConnection.Stray(segment(&reader)) : nil
    }

    private static func restore(_ half: inout TCPHalf, _ reader: inout StateReader) throws {
        half.next = try reader.sequence()
        half.finish = try reader.sequence()
        half.acknowledged = try reader.sequence()
        half.highest = try reader.sequence()
        half.isSynchronised = try reader.bool()
        half.hasSought = try reader.bool()
        half.rightChecksums = try reader.integer()
        half.isAtBegin = try reader.bool()
        half.proxied = try reader.proxied()
        if reader.version >= 4 {
            for _ in 0..<RecentSegments.count {
                half.recent.add(try reader.integer(), Int(try reader.integer(UInt32.self)))
            }
        }
        let skipping: UInt32 = try reader.integer()
        guard skipping < 1 << 17 else { throw DecodeError.badState(reason: "a message longer than any can be") }
        half.skipping = Int(skipping)
        half.dueAt = try reader.time()
        half.partialCarrier = try reader.carrier()
        half.partial = try reader.content()
        let count: UInt32 = try reader.integer()
        for _ in 0..<count { half.queue.restore(try segment(&reader)) }
    }

    private static func segment(_ reader: inout StateReader) throws -> SegmentQueue.Segment {
        let (sequence, wireCount) = (try reader.integer(UInt32.self), try reader.integer(UInt32.self))
        let carrier = try reader.carrier()
        let bytes = try reader.content()
        guard wireCount < 1 << 24, bytes.count <= wireCount else {
            throw DecodeError.badState(reason: "a segment longer than any can be")
        }
        return SegmentQueue.Segment(sequence: sequence, wireCount: Int(wireCount), bytes: bytes, carrier: carrier)
    }

    /// As versions 1 and 2 have it: of the packets that bytes came in, only the time of the last one is known.
    private static func earlierConnection(
        _ key: TCPConnectionKey, _ pipeline: PacketPipeline, _ reader: inout StateReader
    ) throws -> TCPConnection {
        let isServerKnown =
            !pipeline.ports.contains(key.clientPort) || !pipeline.ports.contains(key.serverPort)
        let connection = TCPConnection(lastSeen: try reader.time(), isServerKnown: isServerKnown)
        let carrier = Carrier(time: try reader.time())
        connection.synTime = try reader.time()
        connection.synCount = Int(try reader.integer(UInt32.self))
        connection.synAckCount = Int(try reader.integer(UInt32.self))
        connection.roundTrip = try reader.time()
        connection.isEstablished = try reader.bool()
        connection.isClosed = try reader.bool()
        connection.clientSequence = try reader.sequence()
        try restoreEarlier(&connection.toServer, carrier, pipeline, &reader)
        try restoreEarlier(&connection.toClient, carrier, pipeline, &reader)
        return connection
    }

    private static func restoreEarlier(
        _ half: inout TCPHalf, _ carrier: Carrier, _ pipeline: PacketPipeline, _ reader: inout StateReader
    ) throws {
        half.next = try reader.sequence()
        half.isSynchronised = try reader.bool()
        let hasData = try reader.bool()
        half.finish = try reader.sequence()
        half.partial = try reader.content()
        half.partialCarrier = carrier
        let count: UInt32 = try reader.integer()
        for _ in 0..<count {
            let sequence: UInt32 = try reader.integer()
            let bytes = try reader.content()
            half.queue.restore(
                .init(sequence: sequence, wireCount: bytes.count, bytes: bytes, carrier: carrier))
        }
        if hasData { half.highest = half.queue.segments.last?.end ?? half.next }
        if half.isSeeking { half.dueAt = pipeline.clock.now + pipeline.options.disorderMicroseconds }
    }
}

extension TCPConnection.Stray {
    fileprivate init(_ segment: SegmentQueue.Segment) {
        self.init(
            sequence: segment.sequence, wireCount: segment.wireCount, bytes: segment.bytes, carrier: segment.carrier)
    }
}
