import SharedInputs

/// What a power cut leaves.
extension Disk {
    /// What has become of one change that was not synced.
    enum Fate: UInt8, Sendable, CaseIterable {
        case forgotten, kept
        /// Of data: its first half, or as many zeros.
        case torn, zeros
    }

    /// The disk after a power cut; there is one fate for each pending change.
    func afterPowerCut(_ fates: [Fate]) -> Disk {
        precondition(fates.count == pending.count, "one fate for each change")
        var disk = self
        for node in disk.nodes.indices {
            disk.nodes[node].content = disk.nodes[node].syncedContent
            disk.nodes[node].entries = disk.nodes[node].syncedEntries
        }
        for (item, fate) in zip(pending, fates) where fate != .forgotten {
            switch item.change {
            case .link(let directory, let name, let node): disk.nodes[directory].entries[name] = node
            case .unlink(let directory, let name, _): disk.nodes[directory].entries[name] = nil
            case .content(let node, let bytes):
                disk.nodes[node].content =
                    switch fate {
                    case .torn: Array(bytes.prefix(bytes.count / 2))
                    case .zeros: Array(repeating: UInt8(ascii: "0"), count: bytes.count)
                    default: bytes
                    }
            }
        }
        for node in disk.nodes.indices {
            disk.nodes[node].syncedContent = disk.nodes[node].content
            disk.nodes[node].syncedEntries = disk.nodes[node].entries
        }
        disk.pending = []
        return disk
    }

    /// Only what was synced is left.
    func afterForgettingAll() -> Disk { afterPowerCut(pending.map { _ in .forgotten }) }

    /// Up to this many unsynced changes every fate is tried.
    static let exhaustive = 6

    /// Every set of fates that some order of writing back leaves, if up to six changes are pending. Beyond that: all
    /// fates of the newest six with all and with none of the older ones, and random sets.
    func fates(_ random: inout SplitMix) -> [[Fate]] {
        let older = max(0, pending.count - Self.exhaustive)
        var found: [[Fate]] = []
        for tail in combinations(of: pending[older...]) {
            if older == 0 {
                if isPossible(tail) { found.append(tail) }
                continue
            }
            for fate in [Fate.forgotten, .kept] {
                let fates = Array(repeating: fate, count: older) + tail
                if isPossible(fates) { found.append(fates) }
            }
        }
        if older > 0 { for _ in 0..<32 { found.append(randomFates(&random)) } }
        return found
    }

    func randomFates(_ random: inout SplitMix) -> [Fate] {
        var fates = pending.map { choices($0.change).randomElement(using: &random) ?? .kept }
        while let wrong = firstImpossible(fates) { fates[wrong] = .forgotten }
        return fates
    }

    private func combinations(of changes: ArraySlice<Pending>) -> [[Fate]] {
        changes.reduce([[]]) { heads, item in
            heads.flatMap { head in choices(item.change).map { head + [$0] } }
        }
    }

    private func choices(_ change: Change) -> [Fate] {
        if case .content(_, let bytes) = change, !bytes.isEmpty { return Fate.allCases }
        return [.forgotten, .kept]
    }

    func isPossible(_ fates: [Fate]) -> Bool { firstImpossible(fates) == nil }

    /// The first change that cannot be kept because of what is not.
    private func firstImpossible(_ fates: [Fate]) -> Int? {
        var brokenNames: Set<Name> = []
        var brokenData: Set<Int> = []
        var forgotten: Set<Int> = []
        for (index, item) in pending.enumerated() {
            let isKept = fates[index] != .forgotten
            if !isKept { forgotten.insert(item.number) }
            switch item.change {
            case .content(let node, _):
                if isKept && brokenData.contains(node) { return index }
                if fates[index] != .kept { brokenData.insert(node) }
            case .unlink(_, _, let after?) where isKept && forgotten.contains(after): return index
            case .link, .unlink:
                guard let name = Name(item.change) else { continue }
                if isKept && brokenNames.contains(name) { return index }
                if !isKept { brokenNames.insert(name) }
            }
        }
        return nil
    }
}
