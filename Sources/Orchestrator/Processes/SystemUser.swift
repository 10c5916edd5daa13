import Glibc

/// A user of this machine, with the groups that a process of his has.
public struct SystemUser: Sendable, Equatable {
    public var name: String
    public var identifier: UInt32
    public var group: UInt32
    public var groups: [UInt32]

    /// The user of that name; nil when the machine knows none. Asks the name service, which may take its time.
    public static func named(_ name: String) -> SystemUser? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        var groups = [gid_t](repeating: 0, count: 256)
        var count = Int32(groups.count)
        // With more groups than anybody has the first ones are enough.
        _ = getgrouplist(name, entry.pw_gid, &groups, &count)
        return SystemUser(
            name: name, identifier: entry.pw_uid, group: entry.pw_gid,
            groups: Array(groups.prefix(Int(min(max(0, count), 256)))))
    }
}
