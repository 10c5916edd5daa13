import Glibc

/// What changes in some directories, as the kernel tells it (inotify(7)); a test that waits for a program sees its traces.
package final class DirectoryEvents {
    private let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))

    /// Directories that do not exist are left out.
    package init(_ directories: [String]) {
        let mask = UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CLOSE_WRITE)
        for directory in directories { _ = inotify_add_watch(descriptor, directory, mask) }
    }

    /// Waits until something has changed since the last call, at most this long.
    package func wait(atMostMilliseconds limit: Int32) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, limit) > 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while read(descriptor, &buffer, buffer.count) > 0 {}
    }

    deinit { close(descriptor) }
}
