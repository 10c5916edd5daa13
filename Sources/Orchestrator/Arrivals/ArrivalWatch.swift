import Glibc
import Foundation
import Synchronization

/// Hears of files that have become complete in directories of this machine (inotify), on a thread of its own.
///
/// It is a hint and nothing more: what it does not hear of is found by the next scan. So everything that goes wrong here
/// (too many directories, a queue that runs over, a filesystem that tells nothing) makes files come later, and none get
/// lost. At most `mostDirectories` are watched; what has been heard and not been taken is a set of these.
final class ArrivalWatch: Sendable {
    /// Watches are memory of the kernel.
    static let mostDirectories = 1024

    private struct State {
        var directories: [Int32: String] = [:]
        var heard: Set<String> = []
        /// A watched directory is gone: it may be there again.
        var hasLost = false
        var isStopped = false
    }

    private let state = Mutex(State())
    private let descriptor: Int32
    private let stopRead: Int32
    private let stopWrite: Int32
    private let ring: @Sendable () -> Void

    /// - Parameter ring: called on the watch's thread when there is something to take.
    /// - Returns: nil when the kernel gives no watch.
    init?(ring: @escaping @Sendable () -> Void) {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            close(descriptor)
            return nil
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        self.descriptor = descriptor
        (stopRead, stopWrite) = (ends[0], ends[1])
        self.ring = ring
        Thread.detachNewThread { self.listen() }
    }

    /// Watches these and no others. Gives those that can't be watched, with the reason. One caller at a time; it may
    /// block (a directory may be far away): not for the cooperative pool.
    func watch(_ wanted: Set<String>) -> [(directory: String, why: String)] {
        let known = state.withLock { state in
            if state.isStopped { return wanted }
            for (watch, directory) in state.directories where !wanted.contains(directory) {
                inotify_rm_watch(descriptor, watch)
                state.directories[watch] = nil
            }
            state.hasLost = false
            return Set(state.directories.values)
        }
        var refused: [(String, String)] = []
        var room = Self.mostDirectories - known.count
        for directory in wanted.subtracting(known).sorted() {
            let watch = room > 0 ? inotify_add_watch(descriptor, directory, Self.mask) : -1
            guard watch >= 0 else {
                let why = room > 0 ? String(cString: strerror(errno)) : "more than \(Self.mostDirectories) directories"
                refused.append((directory, why))
                continue
            }
            room -= 1
            // What came between the two may have been missed: it is looked for.
            state.withLock { state in
                state.directories[watch] = directory
                state.heard.insert(directory)
            }
        }
        if !refused.isEmpty { state.withLock { $0.hasLost = true } }
        return refused
    }

    /// The directories in which something has arrived since the last time.
    func take() -> Set<String> {
        state.withLock { state in
            defer { state.heard = [] }
            return state.heard
        }
    }

    /// Whether there is something to take.
    var hasHeard: Bool { state.withLock { !$0.heard.isEmpty } }

    /// Whether a directory that was watched, or was to be, is not.
    var hasLost: Bool { state.withLock { $0.hasLost } }

    /// Ends the thread.
    func stop() {
        let wasStopped = state.withLock { state in
            defer { state.isStopped = true }
            return state.isStopped
        }
        if !wasStopped { close(stopWrite) }
    }

    private static let mask = UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO) | UInt32(IN_ONLYDIR)

    private func listen() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var wanted = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopRead, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&wanted, 2, -1) < 0, errno != EINTR { break }
            if wanted[1].revents != 0 { break }
            // What comes in a burst is told once.
            usleep(20_000)
            var isNew = false
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count <= 0 { break }
                isNew = take(in: ArrivalEvents(buffer[..<count])) || isNew
            }
            if isNew { ring() }
        }
        close(descriptor)
        close(stopRead)
    }

    /// Whether there is something to tell.
    private func take(in events: ArrivalEvents) -> Bool {
        state.withLock { state in
            var isNews = events.isOverflow
            if events.isOverflow { state.heard.formUnion(state.directories.values) }
            for watch in events.lost {
                state.hasLost = state.directories.removeValue(forKey: watch) != nil || state.hasLost
            }
            for watch in events.arrivals {
                guard let directory = state.directories[watch] else { continue }
                state.heard.insert(directory)
                isNews = true
            }
            return isNews
        }
    }
}
