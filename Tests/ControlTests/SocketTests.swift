import Control
import Foundation
import Testing

/// The file of the socket.
struct SocketTests {
    @Test func onlyOwnerAndGroupMayConnectAndTheFileGoesAway() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try await bench.serving { (client) async throws in
            #expect(try client.isReachable())
            let attributes = try FileManager.default.attributesOfItem(atPath: bench.socket)
            #expect(attributes[.posixPermissions] as? Int == 0o660)
            #expect(attributes[.type] as? FileAttributeType == .typeSocket)
        }
        #expect(!FileManager.default.fileExists(atPath: bench.socket))
        #expect(!FileManager.default.fileExists(atPath: bench.socket + ".new"))
    }

    @Test func aStaleSocketIsReplaced() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try abandonSocket(at: bench.socket)
        #expect(try !bench.client.isReachable())
        let version = try await bench.serving { try await $0.live().version }
        #expect(version == "test")
    }

    @Test func aSocketInUseIsLeftAlone() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try await bench.serving { (client) async throws in
            let error = await #expect(throws: ControlError.self) { try await bench.serving { _ in } }
            #expect(error?.code == .conflict)
            let live = try await client.live()
            #expect(live.version == "test")
        }
    }

    @Test func anotherFileIsLeftAlone() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try Data("precious".utf8).write(to: URL(fileURLWithPath: bench.socket))
        let error = await #expect(throws: ControlError.self) { try await bench.serving { _ in } }
        #expect(error?.code == .configuration)
        #expect(try String(contentsOfFile: bench.socket, encoding: .utf8) == "precious")
    }

    @Test func withoutADaemonTheClientSaysSo() async throws {
        let client = ControlClient(socketPath: NSTemporaryDirectory() + "/no-such.sock")
        let error = await #expect(throws: ControlError.self) { try await client.status() }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("ENTRADA_SOCKET") == true)
    }

    /// Leaves a socket behind that nobody listens on, as a daemon that was killed does.
    private func abandonSocket(at path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(descriptor)
        try #require(bound == 0)
    }
}
