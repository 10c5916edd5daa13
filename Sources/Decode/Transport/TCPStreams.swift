/// TCP connections that carry DNS: takes segments, and gives the messages of their streams to a sink.
///
/// What cannot be of a connection is counted and not believed; what the capture lacks is given up when the other side has
/// it, or when too much waits behind it.
final class TCPStreams {
    /// What became of a segment.
    enum Outcome {
        case taken
        /// It is of no connection that carries DNS.
        case other
        case rejected(PacketFault)
    }

    let connections: TCPConnectionTable
    private(set) var faults = FaultCounters()
    private let ports: PortSet
    private let disorderMicroseconds: Int64
    private let disorderBytes: Int
    /// The capture's, as it was when the last call began.
    private var clock = CaptureClock()

    /// - Parameters:
    ///   - disorderMicroseconds: how long packets that were recorded late are waited for.
    ///   - disorderBytes: what one direction may keep behind a hole.
    init(ports: PortSet, connections: TCPConnectionTable, disorderMicroseconds: Int64, disorderBytes: Int) {
        self.ports = ports
        self.connections = connections
        self.disorderMicroseconds = disorderMicroseconds
        self.disorderBytes = disorderBytes
    }

    /// Whether holes or connections wait for a time that has come.
    @inline(__always)
    func hasDue(_ clock: CaptureClock) -> Bool { connections.hasDue(clock.now) }

    /// Ends connections that have been idle for long.
    func sweep(_ clock: CaptureClock, _ sink: some StreamSink) {
        self.clock = clock
        for key in connections.sweep(clock.now) { end(key, sink) }
    }

    /// Ends all connections: nothing will come any more.
    func endAll(_ sink: some StreamSink) {
        for key in connections.connections.keys.sorted(by: TCPConnectionKey.order) { end(key, sink) }
    }

