/// Data of TCP connections, the holes in it, and how both end.
extension PacketPipeline {
    /// Takes a segment's data. Gives false where there was no room.
    func data(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ datagram: Datagram, _ segment: TCPSegment,
        _ isFromClient: Bool
    ) -> Bool {
        guard segment.wireCount > 0 else { return true }
        return data(
            connection, key, segment.place, segment.payload, wireCount: segment.wireCount, Carrier(datagram),
            isToServer: isFromClient)
    }

    private func data(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ sequence: UInt32, _ payload: Bytes, wireCount: Int,
        _ carrier: Carrier, isToServer: Bool
    ) -> Bool {
        let allowance = connections.allowance(options.bounds.disorderBytes)
        func give(_ message: TCPHalf.Message) { streamed(connection, key, message, isToServer: isToServer) }
        func take() -> Bool {
            connection[isToServer].take(
                sequence, payload, wireCount: wireCount, carrier, allowance: allowance, give)
        }
        var attempts = 0
        while !take() {
            // Too much waits: go on behind the hole, and then without the beginning.
            if connection[isToServer].isSynchronised {
                giveUp(connection, key, isToServer: isToServer, .hole)
            } else {
                connection[isToServer].makeRoom(give)
                faults.add(.tcp_gap)
            }
            attempts += 1
            guard attempts < 3 else { return false }
        }
        // In mid-stream, what was recorded late may still come before.
        if connection[isToServer].isSeeking || connection[isToServer].lacksAcknowledged {
            wait(connection, key, isToServer: isToServer)
        }
        return true
    }

    /// The other side has got everything up to here: what is missing will not be sent again.
    func acknowledge(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ segment: TCPSegment, _ isFromClient: Bool
    ) {
        guard segment.flags.contains(.ack), !connection.isClosed else { return }
        let isToServer = !isFromClient
        let place = segment.acknowledgement
        guard connection[isToServer].acknowledge(place), connection[isToServer].lacksAcknowledged else { return }
        wait(connection, key, isToServer: isToServer)
    }

    /// Lets a hole stand until packets that were recorded late have had their time.
    private func wait(_ connection: TCPConnection, _ key: TCPConnectionKey, isToServer: Bool) {
        guard connection[isToServer].dueAt == 0 else { return }
        connection[isToServer].dueAt = clock.now + options.disorderMicroseconds
        schedule(connection, key, isToServer: isToServer)
    }

    private func schedule(_ connection: TCPConnection, _ key: TCPConnectionKey, isToServer: Bool) {
        guard !connection[isToServer].isScheduled else { return }
        connection[isToServer].isScheduled = true
        connections.schedule(
            .init(at: connection[isToServer].dueAt, key: key, what: isToServer ? .toServer : .toClient))
    }

    /// Gives up holes and closes connections for which the time has come.
    func settleDue() throws {
        while let due = connections.takeDue(clock.now) {
            guard let connection = connections.find(due.key) else { continue }
            let buffered = connection.bufferedBytes
            switch due.what {
            case .close:
                guard connection.closesAt == due.at, !connection.isClosed else { continue }
                if isForged(connection) { continue }
                close(connection, due.key)
            case .toServer, .toClient: settle(connection, due)
            }
            connections.account(connection.bufferedBytes - buffered)
        }
        try rethrow()
    }

    /// A reset names the byte that comes next (RFC 5961 3.2). Not all has been captured, perhaps; but if nothing tells of a
    /// hole, it was a guess, and the connection stays.
    private func isForged(_ connection: TCPConnection) -> Bool {
        guard let reset = connection.reset, connection[reset.isFromClient].queue.isEmpty,
            let distance = connection[reset.isFromClient].distance(of: reset.sequence),
            // FIN takes one sequence number (RFC 9293 3.4).
            distance > (connection[reset.isFromClient].finish == nil ? 0 : 1)
        else { return false }
        (connection.reset, connection.closesAt) = (nil, 0)
        faults.add(.tcp_out_of_window)
        return true
    }

    private func settle(_ connection: TCPConnection, _ due: TCPConnectionTable.Due) {
        let isToServer = due.what == .toServer
        connection[isToServer].isScheduled = false
        guard connection[isToServer].dueAt != 0 else { return }
        // There was another hole meanwhile: it has its own time.
        guard connection[isToServer].dueAt == due.at else {
            return schedule(connection, due.key, isToServer: isToServer)
        }
        giveUp(connection, due.key, isToServer: isToServer, .acknowledged)
        // Another hole, which may still be filled.
        if connection[isToServer].lacksAcknowledged
            || connection[isToServer].isSeeking && connection[isToServer].queue.hasHole
        {
            wait(connection, due.key, isToServer: isToServer)
        }
    }

