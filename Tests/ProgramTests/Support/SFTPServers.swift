import RealServers

/// Tables of `entrada.toml` for servers of tests.
enum SFTPServers {
    static func table(
        _ name: String, _ server: SFTPServer, directory: String, key: String? = nil, knownHosts: String? = nil,
        port: UInt16? = nil
    ) -> String {
        """
        [servers.\(name)]
        source = "sftp"
        host = "127.0.0.1"
        port = \(port ?? server.port)
        user = "\(SFTPServer.user)"
        key = "\(key ?? server.folder["user"])"
        known_hosts = "\(knownHosts ?? server.folder["known_hosts"])"
        directory = "\(directory)"
        pattern = "*.pcap*"

        """
    }

    static func local(_ name: String, directory: String) -> String {
        """
        [servers.\(name)]
        source = "local"
        directory = "\(directory)"
        pattern = "*.pcap*"

        """
    }
}
