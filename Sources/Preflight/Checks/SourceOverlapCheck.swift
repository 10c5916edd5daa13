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

/// Two globs (`*`, `?`, `[a-z]`, `\`), and whether some name matches both.
struct GlobPair {
    private enum Token {
        case anything
        /// One byte that is in the set; 256 flags.
        case one([Bool])
    }

    private let first: [Token]
    private let second: [Token]

    init(_ first: String, _ second: String) {
        self.first = Self.tokens(Array(first.utf8))
        self.second = Self.tokens(Array(second.utf8))
    }

    /// Walks both at once: `isOpen[i][j]` says that what is left of each from there on has a name in common.
    var haveCommonName: Bool {
        let (rows, columns) = (first.count, second.count)
        var isOpen = [[Bool]](repeating: [Bool](repeating: false, count: columns + 1), count: rows + 1)
        for row in stride(from: rows, through: 0, by: -1) {
            for column in stride(from: columns, through: 0, by: -1) {
                let left = row < rows ? first[row] : nil
                let right = column < columns ? second[column] : nil
                isOpen[row][column] =
                    switch (left, right) {
                    case (nil, nil): true
                    case (.anything, nil): isOpen[row + 1][column]
                    case (nil, .anything): isOpen[row][column + 1]
                    case (.anything, _), (_, .anything): isOpen[row + 1][column] || isOpen[row][column + 1]
                    case (.one(let a), .one(let b)):
                        zip(a, b).contains { $0 && $1 } && isOpen[row + 1][column + 1]
                    default: false
                    }
            }
        }
        return isOpen[0][0]
    }

    private static func tokens(_ glob: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var place = 0
        while place < glob.count {
            switch glob[place] {
            case UInt8(ascii: "*"): tokens.append(.anything)
            case UInt8(ascii: "?"): tokens.append(.one([Bool](repeating: true, count: 256)))
            case UInt8(ascii: "["):
                if let (set, end) = bracket(glob, from: place + 1) {
                    tokens.append(.one(set))
                    place = end
                } else {
                    tokens.append(.one(only(glob[place])))
                }
            case UInt8(ascii: "\\") where place + 1 < glob.count:
                place += 1
                tokens.append(.one(only(glob[place])))
            case let byte: tokens.append(.one(only(byte)))
            }
            place += 1
        }
        return tokens
    }

    private static func only(_ byte: UInt8) -> [Bool] {
        var set = [Bool](repeating: false, count: 256)
        set[Int(byte)] = true
        return set
    }

    /// The bytes of `[…]` and the place of its end; `nil` if it has none, and then it is a bracket and nothing more.
    private static func bracket(_ glob: [UInt8], from start: Int) -> ([Bool], end: Int)? {
        var place = start
        let isNegated = place < glob.count && [UInt8(ascii: "!"), UInt8(ascii: "^")].contains(glob[place])
        if isNegated { place += 1 }
        var set = [Bool](repeating: false, count: 256)
        var isFirst = true
        while place < glob.count {
            if glob[place] == UInt8(ascii: "]"), !isFirst {
                return (isNegated ? set.map { !$0 } : set, place)
            }
            isFirst = false
            let low = glob[place]
            if place + 2 < glob.count, glob[place + 1] == UInt8(ascii: "-"), glob[place + 2] != UInt8(ascii: "]") {
                let high = glob[place + 2]
                if low <= high { for byte in low...high { set[Int(byte)] = true } }
                place += 3
            } else {
                set[Int(low)] = true
                place += 1
            }
        }
        return nil
    }
}
