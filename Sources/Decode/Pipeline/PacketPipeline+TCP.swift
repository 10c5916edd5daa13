extension PacketPipeline {
    /// One segment: handshake, data, end. What cannot be of its connection is counted and not believed.
    func tcp(_ datagram: Datagram, _ bytes: Bytes) throws {
        guard bytes.has(0, 20) else { return reject(.tcp_malformed) }
        let (fromServer, toServer) = (ports.contains(bytes.u16(0)), ports.contains(bytes.u16(2)))
        guard fromServer || toServer else { return account.add(.other) }
        guard let segment = TCPSegment(bytes, missing: Int(datagram.missing)) else { return reject(.tcp_malformed) }
        let asClient = TCPConnectionKey(
            client: datagram.source, server: datagram.destination, clientPort: segment.source,
            serverPort: segment.destination)
        let asServer = TCPConnectionKey(
            client: datagram.destination, server: datagram.source, clientPort: segment.destination,
            serverPort: segment.source)
        let isFromClient: Bool
        if fromServer != toServer {
            isFromClient = toServer
        } else if segment.flags.contains(.syn) {
            isFromClient = !segment.flags.contains(.ack)
        } else {
            isFromClient = connections.find(asServer) == nil
        }
        let key = isFromClient ? asClient : asServer
        var connection = connections.find(key)
        if let known = connection {
            if !datagram.isTruncated, known[isFromClient].isDamaged(datagram, bytes) { return reject(.tcp_checksum) }
            switch known.relation(to: segment, isFromClient: isFromClient, clock.now, options.disorderMicroseconds) {
            case .same: break
            case .offer:
                keepOffer(known, segment, datagram, isFromClient)
                account.add(.segment)
                return try trimStreams()
            case .stray:
                keepStray(known, TCPConnection.Stray(segment, datagram), isToServer: isFromClient)
                account.add(.segment)
                return try trimStreams()
            case .successor:
                connection = try succeed(
                    known, key, segment, isFromClient: isFromClient, isServerKnown: fromServer != toServer)
            }
        }
        if connection == nil {
            // A lone ACK, FIN or RST says nothing worth keeping.
            if segment.wireCount == 0 && !segment.flags.contains(.syn) { return account.add(.segment) }
            connection = try addConnection(key, isServerKnown: fromServer != toServer)
            if !datagram.isTruncated { _ = connection?[isFromClient].isDamaged(datagram, bytes) }
        }
        guard let connection else { return reject(.tcp_dropped) }
        connections.see(connection, clock.event)
        let buffered = connection.bufferedBytes
        handshake(connection, key, segment, isFromClient: isFromClient, time: datagram.time)
        if connection.isClosed {
            // Repetitions are no news.
            if segment.wireCount > 0, connection[isFromClient].distance(of: segment.end).map({ $0 > 0 }) ?? true {
                faults.add(.tcp_out_of_window)
            }
            account.add(.segment)
        } else if data(connection, key, datagram, segment, isFromClient) {
            account.add(.segment)
        } else {
            reject(.tcp_dropped)
        }
        acknowledge(connection, key, segment, isFromClient)
        finish(connection, key, segment, isFromClient)
        connections.account(connection.bufferedBytes - buffered)
        try trimStreams()
    }

    /// Also those that are there already fill up.
    private func trimStreams() throws {
        while connections.holdsTooMuch { for idle in connections.longestIdle() { try end(idle) } }
    }

    private func addConnection(_ key: TCPConnectionKey, isServerKnown: Bool) throws -> TCPConnection? {
        if connections.isFull { for idle in connections.longestIdle() { try end(idle) } }
        return connections.add(key, time: clock.event, isServerKnown: isServerKnown)
    }

    /// Another connection of the same addresses and ports, with what is known of its beginning.
    private func succeed(
        _ known: TCPConnection, _ key: TCPConnectionKey, _ segment: TCPSegment, isFromClient: Bool, isServerKnown: Bool
    ) throws -> TCPConnection? {
        let offer = known.offer
        let own = known.stray(isToServer: isFromClient).flatMap { $0.end == segment.place ? $0 : nil }
        let isAcknowledging = segment.flags.contains(.ack)
        let other = known.stray(isToServer: !isFromClient).flatMap {
            isAcknowledging && $0.end == segment.acknowledgement ? $0 : nil
        }
        let buffered = known.bufferedBytes
        known.offer = nil
        if own != nil { _ = known.keep(nil, isToServer: isFromClient) }
        if other != nil { _ = known.keep(nil, isToServer: !isFromClient) }
        connections.account(known.bufferedBytes - buffered)
        try end(key)
        guard let connection = try addConnection(key, isServerKnown: isServerKnown) else { return nil }
        if let offer, !segment.flags.contains(.syn) || segment.flags.contains(.ack) {
            let begin = offer.sequence &+ 1
            if offer.isFromClient {
                connection.synTime = offer.time
                connection.synCount = 1
                connection.clientSequence = offer.sequence
                connection.toServer.begin(at: begin, { _ in })
            } else {
                connection.synAckCount = 1
                connection.serverSequence = offer.sequence
                connection.toClient.begin(at: begin, { _ in })
            }
            takeStray(offer.data, connection, key, isToServer: offer.isFromClient)
        }
        if let other { takeStray(other, connection, key, isToServer: !isFromClient) }
        if let own { takeStray(own, connection, key, isToServer: isFromClient) }
        return connection
    }

    private func handshake(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ segment: TCPSegment, isFromClient: Bool, time: Int64
    ) {
        let flags = segment.flags
        if flags.contains(.syn) {
            if isFromClient {
                if connection.synCount == 0 { connection.synTime = time }
                connection.synCount += 1
                connection.clientSequence = segment.sequence
                begin(connection, key, isToServer: true, at: segment.sequence &+ 1)
            } else {
                connection.synAckCount += 1
                connection.serverSequence = segment.sequence
                begin(connection, key, isToServer: false, at: segment.sequence &+ 1)
                // The SYN may be lost: what it announced is acknowledged here.
                if flags.contains(.ack) { begin(connection, key, isToServer: true, at: segment.acknowledgement) }
            }
            // A handshake in which anything was repeated measures the time-out, not the path.
            if connection.synCount > 1 || connection.synAckCount > 1 { connection.roundTrip = -1 }
            return
        }
        guard isFromClient, flags.contains(.ack), let first = connection.clientSequence.map({ $0 &+ 1 }) else { return }
        // The client has said nothing yet, so that the server has not either.
        guard segment.sequence == first, connection.toServer.next == first, !connection.toServer.hasData else { return }
        begin(connection, key, isToServer: false, at: segment.acknowledgement)
        guard !connection.isEstablished else { return }
        connection.isEstablished = true
        if connection.synCount == 1 && connection.synAckCount == 1 { connection.roundTrip = time - connection.synTime }
    }

    private func finish(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ segment: TCPSegment, _ isFromClient: Bool
    ) {
        guard !connection.isClosed else { return }
        // RFC 9293 3.10.7.4: only what stands where the stream is, or a little behind, is believed.
        func isCredible(_ sequence: UInt32) -> Bool {
            connection[isFromClient].distance(of: sequence).map { $0 >= 0 && $0 <= TCPHalf.window } ?? true
        }
        if segment.flags.contains(.fin), connection[isFromClient].finish != segment.end {
            if connection[isFromClient].finish == nil, isCredible(segment.end) {
                connection[isFromClient].finish = segment.end
            } else {
                faults.add(.tcp_out_of_window)
            }
        }
        if segment.flags.contains(.rst), connection.closesAt == 0 {
            guard isCredible(segment.sequence) else { return faults.add(.tcp_out_of_window) }
            connection.reset = TCPConnection.Reset(
                isFromClient: isFromClient, sequence: segment.sequence,
                otherHighest: connection[!isFromClient].highest ?? connection[!isFromClient].next)
            closeSoon(connection, key)
        }
        // What everybody has is over at once; else what was on its way may be recorded later.
        guard connection.isFinished else { return }
        connection.reset = nil
        if connection.bufferedBytes == 0 { connection.isClosed = true } else { closeSoon(connection, key) }
    }

    private func closeSoon(_ connection: TCPConnection, _ key: TCPConnectionKey) {
        guard connection.closesAt == 0 else { return }
        connection.closesAt = clock.now + options.disorderMicroseconds
        connections.schedule(.init(at: connection.closesAt, key: key, what: .close))
    }
}
