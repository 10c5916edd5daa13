import Glibc

/// Stands before a server on a loopback port, and hangs up on both sides after so many bytes of the server's.
package final class CuttingProxy: Sendable {
    private let socket = LoopbackSocket()
    private let target: UInt16
    private let bytes: Int

    package var port: UInt16 { socket.port }

    /// - Parameter bytes: what the first connection gets to read.
    package init(before target: UInt16, bytes: Int) {
        self.target = target
        self.bytes = bytes
        socket.startListening()
        DetachedThread.start { self.serve() }
    }

    /// One connection.
    private func serve() {
        let client = accept(socket.descriptor, nil, nil)
        let server = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer {
            close(client)
            close(server)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = target.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        var left = connected == 0 ? bytes : 0
        while left > 0 {
            var entries = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&entries, 2, 10_000) > 0 else { return }
            if entries[0].revents != 0, !copy(from: client, to: server, atMost: 4096) { return }
            guard entries[1].revents != 0 else { continue }
            let count = min(left, 64)
            guard copy(from: server, to: client, atMost: count) else { return }
            left -= count
        }
    }

    private func copy(from: Int32, to: Int32, atMost limit: Int) -> Bool {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = recv(from, &buffer, limit, 0)
        return count > 0 && send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count
    }
}
