import FileNames

/// Decides which listed files are complete: a pure function over listings, without a clock and without a source.
///
/// Three rules, all of which a file must pass:
/// 1. Two listings in a row show it with the same size and time.
/// 2. It has been unchanged for `minimumAgeSeconds`, measured between listings by our clock. The time stamp of the file
///    is not compared with our clock: the two clocks may differ by hours.
/// 3. It is not the newest file of its series, unless it has been unchanged for `quietSeconds`: a writer that buffers
///    can leave a file alone for a while and go on with it.
///
/// The newest is the one with the greatest time *and* the one with the greatest name: copies that keep or lose their
/// time stamps fool one of them, not both.
public struct StabilityCheck: Sendable, Hashable {
    public var minimumAgeSeconds: Int
    public var quietSeconds: Int

    public init(minimumAgeSeconds: Int, quietSeconds: Int = 60) {
        self.minimumAgeSeconds = minimumAgeSeconds
        self.quietSeconds = quietSeconds
    }

    /// - Parameters:
    ///   - previous: since when each file has been seen with this size and time (`firstSeen` of the listing before).
    ///   - listing: all files of one directory that belong to one server.
    ///   - nowSeconds: when the listing was made, by the clock that `previous` was made with.
    /// - Returns: a verdict for every file of the listing; their order does not matter.
    public func verdicts(
        previous: [RemoteFile: Int64], listing: [RemoteFile], nowSeconds: Int64
    ) -> [RemoteFile: StabilityVerdict] {
        let newest = newestFiles(of: listing)
        var verdicts: [RemoteFile: StabilityVerdict] = [:]
        for file in listing {
            let since = previous[file]
            verdicts[file] = verdict(since: since, isNewest: newest.contains(file), nowSeconds: nowSeconds)
        }
        return verdicts
    }

    /// What to give as `previous` with the next listing. A clock that was set back starts the wait again.
    public func firstSeen(
        previous: [RemoteFile: Int64], listing: [RemoteFile], nowSeconds: Int64
    ) -> [RemoteFile: Int64] {
        var next: [RemoteFile: Int64] = [:]
        for file in listing { next[file] = min(previous[file] ?? nowSeconds, nowSeconds) }
        return next
    }

    private func verdict(since: Int64?, isNewest: Bool, nowSeconds: Int64) -> StabilityVerdict {
        guard let since else { return .waiting(reason: "seen with this size and time for the first time") }
        let unchanged = nowSeconds - since
        if unchanged < 0 { return .waiting(reason: "the clock was set back; the wait starts again") }
        if unchanged < minimumAgeSeconds {
            return .waiting(reason: "unchanged for \(unchanged) of \(minimumAgeSeconds) s")
        }
        if isNewest && unchanged < quietSeconds {
            return .waiting(reason: "the newest of its series; unchanged for \(unchanged) of \(quietSeconds) s")
        }
        return .stable
    }

    private func newestFiles(of listing: [RemoteFile]) -> Set<RemoteFile> {
        var byTime: [String: RemoteFile] = [:]
        var byName: [String: RemoteFile] = [:]
        for file in listing {
            let series = Self.series(of: file.name.text)
            let (latest, last) = (byTime[series] ?? file, byName[series] ?? file)
            byTime[series] = (latest.modifiedSeconds, latest.name) < (file.modifiedSeconds, file.name) ? file : latest
            byName[series] = last.name < file.name ? file : last
        }
        return Set(byTime.values).union(byName.values)
    }

    /// A name with its dates and counters blotted out. One or two digits right after a letter stay, since they tell
    /// interfaces and servers apart (`eth0`, `ns2`). To take one series for several only means a longer wait.
    static func series(of name: String) -> String {
        var series = ""
        var digits = ""
        var previous: Character = "-"
        func flush() {
            series += previous.isLetter && digits.count <= 2 ? digits : "#"
            digits = ""
        }
        for character in name {
            if ("0"..."9").contains(character) {
                digits.append(character)
                continue
            }
            if !digits.isEmpty { flush() }
            series.append(character)
            previous = character
        }
        if !digits.isEmpty { flush() }
        return series
    }
}

/// Whether a listed file is complete, as far as listings can tell.
public enum StabilityVerdict: Sendable, Hashable {
    case stable
    /// Not yet; the reason is for people.
    case waiting(reason: String)
}
