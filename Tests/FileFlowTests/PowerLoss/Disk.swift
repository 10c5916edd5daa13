import Foundation

/// A file system as a value: what programs see, what is durable for certain, and the changes in between, which a power
/// cut may keep or forget one by one.
///
/// Data is durable after the file was synced, a name after its directory was. One promise goes beyond POSIX, and every
/// filesystem that the data root may be on gives it: of a rename the old name does not vanish for good before the new one
/// is there for good. Both may be there.
struct Disk: Sendable {
    struct Node: Sendable {
        var isDirectory: Bool
        var content: [UInt8] = []
        var entries: [String: Int] = [:]
        var syncedContent: [UInt8] = []
        var syncedEntries: [String: Int] = [:]
        var changedUs: Int64 = 0
    }

    enum Change: Sendable {
        case link(directory: Int, name: String, node: Int)
        /// `after` is the change that gives the file its new name, if this is the second half of a rename.
        case unlink(directory: Int, name: String, after: Int?)
        case content(node: Int, bytes: [UInt8])
    }

    struct Pending: Sendable {
        var number: Int
        var change: Change
    }

    var nodes = [Node(isDirectory: true)]
    /// What has been done and not been synced, in order.
    var pending: [Pending] = []
    private var lastNumber = 0
    private var clockUs: Int64 = 0

    func find(_ path: String) -> Int? {
        var node = 0
        for name in path.split(separator: "/") {
            guard let next = nodes[node].entries[String(name)] else { return nil }
            node = next
        }
        return node
    }

    func isDirectory(_ path: String) -> Bool { find(path).map { nodes[$0].isDirectory } ?? false }

    /// All files with their content, and all directories (with a slash at the end and nil).
    func tree() -> [String: [UInt8]?] {
        var found: [String: [UInt8]?] = [:]
        var open = [(0, "")]
        while let (node, path) = open.popLast() {
            for (name, child) in nodes[node].entries {
                if nodes[child].isDirectory {
                    found.updateValue(nil, forKey: path + "/" + name + "/")
                    open.append((child, path + "/" + name))
                } else {
                    found[path + "/" + name] = nodes[child].content
                }
            }
        }
        return found
    }

    mutating func makeDirectory(_ path: String) throws(DiskError) {
        let (directory, name) = try place(path)
        if nodes[directory].entries[name] != nil { return }
        nodes.append(Node(isDirectory: true))
        link(directory, name, nodes.count - 1)
    }

    /// Makes or overwrites a file; syncs nothing.
    mutating func put(_ bytes: [UInt8], at path: String) throws(DiskError) {
        let (directory, name) = try place(path)
        let node: Int
        if let known = nodes[directory].entries[name] {
            node = known
        } else {
            nodes.append(Node(isDirectory: false))
            node = nodes.count - 1
            link(directory, name, node)
        }
        nodes[node].content = bytes
        note(.content(node: node, bytes: bytes))
    }

    mutating func rename(_ from: String, _ to: String) throws(DiskError) {
        let (source, oldName) = try place(from)
        let (target, newName) = try place(to)
        guard let node = nodes[source].entries[oldName] else { throw DiskError(code: ENOENT) }
        if nodes[target].entries[newName] != nil { throw DiskError(code: EEXIST) }
        link(target, newName, node)
        let after = lastNumber
        nodes[source].entries[oldName] = nil
        note(.unlink(directory: source, name: oldName, after: after))
        clockUs += 1
        nodes[node].changedUs = clockUs
    }

    mutating func remove(_ path: String) throws(DiskError) {
        guard let node = find(path) else { return }
        if nodes[node].isDirectory, !nodes[node].entries.isEmpty { throw DiskError(code: ENOTEMPTY) }
        let (directory, name) = try place(path)
        nodes[directory].entries[name] = nil
        note(.unlink(directory: directory, name: name, after: nil))
    }

    private mutating func link(_ directory: Int, _ name: String, _ node: Int) {
        nodes[directory].entries[name] = node
        note(.link(directory: directory, name: name, node: node))
    }

    private mutating func note(_ change: Change) {
        lastNumber += 1
        pending.append(Pending(number: lastNumber, change: change))
    }

    /// The directory of a path, and the last name in it.
    private func place(_ path: String) throws(DiskError) -> (directory: Int, name: String) {
        let parts = path.split(separator: "/")
        guard let name = parts.last, let directory = find(parts.dropLast().joined(separator: "/")) else {
            throw DiskError(code: ENOENT)
        }
        guard nodes[directory].isDirectory else { throw DiskError(code: ENOTDIR) }
        return (directory, String(name))
    }
}

/// Why an operation on a simulated disk was refused.
struct DiskError: Error {
    var code: Int32
}
