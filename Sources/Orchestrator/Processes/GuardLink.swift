import Foundation
import Synchronization
import SystemPackage
import WorkerProtocol

/// What a guard has stopped; filled in when it has ended.
public final class StoppedProcesses: Sendable, Equatable {
    private let processes = Mutex<[StoppedProcess]>([])

    public init() {}

    func add(_ more: [StoppedProcess]) { processes.withLock { $0 += more } }

    /// In one sentence; `nil`: nothing was stopped.
    var summary: String? { StoppedProcess.summary(of: processes.withLock { $0 }) }

    public static func == (left: StoppedProcesses, right: StoppedProcesses) -> Bool { left === right }
}

/// The daemon's end of the socket that is a guard's standard input. When it closes, the guard stops everything; on it the
/// guard tells what it has stopped.
final class GuardLink: Sendable {
    private static let mostBytes = 256 << 10

    private let own: FileDescriptor
    /// What becomes the guard's standard input.
    let other: FileDescriptor

    /// - Throws: `Errno` when there are too many open files.
    init() throws {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Errno(rawValue: errno) }
        own = FileDescriptor(rawValue: ends[0])
        other = FileDescriptor(rawValue: ends[1])
    }

    /// What the guard has told until now. It has ended: there is nothing to wait for.
    func read() -> [StoppedProcess] {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while text.count < Self.mostBytes {
            let count = recv(own.rawValue, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { break }
            text += buffer.prefix(count)
        }
        return StoppedProcess.read(text)
    }

    func close() { try? own.close() }
}
