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

    /// Multiply and fold, as wyhash does.
    @inline(__always)
    func hash(seed: UInt64) -> UInt64 {
        func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
            let product = left.multipliedFullWidth(by: right)
            return product.high ^ product.low
        }
        let ports = UInt64(clientPort) << 48 | UInt64(serverPort) << 32 | UInt64(id) << 16 | UInt64(transport)
        let first = mix(client.low ^ seed ^ 0xA076_1D64_78BD_642F, client.high ^ 0xE703_7ED1_A0B4_28DB)
        let second = mix(server.low ^ 0x8EBC_6AF0_9C88_C6E3, server.high ^ 0x5899_65CC_7537_4CC3)
        return mix(first ^ ports, second ^ seed ^ 0x1D8E_4E27_C47D_124F)
    }
}
