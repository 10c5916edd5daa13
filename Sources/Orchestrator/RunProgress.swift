import Synchronization

/// What a run has said about itself last; read by the status, written by the run.
public final class RunProgress: Sendable {
    public struct Reading: Sendable {
        public var pid: Int32 = 0
        public var bytes: Int64 = 0
        public var packets: Int64 = 0
    }

    private let state = Mutex(Reading())
    private let cancelled = Mutex<String?>(nil)
    private let storage = Mutex<StorageTrouble?>(nil)
    private let overdue = Mutex(false)

    public var reading: Reading { state.withLock { $0 } }
    func started(pid: Int32) { state.withLock { $0.pid = pid } }
    func advanced(bytes: Int64, packets: Int64) {
        state.withLock {
            $0.bytes = bytes
            $0.packets = packets
        }
    }

    /// Who has cancelled the run and why, if an operator did.
    var cancellation: String? { cancelled.withLock { $0 } }
    func cancel(_ words: String) { cancelled.withLock { $0 = words } }

    /// What was wrong with the data root when the run failed.
    var storageTrouble: StorageTrouble? { storage.withLock { $0 } }
    func storageFailed(_ trouble: StorageTrouble) { storage.withLock { $0 = trouble } }

    /// Whether the run was stopped because its job's time-out was over.
    var isOverdue: Bool { overdue.withLock { $0 } }
    func becomeOverdue() { overdue.withLock { $0 = true } }
}
