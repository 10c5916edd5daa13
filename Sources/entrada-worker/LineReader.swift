import Foundation

/// Reads lines from a descriptor, none longer than it may be.
final class LineReader {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    /// What has been read and not been given yet.
    private var left: ArraySlice<UInt8> = []

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Waits for the next line.
    ///
    /// - Returns: it without its newline, or its first `limitBytes` bytes if it has more; `nil` at the end. What stands
    ///   before the end without a newline is a line, too.
    /// - Throws: `WorkerFailure` if it cannot be read.
    func next(limitBytes: Int) throws -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            if let end = left.firstIndex(of: UInt8(ascii: "\n")) {
                line += left[..<end]
                left = left[(end + 1)...]
                return Array(line.prefix(limitBytes))
            }
            line += left
            left = []
            if line.count >= limitBytes { return Array(line.prefix(limitBytes)) }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw WorkerFailure.system("read descriptor \(descriptor)", errno) }
            if count == 0 { return line.isEmpty ? nil : line }
            left = buffer[..<count]
        }
    }
}
