import Hummingbird
import NIOCore

/// The context of a request: knows the connection that it came through.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel
    /// What was shown over TCP; nil: the request came through the socket, and the kernel says who asks.
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
