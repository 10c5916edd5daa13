import Foundation

/// The processes of this machine, as `/proc` shows them at one moment.
public struct ProcessTree: Sendable {
    public struct Entry: Sendable, Hashable {
        public var pid: Int32
        public var parent: Int32
        /// Process group and session.
        public var group: Int32
        public var session: Int32
        /// Clock ticks since boot when it started: with the number it says who it is.
        public var start: String
        /// It has ended, and its parent has not asked for it yet.
        public var isZombie: Bool
    }

    private var entries: [Int32: Entry] = [:]

    /// Looks now. Without a `/proc` that can be read there is nothing to see, and nothing is done to any process.
    public init() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            if let pid = Int32(name), let entry = Self.entry(of: pid) { entries[pid] = entry }
        }
    }

    /// All that are there, in the order of their numbers.
    public var pids: [Int32] { entries.keys.sorted() }

    /// The living processes that descend from one, in the order of their numbers.
    public func descendants(of ancestor: Int32) -> [Entry] {
        var children: [Int32: [Entry]] = [:]
        for entry in entries.values { children[entry.parent, default: []].append(entry) }
        var found: [Entry] = []
        var queue = [ancestor]
        while let pid = queue.popLast() {
            for child in children[pid] ?? [] where child.pid != ancestor {
                queue.append(child.pid)
                if !child.isZombie { found.append(child) }
            }
        }
        return found.sorted { $0.pid < $1.pid }
    }

    /// One process; nil if there is none of that number.
    public static func entry(of pid: Int32) -> Entry? {
        guard let stat = contents("/proc/\(pid)/stat"), let close = stat.lastIndex(of: UInt8(ascii: ")")) else {
            return nil
        }
        // The name before the bracket may hold anything.
        let fields = stat[(close + 1)...].split(separator: UInt8(ascii: " ")).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard fields.count > 19, let parent = Int32(fields[1]), let group = Int32(fields[2]),
            let session = Int32(fields[3])
        else { return nil }
        return Entry(
            pid: pid, parent: parent, group: group, session: session, start: fields[19],
            isZombie: fields[0] == "Z" || fields[0] == "X")
    }

    /// Its command line, at most 200 bytes of it; its name when it has none.
    public static func command(of pid: Int32) -> String {
        let bytes = contents("/proc/\(pid)/cmdline")?.prefix(200).map { $0 == 0 ? UInt8(ascii: " ") : $0 } ?? []
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespaces)
        if !text.isEmpty { return text }
        return contents("/proc/\(pid)/comm").map { String(decoding: $0, as: UTF8.self) }?
            .trimmingCharacters(in: .whitespacesAndNewlines) ?? "?"
    }

    /// Whether its environment, as it was when it began, has all of these; false when it may not be read.
    public static func environment(of pid: Int32, has variables: [String: String]) -> Bool {
        guard let bytes = contents("/proc/\(pid)/environ"), !bytes.isEmpty else { return false }
        let given = Set(bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
        return variables.allSatisfy { given.contains("\($0.key)=\($0.value)") }
    }

    private static func contents(_ path: String) -> [UInt8]? {
        FileManager.default.contents(atPath: path).map { Array($0) }
    }
}
