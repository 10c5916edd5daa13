import Foundation
import NIOCore

/// SO_PEERCRED of a connection: `struct ucred` of unix(7).
struct PeerCredentials: Sendable {
    var pid: Int32
    var uid: UInt32
    var gid: UInt32

    private static let soPeerCred: CInt = 17

    /// Asks the kernel who has connected.
    static func of(_ channel: any Channel) async throws -> PeerCredentials {
        guard let provider = channel as? any SocketOptionProvider else {
            throw ControlError(.failed, "the connection has no socket to ask for its peer")
        }
        return try await credentials(of: provider).get()
    }

    // In a function that is neither public nor inlinable, as SwiftNIO asks for with types that it does not know.
    private static func credentials(of provider: any SocketOptionProvider) -> EventLoopFuture<PeerCredentials> {
        provider.unsafeGetSocketOption(level: .socket, name: NIOBSDSocket.Option(rawValue: soPeerCred))
    }

    /// The name of a user; its number where it has none.
    static func userName(_ uid: UInt32) -> String {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
            guard let room = buffer.baseAddress, getpwuid_r(uid, &entry, room, buffer.count, &found) == 0,
                let name = found?.pointee.pw_name
            else { return String(uid) }
            return String(cString: name)
        }
    }
}
