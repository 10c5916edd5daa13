extension PacketPipeline {
    /// One segment (RFC 9293 3.1): handshake, data, end.
    func tcp(_ datagram: Datagram, _ segment: Bytes) throws {
        guard segment.has(0, 20) else { return reject(.tcp_malformed) }
        let (source, destination) = (segment.u16(0), segment.u16(2))
        let (fromServer, toServer) = (ports.contains(source), ports.contains(destination))
        guard fromServer || toServer else { return account.add(.other) }
        let headerLength = Int(segment.u8(12) >> 4) * 4
        guard headerLength >= 20, segment.has(0, headerLength) else { return reject(.tcp_malformed) }
        let flags = TCPFlags(rawValue: segment.u8(13))
        let asClient = TCPConnectionKey(
            client: datagram.source, server: datagram.destination, clientPort: source, serverPort: destination)
        let asServer = TCPConnectionKey(
            client: datagram.destination, server: datagram.source, clientPort: destination, serverPort: source)
        let isFromClient: Bool
        if fromServer != toServer {
            isFromClient = toServer
        } else if flags.contains(.syn) {
            isFromClient = !flags.contains(.ack)
        } else {
            isFromClient = connections.find(asServer) == nil
        }
        let key = isFromClient ? asClient : asServer
        let payload = segment.slice(headerLength)
        var connection = connections.find(key)
        let sequence = segment.u32(4)
        if flags.contains(.syn), isFromClient, let known = connection, known.clientSequence != sequence,
            known.isClosed || known.toServer.hasData || known.toClient.hasData || known.clientSequence != nil
        {
            // Same addresses and ports, another initial sequence number: a new connection.
            try end(key)
            connection = nil
        }
        if connection == nil {
            // A lone ACK, FIN or RST says nothing worth keeping.
            if payload.count == 0 && !flags.contains(.syn) { return account.add(.segment) }
            if connections.isFull { for idle in connections.longestIdle() { try end(idle) } }
            connection = connections.add(key, time: clock.event)
        }
        guard let connection else { return reject(.tcp_dropped) }
        connections.see(connection, clock.event)
        connection.lastSegmentTime = datagram.time
        handshake(connection, flags, sequence, isFromClient: isFromClient, time: datagram.time)
        let buffered = connection.bufferedBytes
        if payload.count > 0 && !connection.isClosed {
            let place = flags.contains(.syn) ? sequence &+ 1 : sequence
            if data(connection, key, datagram, payload, place, isFromClient) {
                account.add(.segment)
            } else {
                reject(.tcp_dropped)
            }
            if datagram.isTruncated { cutShort(connection, key, datagram, segment, isFromClient) }
        } else {
            account.add(.segment)
        }
        if flags.contains(.ack) {
            // What the other side acknowledges but the capture lacks will not come any more.
            let isKnown = isFromClient ? connection.toClient.isSynchronised : connection.toServer.isSynchronised
            let waiting = isFromClient ? connection.toClient.waiting.first : connection.toServer.waiting.first
            if isKnown, let waiting, Int32(bitPattern: segment.u32(8) &- waiting.sequence) > 0 {
                skipHole(connection, key, datagram, isToServer: !isFromClient)
            }
        }
        if flags.contains(.fin) {
            let finish = sequence &+ UInt32(payload.count)
            if isFromClient { connection.toServer.finish = finish } else { connection.toClient.finish = finish }
        }
        if !connection.isClosed,
            flags.contains(.rst) || connection.toServer.isFinished && connection.toClient.isFinished
        {
            close(connection, key, datagram)
        }
        connections.account(connection.bufferedBytes - buffered)
        // Also those that are there already fill up.
        while connections.holdsTooMuch { for idle in connections.longestIdle() { try end(idle) } }
    }

    private func handshake(
        _ connection: TCPConnection, _ flags: TCPFlags, _ sequence: UInt32, isFromClient: Bool, time: Int64
    ) {
        if flags.contains(.syn) {
            if isFromClient {
                if connection.synCount == 0 { connection.synTime = time }
                connection.synCount += 1
                connection.clientSequence = sequence
                connection.toServer.begin(at: sequence &+ 1)
            } else {
                connection.synAckCount += 1
                connection.toClient.begin(at: sequence &+ 1)
            }
            // A handshake in which anything was repeated measures the time-out, not the path.
            if connection.synCount > 1 || connection.synAckCount > 1 { connection.roundTrip = -1 }
        } else if isFromClient && !connection.isEstablished && flags.contains(.ack) {
            connection.isEstablished = true
            if connection.synCount == 1 && connection.synAckCount == 1 {
                connection.roundTrip = time - connection.synTime
            }
        }
    }

    /// Gives false where there was no room.
    private func data(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ datagram: Datagram, _ payload: Bytes,
        _ sequence: UInt32, _ isFromClient: Bool
    ) -> Bool {
        let roundTrip = isFromClient ? connection.roundTrip : -1
        if isFromClient { connection.roundTrip = -1 }
        let take = { (bytes: Bytes) in self.streamed(key, datagram, bytes, isToServer: isFromClient, roundTrip) }
        if isFromClient
            ? connection.toServer.take(sequence, payload, message: take)
            : connection.toClient.take(sequence, payload, message: take)
        {
            return true
        }
        // Too much waits behind a hole: go on behind it.
        return skipHole(connection, key, datagram, isToServer: isFromClient)
            && (isFromClient
                ? connection.toServer.take(sequence, payload, message: take)
                : connection.toClient.take(sequence, payload, message: take))
    }

    @discardableResult
    private func skipHole(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ datagram: Datagram, isToServer: Bool
    ) -> Bool {
        let take = { (bytes: Bytes) in self.streamed(key, datagram, bytes, isToServer: isToServer, -1) }
        let skipped =
            isToServer ? connection.toServer.skipHole(message: take) : connection.toClient.skipHole(message: take)
        if skipped { faults.add(.tcp_gap) }
        return skipped
    }

    private func streamed(
        _ key: TCPConnectionKey, _ datagram: Datagram, _ bytes: Bytes, isToServer: Bool, _ roundTrip: Int64,
        declaredLength: Int? = nil
    ) {
        if bytes.count == 0 { return faults.add(.dns_zero_length) }
        var datagram = datagram
        datagram.source = isToServer ? key.client : key.server
        datagram.destination = isToServer ? key.server : key.client
        do {
            try message(
                datagram, source: isToServer ? key.clientPort : key.serverPort,
                destination: isToServer ? key.serverPort : key.clientPort, bytes,
                declaredLength: declaredLength ?? bytes.count, isTruncated: declaredLength != nil, roundTrip: roundTrip)
        } catch { failure = error }
    }

    /// The capture holds only the beginning of a segment: the message that breaks off there is given as far as it goes,
    /// and the next segment begins anew.
    private func cutShort(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ datagram: Datagram, _ segment: Bytes,
        _ isFromClient: Bool
    ) {
        let half = isFromClient ? connection.toServer : connection.toClient
        // Only when this segment was the next in order; one that waits is found cut off when its turn comes.
        let payload = segment.slice(Int(segment.u8(12) >> 4) * 4)
        let end = segment.u32(4) &+ (segment.u8(13) & 2 != 0 ? 1 : 0) &+ UInt32(payload.count)
        guard half.isSynchronised, half.next == end else { return }
        if half.partial.count >= 14 {
            half.partial.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                let bytes = Bytes(base, buffer.count)
                streamed(
                    key, datagram, bytes.slice(2), isToServer: isFromClient, -1, declaredLength: Int(bytes.u16(0)))
            }
        }
        if isFromClient { connection.toServer.loseTrack(at: end) } else { connection.toClient.loseTrack(at: end) }
    }

    /// RST ends both directions at once, FIN its own; what waits behind a hole is taken as it is.
    private func close(_ connection: TCPConnection, _ key: TCPConnectionKey, _ datagram: Datagram) {
        skipHole(connection, key, datagram, isToServer: true)
        skipHole(connection, key, datagram, isToServer: false)
        connection.isClosed = true
        noteUnfinished(connection)
    }

    /// A message whose end never came, or whose beginning was never found.
    private func noteUnfinished(_ connection: TCPConnection) {
        if connection.toServer.forgetUnfinished() { faults.add(.tcp_incomplete) }
        if connection.toClient.forgetUnfinished() { faults.add(.tcp_incomplete) }
    }

    /// Takes a connection out of the table, with what waits behind its holes.
    func end(_ key: TCPConnectionKey) throws {
        guard let connection = connections.find(key) else { return }
        if !connection.isClosed {
            let buffered = connection.bufferedBytes
            let datagram = Datagram(
                time: connection.lastSegmentTime, frame: 0, source: key.client, destination: key.server, ttl: 0,
                transport: 6,
                dontFragment: false, isTruncated: false, fragments: 0, length: 0)
            skipHole(connection, key, datagram, isToServer: true)
            skipHole(connection, key, datagram, isToServer: false)
            noteUnfinished(connection)
            connections.account(connection.bufferedBytes - buffered)
        }
        connections.remove(key)
        if let failure {
            self.failure = nil
            throw failure
        }
    }
}