    private func giveUp(
        _ connection: TCPConnection, _ key: TCPConnectionKey, isToServer: Bool, _ what: TCPHalf.Surrender
    ) {
        func give(_ message: TCPHalf.Message) { streamed(connection, key, message, isToServer: isToServer) }
        if connection[isToServer].giveUp(what, give) { faults.add(.tcp_gap) }
    }

    /// It is known where a direction begins.
    func begin(_ connection: TCPConnection, _ key: TCPConnectionKey, isToServer: Bool, at sequence: UInt32) {
        func give(_ message: TCPHalf.Message) { streamed(connection, key, message, isToServer: isToServer) }
        connection[isToServer].begin(at: sequence, give)
    }

    private func streamed(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ part: TCPHalf.Message, isToServer: Bool
    ) {
        if part.bytes.count == 0 { return faults.add(.dns_zero_length) }
        let carrier = part.carrier
        let datagram = Datagram(
            time: carrier.time, frame: carrier.frame, source: isToServer ? key.client : key.server,
            destination: isToServer ? key.server : key.client, ttl: carrier.ttl, transport: 6,
            dontFragment: carrier.dontFragment, isTruncated: false, fragments: carrier.fragments, length: 0)
        var roundTrip: Int64 = -1
        if isToServer {
            if connection.firstQueryTime == CaptureClock.inDoubt { connection.firstQueryTime = carrier.time }
            if connection.firstQueryTime == carrier.time { roundTrip = connection.roundTrip }
        }
        do {
            try message(
                datagram, source: isToServer ? key.clientPort : key.serverPort,
                destination: isToServer ? key.serverPort : key.clientPort, part.bytes,
                declaredLength: part.declaredLength, isTruncated: part.bytes.count < part.declaredLength,
                roundTrip: roundTrip, proxied: part.proxied)
        } catch { failure = error }
    }

    func keepOffer(_ connection: TCPConnection, _ segment: TCPSegment, _ datagram: Datagram, _ isFromClient: Bool) {
        let buffered = connection.bufferedBytes
        if connection.offer != nil { faults.add(.tcp_out_of_window) }
        connection.offer = TCPConnection.Offer(
            sequence: segment.sequence, time: datagram.time, isFromClient: isFromClient,
            data: TCPConnection.Stray(segment, datagram))
        connections.account(connection.bufferedBytes - buffered)
    }

    func keepStray(_ connection: TCPConnection, _ stray: TCPConnection.Stray, isToServer: Bool) {
        let buffered = connection.bufferedBytes
        if connection.keep(stray, isToServer: isToServer) { faults.add(.tcp_out_of_window) }
        connections.account(connection.bufferedBytes - buffered)
    }

    /// A stray segment of a connection was among the first of the one that follows it.
    func takeStray(
        _ stray: TCPConnection.Stray, _ connection: TCPConnection, _ key: TCPConnectionKey, isToServer: Bool
    ) {
        guard stray.wireCount > 0 else { return }
        let buffered = connection.bufferedBytes
        stray.bytes.withUnsafeBufferPointer { buffer in
            _ = data(
                connection, key, stray.sequence, buffer.baseAddress.map { Bytes($0, buffer.count) } ?? .empty,
                wireCount: stray.wireCount, stray.carrier, isToServer: isToServer)
        }
        connections.account(connection.bufferedBytes - buffered)
    }

    /// Nothing more is expected: what waits behind holes is taken as it is. If it was a reset and the stream goes on all
    /// the same, it goes on where it was.
    private func close(_ connection: TCPConnection, _ key: TCPConnectionKey) {
        giveUp(connection, key, isToServer: true, .everything)
        giveUp(connection, key, isToServer: false, .everything)
        connection.isClosed = true
        if connection.toServer.isFinished { forget(connection, isToServer: true) }
        if connection.toClient.isFinished { forget(connection, isToServer: false) }
        for isToServer in [true, false] where connection.keep(nil, isToServer: isToServer) {
            faults.add(.tcp_out_of_window)
        }
        if connection.offer != nil { faults.add(.tcp_out_of_window) }
        connection.offer = nil
    }

    /// A message whose end never came, or whose beginning was never found.
    private func forget(_ connection: TCPConnection, isToServer: Bool) {
        if connection[isToServer].forget() { faults.add(.tcp_incomplete) }
    }

    /// Takes a connection out of the table, with what waits behind its holes.
    func end(_ key: TCPConnectionKey) throws {
        guard let connection = connections.find(key) else { return }
        let buffered = connection.bufferedBytes
        if !connection.isClosed { close(connection, key) }
        forget(connection, isToServer: true)
        forget(connection, isToServer: false)
        connections.account(connection.bufferedBytes - buffered)
        connections.remove(key)
        try rethrow()
    }
}
