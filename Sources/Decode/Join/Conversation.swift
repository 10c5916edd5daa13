/// Who talks to whom: the key of a join, without the question.
struct Conversation: Equatable, BitwiseCopyable {
    var client: IPAddress
    var server: IPAddress
    var clientPort: UInt16
    var serverPort: UInt16
    var transport: UInt8
    var id: UInt16

    @inline(__always)
    static func == (left: Conversation, right: Conversation) -> Bool {
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
