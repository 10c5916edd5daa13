/// A TCP connection that a test plays: it knows the sequence numbers of both sides.
struct Stream {
    var client: Address = "192.0.2.1"
    var server: Address = "198.51.100.53"
    var port = 40_000
    var clientSequence: Int
    var serverSequence: Int

    init(clientStart: Int = 1000, serverStart: Int = 5000) {
        clientSequence = clientStart
        serverSequence = serverStart
    }

    /// A segment with its sequence number relative to what the client has sent.
    func fromClient(_ flags: Transport.Flags = .ack, _ payload: ByteString = [], ahead: Int = 0) -> ByteString {
        IPPacket(
            client, server, transport: 6,
            payload: Transport.tcp(
                port, 53, sequence: (clientSequence + ahead) & 0xFFFF_FFFF, acknowledge: serverSequence, flags, payload)
        ).bytes
    }

    func fromServer(_ flags: Transport.Flags = .ack, _ payload: ByteString = [], ahead: Int = 0) -> ByteString {
        IPPacket(
            server, client, transport: 6,
            payload: Transport.tcp(
                53, port, sequence: (serverSequence + ahead) & 0xFFFF_FFFF, acknowledge: clientSequence, flags, payload)
        ).bytes
    }

    /// SYN, SYN/ACK, ACK.
    mutating func handshake() -> [ByteString] {
        let syn = fromClient(.syn)
        clientSequence += 1
        let answer = fromServer([.syn, .ack])
        serverSequence += 1
        return [syn, answer, fromClient()]
    }

    /// Data from the client, which moves on.
    mutating func send(_ payload: ByteString, _ flags: Transport.Flags = .ack) -> ByteString {
        let packet = fromClient(flags, payload)
        clientSequence += payload.count
        return packet
    }

    mutating func receive(_ payload: ByteString, _ flags: Transport.Flags = .ack) -> ByteString {
        let packet = fromServer(flags, payload)
        serverSequence += payload.count
        return packet
    }
}
