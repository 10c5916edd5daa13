import Foundation

/// A pipe whose bytes go to standard output, with a path for those who want to open a file.
///
/// Unchecked: `ends` does not change after `init`, `failure` is read when the thread that writes it has ended.
final class OutputPipe: @unchecked Sendable {
    private var ends: [Int32] = [-1, -1]
    private let done = DispatchSemaphore(value: 0)
    private var failure: Int32?

    init() throws {
        guard pipe(&ends) == 0 else {
            throw WarehouseError.system(what: "pipe", code: errno, message: String(cString: strerror(errno)))
        }
        let thread = Thread { [self] in
            forward()
            done.signal()
        }
        thread.name = "output"
        thread.stackSize = 512 << 10
        thread.start()
    }

    var path: String { "/proc/self/fd/\(ends[1])" }

    private func forward() {
        let size = 1 << 16
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(ends[0], buffer, size)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return }
            var written = 0
            while written < count && failure == nil {
                let more = write(STDOUT_FILENO, buffer + written, count - written)
                if more < 0 && errno == EINTR { continue }
                // What cannot be written is still read, so that the engine comes to its end.
                if more < 0 { failure = errno } else { written += more }
            }
        }
    }

    /// Ends the input, waits until all is written, and gives the error of writing, if any.
    func finish() -> Int32? {
        close(ends[1])
        done.wait()
        close(ends[0])
        return failure
    }
}
