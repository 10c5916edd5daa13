import Foundation
import Jobs

/// A user of this machine, as the password database or the caller's environment has it.
struct Account {
    var name: String
    var home: String

    /// Nil: without a home directory nobody owns a crontab.
    var owner: CrontabOwner? { CrontabOwner(name: name, home: home) }

    static func named(_ name: String) -> Account? {
        find { entry, buffer, count, found in getpwnam_r(name, entry, buffer, count, found) }
    }

    /// Who calls this program: by the password database, as cron does, or else by the environment.
    static func caller(_ environment: [String: String]) -> Account? {
        let known = find { entry, buffer, count, found in getpwuid_r(getuid(), entry, buffer, count, found) }
        if let known, known.owner != nil { return known }
        guard let home = environment["HOME"], let name = environment["LOGNAME"] ?? environment["USER"] else {
            return nil
        }
        return Account(name: name, home: home)
    }

    private typealias Search = (
        UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
        UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32

    private static func find(_ search: Search) -> Account? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        return buffer.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, search(&entry, base, buffer.count, &found) == 0, found != nil,
                let name = entry.pw_name, let home = entry.pw_dir
            else { return nil }
            return Account(name: String(cString: name), home: String(cString: home))
        }
    }
}
