import Foundation

/// What fsync makes durable.
extension Disk {
    mutating func syncFile(_ path: String) throws(DiskError) {
        guard let node = find(path) else { throw DiskError(code: ENOENT) }
        nodes[node].syncedContent = nodes[node].content
        pending.removeAll {
            if case .content(node, _) = $0.change { true } else { false }
        }
    }

    /// The names in one directory, not those above it nor the data in it.
    mutating func syncDirectory(_ path: String) throws(DiskError) {
        guard let node = find(path) else { throw DiskError(code: ENOENT) }
        guard nodes[node].isDirectory else { throw DiskError(code: ENOTDIR) }
        var wanted: Set<Int> = []
        // Backwards, so that what a change needs is still to come when it is found to be needed.
        var needed: Set<Int> = []
        var names: Set<Name> = []
        for item in pending.reversed() {
            guard let name = Name(item.change) else { continue }
            guard name.directory == node || needed.contains(item.number) || names.contains(name) else { continue }
            wanted.insert(item.number)
            names.insert(name)
            if case .unlink(_, _, let after?) = item.change { needed.insert(after) }
        }
        for item in pending where wanted.contains(item.number) { keep(item.change) }
        pending.removeAll { wanted.contains($0.number) }
    }

    /// Everything is durable now.
    mutating func syncAll() {
        for item in pending {
            if case .content(let node, let bytes) = item.change {
                nodes[node].syncedContent = bytes
            } else {
                keep(item.change)
            }
        }
        pending = []
    }

    private mutating func keep(_ change: Change) {
        switch change {
        case .link(let directory, let name, let node): nodes[directory].syncedEntries[name] = node
        case .unlink(let directory, let name, _): nodes[directory].syncedEntries[name] = nil
        case .content: break
        }
    }

    /// A name in a directory: changes of one name become durable in their order.
    struct Name: Hashable {
        var directory: Int
        var name: String

        init?(_ change: Change) {
            switch change {
            case .link(let directory, let name, _), .unlink(let directory, let name, _):
                (self.directory, self.name) = (directory, name)
            case .content: return nil
            }
        }
    }
}
