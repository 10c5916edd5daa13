import Jobs

/// No two servers take their captures from one place: every file would be fetched twice, under two names.
struct SourceOverlapCheck: PreflightCheck {
    private struct Source {
        var server: String
        /// Equal for servers that look into one directory.
        var place: String
        var pattern: String
    }

    func findings(_ scene: PreflightScene) -> [PreflightFinding] {
        // A pattern of the job takes the place of those of the servers: then all of them look for the same names.
        let isOverridden = scene.enabledJobs.contains { job in
            job.parameters.as(FetchParameters.self)?.pattern != nil
        }
        var earlier: [String: [Source]] = [:]
        return scene.servers.compactMap(source(of:)).compactMap { source in
            let others = earlier[source.place] ?? []
            earlier[source.place] = others + [source]
            guard
                let other = others.first(where: { other in
                    isOverridden || GlobPair(other.pattern, source.pattern).haveCommonName
                })
            else { return nil }
            return scene.finding(
                .error, at: ["servers", source.server, "directory"],
                "servers \(other.server) and \(source.server) read their captures from the same place, \(source.place), "
                    + "so files would be loaded twice",
                "set enabled = false for one of them, or give them patterns that do not overlap")
        }
    }

    private func source(of server: ServerDefinition) -> Source? {
        switch server.source {
        case .pushed: nil
        case .local(let source):
            Source(server: server.name, place: Self.plain(source.directory), pattern: source.pattern)
        case .sftp(let source):
            Source(
                server: server.name,
                place: "\(source.user)@\(source.host.lowercased()):\(source.port) \(Self.plain(source.directory))",
                pattern: source.pattern)
        }
    }

    /// A path without what makes no difference: `//`, `/./`, a slash at the end.
    private static func plain(_ path: String) -> String {
        let parts = path.split(separator: "/").filter { $0 != "." }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }
}
