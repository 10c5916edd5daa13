import Foundation

/// A pipe whose bytes go to standard output, or into a file, with a path for those who want to open a file.
///
/// Unchecked: `ends` does not change after `init`, `failure` is read when the thread that writes it has ended.
final class OutputPipe: @unchecked Sendable {
    private var ends: [Int32] = [-1, -1]
    private let done = DispatchSemaphore(value: 0)
    private var failure: Int32?
    private let target: Int32
    private let isJSON: Bool

    /// - Parameters:
    ///   - file: what the bytes go into; `nil`: standard output.
    ///   - isJSON: numbers that are not finite become null.
    init(to file: String? = nil, isJSON: Bool = false) throws {
        self.isJSON = isJSON
        target = file.map { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) } ?? STDOUT_FILENO
        guard target >= 0 else {
            throw WarehouseError.system(
                what: "write \(file ?? "")", code: errno, message: String(cString: strerror(errno)))
        }
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
        var json = FiniteJSON()
        var filtered: [UInt8] = []
        while true {
            let count = read(ends[0], buffer, size)
            if count < 0 && errno == EINTR { continue }
            guard isJSON else {
                if count <= 0 { return }
                put(UnsafeRawBufferPointer(start: buffer, count: count))
                continue
            }
            filtered.removeAll(keepingCapacity: true)
            if count > 0 { json.filter(UnsafeRawBufferPointer(start: buffer, count: count), into: &filtered) }
            if count <= 0 { json.finish(into: &filtered) }
            filtered.withUnsafeBytes(put)
            if count <= 0 { return }
        }
    }

    /// What cannot be written is still read, so that the engine comes to its end.
    private func put(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty && failure == nil {
            let more = write(target, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if more < 0 && errno == EINTR { continue }
            if more < 0 { failure = errno } else { rest = rest.dropFirst(more) }
        }
    }

    /// Ends the input, waits until all is written, and gives the error of writing, if any.
    func finish() -> Int32? {
        close(ends[1])
        done.wait()
        close(ends[0])
        if target != STDOUT_FILENO, close(target) != 0, failure == nil { failure = errno }
        return failure
    }
}
