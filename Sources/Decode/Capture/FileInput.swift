import Foundation

/// Bytes of a descriptor, a chunk at a time. Nothing is ever sought, so that a pipe will do.
final class FileInput {
    private static let capacity = 1 << 18
    private let descriptor: Int32
    private let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: FileInput.capacity)
    private var at = 0
    private var end = 0
    private var isAtEnd = false
    private(set) var bytesRead: Int64 = 0
    /// Why reading failed.
    private(set) var failure: String?

    /// - Parameter path: `-` is standard input.
    init(path: String) throws {
        descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw DecodeError.unreadable(file: path, reason: String(cString: strerror(errno)))
        }
    }

    deinit {
        buffer.deallocate()
        close(descriptor)
    }

    /// What has been read and not been dropped; valid until `more` or `has`.
    var available: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: buffer + at, count: end - at) }

    func drop(_ count: Int) { at += min(max(0, count), end - at) }

    /// Reads on behind what is there; false at the end, after a failure, or when there is no room.
    func more() -> Bool {
        if isAtEnd { return false }
        if at > 0 {
            if end > at { memmove(buffer, buffer + at, end - at) }
            end -= at
            at = 0
        }
        guard end < Self.capacity else { return false }
        while true {
            let count = Glibc.read(descriptor, buffer + end, Self.capacity - end)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { failure = String(cString: strerror(errno)) }
            isAtEnd = count <= 0
            end += max(0, count)
            bytesRead += Int64(max(0, count))
            return count > 0
        }
    }

    /// Whether so many bytes are there; reads on when they are not. Precondition: not more than a chunk.
    func has(_ count: Int) -> Bool {
        precondition(count <= Self.capacity)
        while end - at < count { guard more() else { return false } }
        return true
    }

    /// Drops so many bytes, be they read or not; false: there were fewer.
    func skip(_ count: Int) -> Bool {
        var left = count
        while left > end - at {
            left -= end - at
            at = end
            guard more() else { return false }
        }
        at += left
        return true
    }
}
