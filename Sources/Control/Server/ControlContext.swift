import Hummingbird
import NIOCore

/// The context of a request: knows the connection that it came through.
struct ControlContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Who asks.
    func caller() async throws -> Caller {
        let peer = try await PeerCredentials.of(channel)
        return Caller(uid: peer.uid, pid: peer.pid, name: PeerCredentials.userName(peer.uid))
    }
}
