import Dispatch
import Foundation
import Hummingbird
import NIOCore

/// The context of a request: knows the connection that it came through.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel
    /// What was shown over TCP; `nil`: the request came through the socket, and the kernel says who asks.
    var token: AccessToken?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Who asks.
    func caller() async throws -> Caller {
        if let token { return Caller(token: token.name) }
        let peer = try await PeerCredentials.of(channel)
        return Caller(uid: peer.uid, pid: peer.pid, name: PeerCredentials.userName(peer.uid))
    }

    /// For what only a process of this machine can ask.
    func requireLocal(_ what: String) throws(ControlError) {
        if token != nil {
            throw ControlError(.denied, "\(what): only allowed through the socket, on the daemon's machine")
        }
    }
}

/// Work that waits for the disk, off the cooperative pool.
enum BlockingWork {
    private static let queue = DispatchQueue(label: "entrada.control.blocking")

    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}

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
