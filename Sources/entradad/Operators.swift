import Control
import Glibc

/// Who may give orders over the control socket: root, the daemon's own user, and the members of a group.
struct Operators: Sendable {
    let group: String?

    func include(_ caller: Caller) -> Bool {
        if caller.uid == 0 || caller.uid == getuid() { return true }
        guard let group, let identifier = Self.identifier(ofGroup: group) else { return false }
        return Self.groups(ofUser: caller.uid).contains(identifier)
    }

    /// The number of a group; nil if there is none of that name.
    static func identifier(ofGroup name: String) -> gid_t? {
        var entry = group_entry()
        var found: UnsafeMutablePointer<group_entry>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 65_536) { buffer in
            getgrnam_r(name, &entry, buffer.baseAddress, buffer.count, &found) == 0 && found != nil ? entry.gr_gid : nil
        }
    }

    private static func groups(ofUser user: uid_t) -> [gid_t] {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 65_536) { buffer in
            guard let base = buffer.baseAddress, getpwuid_r(user, &entry, base, buffer.count, &found) == 0,
                found != nil
            else { return [] }
            var groups = [gid_t](repeating: 0, count: 1024)
            var count = Int32(groups.count)
            guard let name = entry.pw_name, getgrouplist(name, entry.pw_gid, &groups, &count) >= 0 else {
                return [entry.pw_gid]
            }
            return Array(groups.prefix(Int(count)))
        }
    }
}

private typealias group_entry = Glibc.group
