import Foundation
import Synchronization

/// A service manager's end of sd_notify(3): a datagram socket, read by a thread.
final class NotifySocket: Sendable {
    let path: String
    private let descriptor: Int32
    private let condition = NSCondition()
    private let said = Mutex<[String]>([])

    struct NotBound: Error { var errno: Int32 }

    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { [descriptor] in
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw NotBound(errno: errno) }
        Thread.detachNewThread { [self] in read() }
    }

    /// Datagrams, in order.
    var messages: [String] { said.withLock { $0 } }

    /// All lines of all datagrams.
    var lines: [String] { messages.flatMap { $0.split(separator: "\n").map(String.init) } }

    /// Waits until what was said is as wanted; false: not within the time.
    func wait(seconds: Double = 60, _ isThere: ([String]) -> Bool) -> Bool {
        let end = Date().addingTimeInterval(seconds)
        condition.lock()
        defer { condition.unlock() }
        while !isThere(lines) { guard condition.wait(until: end) else { return isThere(lines) } }
        return true
    }

    private func read() {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            said.withLock { $0.append(String(decoding: buffer[..<count], as: UTF8.self)) }
            condition.withLock { condition.broadcast() }
        }
    }

    func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
