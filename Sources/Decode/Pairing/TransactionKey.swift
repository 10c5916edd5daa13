/// Who talks to whom, and the message's identifier: what queries and responses are paired by, besides the question.
struct TransactionKey: Equatable, BitwiseCopyable {
    var client: IPAddress
    var server: IPAddress
    var clientPort: UInt16
    var serverPort: UInt16
    var transport: UInt8
    var id: UInt16

    @inline(__always)
    static func == (left: TransactionKey, right: TransactionKey) -> Bool {
        left.client.low == right.client.low && left.id == right.id && left.clientPort == right.clientPort
            && left.client.high == right.client.high && left.server.low == right.server.low
            && left.server.high == right.server.high
            && left.serverPort == right.serverPort && left.transport == right.transport
            && left.client.version == right.client.version
    }

    @inline(__always)
    func hash(_ keyedHash: KeyedHash) -> UInt64 {
        let ports = UInt64(clientPort) << 48 | UInt64(serverPort) << 32 | UInt64(id) << 16 | UInt64(transport)
        return keyedHash(client.low, client.high, server.low, server.high, ports)
    }
}

extension TransactionKey {
    @inline(__always)
    init(ofQuery carried: TransportMessage, id: UInt16) {
        self.init(
            client: carried.datagram.source, server: carried.datagram.destination, clientPort: carried.source,
            serverPort: carried.destination, transport: carried.datagram.transport, id: id)
    }

    @inline(__always)
    init(ofResponse carried: TransportMessage, id: UInt16) {
        self.init(
            client: carried.datagram.destination, server: carried.datagram.source, clientPort: carried.destination,
            serverPort: carried.source, transport: carried.datagram.transport, id: id)
    }
}