    /// One segment: handshake, data, end. What cannot be of its connection is counted and not believed.
    func take(_ datagram: Datagram, _ bytes: Bytes, _ clock: CaptureClock, _ sink: some StreamSink) -> Outcome {
        self.clock = clock
        guard bytes.has(0, 20) else { return .rejected(.tcp_malformed) }
        let (fromServer, toServer) = (ports.contains(bytes.u16(0)), ports.contains(bytes.u16(2)))
        guard fromServer || toServer else { return .other }
        guard let segment = TCPSegment(bytes, missing: Int(datagram.missing)) else { return .rejected(.tcp_malformed) }
        let asClient = TCPConnectionKey(datagram, segment, isFromClient: true)
        let asServer = TCPConnectionKey(datagram, segment, isFromClient: false)
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
            if !datagram.isTruncated, known[isFromClient].isDamaged(datagram, bytes) { return .rejected(.tcp_checksum) }
            switch known.relation(to: segment, isFromClient: isFromClient, clock.now, disorderMicroseconds) {
            case .same: break
            case .offer, .stray:
                let buffered = known.bufferedBytes
                if known.keep(segment, datagram, isFromClient: isFromClient) { faults.add(.tcp_out_of_window) }
                connections.account(known.bufferedBytes - buffered)
                trimStreams(sink)
                return .taken
            case .successor:
                connection = succeed(
                    known, key, segment, isFromClient: isFromClient, isServerKnown: fromServer != toServer, sink)
            }
        }
        if connection == nil {
            // A lone ACK, FIN or RST says nothing worth keeping.
            if segment.wireCount == 0 && !segment.flags.contains(.syn) { return .taken }
            connection = addConnection(key, isServerKnown: fromServer != toServer, sink)
            if !datagram.isTruncated { _ = connection?[isFromClient].isDamaged(datagram, bytes) }
        }
        guard let connection else { return .rejected(.tcp_dropped) }
        connections.see(connection, clock.event)
        let buffered = connection.bufferedBytes
        handshake(connection, key, segment, isFromClient: isFromClient, time: datagram.time, sink)
        // Repetitions are no news.
        if connection.isClosed, segment.wireCount > 0,
            connection[isFromClient].distance(of: segment.end).map({ $0 > 0 }) ?? true
        {
            faults.add(.tcp_out_of_window)
        }
        let isTaken = connection.isClosed || data(connection, key, datagram, segment, isFromClient, sink)
        acknowledge(connection, key, segment, isFromClient)
        finish(connection, key, segment, isFromClient)
        connections.account(connection.bufferedBytes - buffered)
        trimStreams(sink)
        return isTaken ? .taken : .rejected(.tcp_dropped)
    }

    /// Also those that are there already fill up.
    private func trimStreams(_ sink: some StreamSink) {
        while connections.holdsTooMuch { for idle in connections.longestIdle() { end(idle, sink) } }
    }

    private func addConnection(
        _ key: TCPConnectionKey, isServerKnown: Bool, _ sink: some StreamSink
    ) -> TCPConnection? {
        if connections.isFull { for idle in connections.longestIdle() { end(idle, sink) } }
        return connections.add(key, time: clock.event, isServerKnown: isServerKnown)
    }

    /// Another connection of the same addresses and ports, with what is known of its beginning.
    private func succeed(
        _ known: TCPConnection, _ key: TCPConnectionKey, _ segment: TCPSegment, isFromClient: Bool,
        isServerKnown: Bool, _ sink: some StreamSink
    ) -> TCPConnection? {
        let buffered = known.bufferedBytes
        let offer = known.offer
        let (own, other) = known.takeStrays(before: segment, isFromClient: isFromClient)
        known.offer = nil
        connections.account(known.bufferedBytes - buffered)
        end(key, sink)
        guard let connection = addConnection(key, isServerKnown: isServerKnown, sink) else { return nil }
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
            takeStray(offer.data, connection, key, isToServer: offer.isFromClient, sink)
        }
        if let other { takeStray(other, connection, key, isToServer: !isFromClient, sink) }
        if let own { takeStray(own, connection, key, isToServer: isFromClient, sink) }
        return connection
    }

    private func handshake(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ segment: TCPSegment, isFromClient: Bool, time: Int64,
        _ sink: some StreamSink
    ) {
        let flags = segment.flags
        if flags.contains(.syn) {
            if isFromClient {
                if connection.synCount == 0 { connection.synTime = time }
                connection.synCount += 1
                connection.clientSequence = segment.sequence
                begin(connection, key, isToServer: true, at: segment.sequence &+ 1, sink)
            } else {
                connection.synAckCount += 1
                connection.serverSequence = segment.sequence
                begin(connection, key, isToServer: false, at: segment.sequence &+ 1, sink)
                // The SYN may be lost: what it announced is acknowledged here.
                if flags.contains(.ack) { begin(connection, key, isToServer: true, at: segment.acknowledgement, sink) }
            }
            // A handshake in which anything was repeated measures the time-out, not the path.
            if connection.synCount > 1 || connection.synAckCount > 1 { connection.roundTrip = -1 }
            return
        }
        guard isFromClient, flags.contains(.ack), let first = connection.clientSequence.map({ $0 &+ 1 }) else { return }
        // The client has said nothing yet, so that the server has not either.
        guard segment.sequence == first, connection.toServer.next == first, !connection.toServer.hasData else { return }
        begin(connection, key, isToServer: false, at: segment.acknowledgement, sink)
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
        connection.closesAt = clock.now + disorderMicroseconds
        connections.schedule(.init(at: connection.closesAt, key: key, what: .close))
    }

    /// Takes a segment's data. Gives false where there was no room.
    private func data(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ datagram: Datagram, _ segment: TCPSegment,
        _ isFromClient: Bool, _ sink: some StreamSink
    ) -> Bool {
        guard segment.wireCount > 0 else { return true }
        return data(
            connection, key, segment.place, segment.payload, wireCount: segment.wireCount, Carrier(datagram),
            isToServer: isFromClient, sink)
    }

    private func data(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ sequence: UInt32, _ payload: Bytes, wireCount: Int,
        _ carrier: Carrier, isToServer: Bool, _ sink: some StreamSink
    ) -> Bool {
        let allowance = connections.allowance(disorderBytes)
        func give(_ part: TCPHalf.StreamMessage) { deliver(connection, key, part, isToServer: isToServer, sink) }
        func take() -> Bool {
            connection[isToServer].take(
                sequence, payload, wireCount: wireCount, carrier, allowance: allowance, give)
        }
        var attempts = 0
        while !take() {
            // Too much waits: go on behind the hole, and then without the beginning.
            if connection[isToServer].isSynchronised {
                giveUp(connection, key, isToServer: isToServer, .hole, sink)
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
    private func acknowledge(
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
        connection[isToServer].dueAt = clock.now + disorderMicroseconds
        schedule(connection, key, isToServer: isToServer)
    }

    private func schedule(_ connection: TCPConnection, _ key: TCPConnectionKey, isToServer: Bool) {
        guard !connection[isToServer].isScheduled else { return }
        connection[isToServer].isScheduled = true
        connections.schedule(
            .init(at: connection[isToServer].dueAt, key: key, what: isToServer ? .toServer : .toClient))
    }

    /// Gives up holes and closes connections for which the time has come.
    func settleDue(_ clock: CaptureClock, _ sink: some StreamSink) {
        self.clock = clock
        while let due = connections.takeDue(clock.now) {
            guard let connection = connections.find(due.key) else { continue }
            let buffered = connection.bufferedBytes
            switch due.what {
            case .close:
                guard connection.closesAt == due.at, !connection.isClosed else { continue }
                if connection.forgetForgedReset() {
                    faults.add(.tcp_out_of_window)
                } else {
                    close(connection, due.key, sink)
                }
            case .toServer, .toClient: settle(connection, due, sink)
            }
            connections.account(connection.bufferedBytes - buffered)
        }
    }

    private func settle(_ connection: TCPConnection, _ due: TCPConnectionTable.Due, _ sink: some StreamSink) {
        let isToServer = due.what == .toServer
        connection[isToServer].isScheduled = false
        guard connection[isToServer].dueAt != 0 else { return }
        // There was another hole meanwhile: it has its own time.
        guard connection[isToServer].dueAt == due.at else {
            return schedule(connection, due.key, isToServer: isToServer)
        }
        giveUp(connection, due.key, isToServer: isToServer, .acknowledged, sink)
        // Another hole, which may still be filled.
        if connection[isToServer].lacksAcknowledged
            || connection[isToServer].isSeeking && connection[isToServer].queue.hasHole
        {
            wait(connection, due.key, isToServer: isToServer)
        }
    }

    private func giveUp(
        _ connection: TCPConnection, _ key: TCPConnectionKey, isToServer: Bool, _ what: TCPHalf.Surrender,
        _ sink: some StreamSink
    ) {
        func give(_ part: TCPHalf.StreamMessage) { deliver(connection, key, part, isToServer: isToServer, sink) }
        if connection[isToServer].giveUp(what, give) { faults.add(.tcp_gap) }
    }

    /// It is known where a direction begins.
    private func begin(
        _ connection: TCPConnection, _ key: TCPConnectionKey, isToServer: Bool, at sequence: UInt32,
        _ sink: some StreamSink
    ) {
        func give(_ part: TCPHalf.StreamMessage) { deliver(connection, key, part, isToServer: isToServer, sink) }
        connection[isToServer].begin(at: sequence, give)
    }

    /// Gives a message away, with the addresses of its connection and what its packet says.
    private func deliver(
        _ connection: TCPConnection, _ key: TCPConnectionKey, _ part: TCPHalf.StreamMessage, isToServer: Bool,
        _ sink: some StreamSink
    ) {
        if part.bytes.count == 0 { return faults.add(.dns_zero_length) }
        let carrier = part.carrier
        let datagram = Datagram(
            time: carrier.time, frame: carrier.frame, source: isToServer ? key.client : key.server,
            destination: isToServer ? key.server : key.client, ttl: carrier.ttl, transport: 6,
            dontFragment: carrier.dontFragment, isTruncated: part.bytes.count < part.declaredLength,
            fragments: carrier.fragments, length: 0)
        var roundTrip: Int64 = -1
        if isToServer {
            if connection.firstQueryTime == CaptureClock.inDoubt { connection.firstQueryTime = carrier.time }
            if connection.firstQueryTime == carrier.time { roundTrip = connection.roundTrip }
        }
        sink.take(
            TransportMessage(
                datagram: datagram, source: isToServer ? key.clientPort : key.serverPort,
                destination: isToServer ? key.serverPort : key.clientPort, bytes: part.bytes,
                declaredLength: part.declaredLength, roundTrip: roundTrip, proxied: part.proxied))
    }

    /// A stray segment of a connection was among the first of the one that follows it.
    private func takeStray(
        _ stray: TCPConnection.Stray, _ connection: TCPConnection, _ key: TCPConnectionKey, isToServer: Bool,
        _ sink: some StreamSink
    ) {
        guard stray.wireCount > 0 else { return }
        let buffered = connection.bufferedBytes
        stray.bytes.withUnsafeBufferPointer { buffer in
            _ = data(
                connection, key, stray.sequence, buffer.baseAddress.map { Bytes($0, buffer.count) } ?? .empty,
                wireCount: stray.wireCount, stray.carrier, isToServer: isToServer, sink)
        }
        connections.account(connection.bufferedBytes - buffered)
    }

    /// Nothing more is expected: what waits behind holes is taken as it is. If it was a reset and the stream goes on all
    /// the same, it goes on where it was.
    private func close(_ connection: TCPConnection, _ key: TCPConnectionKey, _ sink: some StreamSink) {
        giveUp(connection, key, isToServer: true, .everything, sink)
        giveUp(connection, key, isToServer: false, .everything, sink)
        connection.isClosed = true
        for isToServer in [true, false] {
            if connection[isToServer].isFinished { forget(connection, isToServer: isToServer) }
            if connection.keep(nil, isToServer: isToServer) { faults.add(.tcp_out_of_window) }
        }
        if connection.offer != nil { faults.add(.tcp_out_of_window) }
        connection.offer = nil
    }

    /// A message whose end never came, or whose beginning was never found.
    private func forget(_ connection: TCPConnection, isToServer: Bool) {
        if connection[isToServer].forget() { faults.add(.tcp_incomplete) }
    }

    /// Takes a connection out of the table, with what waits behind its holes.
    private func end(_ key: TCPConnectionKey, _ sink: some StreamSink) {
        guard let connection = connections.find(key) else { return }
        let buffered = connection.bufferedBytes
        if !connection.isClosed { close(connection, key, sink) }
        for isToServer in [true, false] { forget(connection, isToServer: isToServer) }
        connections.account(connection.bufferedBytes - buffered)
        connections.remove(key)
    }
}
