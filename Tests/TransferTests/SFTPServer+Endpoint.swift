import RealServers

@testable import Transfer

extension SFTPServer {
    var endpoint: SFTPEndpoint {
        SFTPEndpoint(
            host: "127.0.0.1", port: port, user: Self.user, privateKeyPath: folder["user"],
            knownHostsPath: folder["known_hosts"], connectTimeoutSeconds: 10, ioTimeoutSeconds: 10)
    }
}
