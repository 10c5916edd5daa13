/// Reads one `[servers.NAME]`.
struct ServerReader {
    let name: String
    let table: TableReader
    let files: ConfigurationReader

    private enum SourceKind: String, CaseIterable { case sftp, local, pushed }

    func server() -> ServerDefinition? {
        defer { table.finish() }
        check(name, at: table.path, "the name of a server")
        table.require("source", "write \"sftp\", \"local\" or \"pushed\"")
        let kind = table.choice("source", as: SourceKind.self)
        let source: ServerSource? =
            switch kind {
            case .sftp: sftp()
            case .local: local()
            case .pushed: .pushed
            case nil: unknown()
            }
        let archiveDays = table.integer("archive_days", 0...36_500)
        let isEnabled = table.flag("enabled") ?? true
        let addresses = addresses()
        return source.map {
            ServerDefinition(
                name: name, source: $0, archiveDays: archiveDays, isEnabled: isEnabled, addresses: addresses)
        }
    }

    // The name becomes the name of directories and, before and after the underscore, the value of columns.
    private func check(_ name: String, at path: DocumentPath, _ what: String) {
        let parts = name.split(separator: "_", omittingEmptySubsequences: false)
        let isGood = parts.allSatisfy { part in
            !part.isEmpty && !part.hasPrefix("-")
                && part.utf8.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 45
                }
        }
        guard isGood, (1...2).contains(parts.count), name.utf8.count <= 64 else {
            table.document.report(
                path, "'\(name)' can't be \(what)",
                "write <server> or <server>_<site>, each of letters, digits and '-', 64 characters at most")
            return
        }
    }

    /// Captures that hold the packets of several servers: which address is whose.
    private func addresses() -> [String: String] {
        guard let addresses = table.table("addresses") else { return [:] }
        var result: [String: String] = [:]
        for prefix in addresses.keys {
            guard let owner = addresses.text(prefix) else { continue }
            if !NetworkPrefixText.isValid(prefix) {
                addresses.report(
                    prefix, "'\(prefix)' is neither an address nor a network", "write 192.0.2.53 or 2001:db8::/48")
            }
            check(owner, at: addresses.path.appending(prefix), "the name of a server")
            result[prefix] = owner
        }
        return result
    }

    private func sftp() -> ServerSource? {
        table.require("host", "give the name or address of the name server")
        table.require("user", "give the user to log in as")
        table.require("key", "give the path of the private key, or credential:NAME")
        table.require("known_hosts", "give a file with the server's host key; ssh-keyscan makes one, then compare it")
        table.require("directory", "give the directory of the capture files on the name server")
        let host = table.text("host")
        let port = table.integer("port", 1...65_535) ?? 22
        let user = table.text("user")
        let key = files.existingSecret("key", table)
        let knownHosts = files.existing("known_hosts", table)
        let directory = table.text("directory")
        let pattern = table.pattern() ?? "*"
        guard let host, let user, let key, let knownHosts, let directory else { return nil }
        return .sftp(
            SFTPSource(
                host: host, port: port, user: user, key: key, knownHosts: knownHosts, directory: directory,
                pattern: pattern))
    }

    private func local() -> ServerSource? {
        table.require("directory", "give the directory of the capture files on this machine")
        let directory = table.absolutePath("directory")
        let pattern = table.pattern() ?? "*"
        return directory.map { .local(LocalSource(directory: $0, pattern: pattern)) }
    }

    /// Without a source all its keys may be meant.
    private func unknown() -> ServerSource? {
        for key in ["host", "port", "user", "key", "known_hosts", "directory", "pattern"] where table.has(key) {
            _ = table.read(key, "") { $0 }
        }
        return nil
    }
}
