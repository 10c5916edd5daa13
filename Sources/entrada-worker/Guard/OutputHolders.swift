import Foundation

/// Who holds the pipes open that this process had as its standard output and error.
struct OutputHolders {
    private let targets: Set<String>

    init() {
        targets = Set([STDOUT_FILENO, STDERR_FILENO].compactMap { Self.target("/proc/self/fd/\($0)") })
    }

    /// Whether one of the processes does; one that may not be looked at is taken for one that does not.
    func areHeld(by pids: [Int32]) -> Bool {
        pids.contains { pid in
            let directory = "/proc/\(pid)/fd"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            return names.contains { name in Self.target("\(directory)/\(name)").map(targets.contains) ?? false }
        }
    }

    /// `pipe:[4711]`: nothing but a pipe or a socket has such a name.
    private static func target(_ link: String) -> String? {
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
        return target.flatMap { $0.hasPrefix("pipe:[") || $0.hasPrefix("socket:[") ? $0 : nil }
    }
}
