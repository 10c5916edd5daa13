/// A client and a server that talk DNS over UDP.
struct Exchange {
    var client: Address = "192.0.2.1"
    var server: Address = "198.51.100.53"
    var port = 40_000
    var serverPort = 53

    func ask(_ message: DNSText) -> ByteString { ask(message.bytes) }
    func reply(_ message: DNSText) -> ByteString { reply(message.bytes) }

    func ask(_ message: ByteString) -> ByteString {
        IPPacket(client, server, payload: Transport.udp(port, serverPort, message)).bytes
    }

    func reply(_ message: ByteString) -> ByteString {
        IPPacket(server, client, payload: Transport.udp(serverPort, port, message)).bytes
    }
}
