import Dispatch

/// Work that waits for the disk, off the cooperative pool.
enum BlockingWork {
    private static let queue = DispatchQueue(label: "entrada.control.blocking")

    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
