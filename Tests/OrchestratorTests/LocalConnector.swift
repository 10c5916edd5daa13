import Failpoints
import FileFlow
import Foundation
import Jobs
import Orchestrator
import Synchronization
import TestSupport
import Transfer

/// Name servers that are directories of this host, with faults where a test wants them.
final class LocalConnector: SourceConnector {
    typealias Operation = FaultInjectingSource<LocalDirectorySource>.Operation

    private let fault = Mutex<@Sendable (Operation) throws -> Void>({ _ in })
    private let refusal = Mutex<TransferError?>(nil)
    private let count = Mutex(0)
    private let failpoints: Failpoints

    /// - Parameter failpoints: of downloads.
    init(failpoints: Failpoints = .off) { self.failpoints = failpoints }

    /// Sent when a connection begins that never comes about (`stall`).
    let stalled = Signal()
    private let isStalling = Mutex(false)

    /// From now on connections hang until they are cancelled.
    func stall() { isStalling.withLock { $0 = true } }

    /// Connections so far.
    var connections: Int { count.withLock { $0 } }

    func inject(_ body: @escaping @Sendable (Operation) throws -> Void) { fault.withLock { $0 = body } }
    func refuse(_ error: TransferError?) { refusal.withLock { $0 = error } }

    func connect(to server: ServerDefinition, patience: Duration) async throws -> any CaptureSource {
        count.withLock { $0 += 1 }
        if isStalling.withLock({ $0 }) {
            stalled.send()
            try await TestClock.stand(.zero)
        }
        if let error = refusal.withLock({ $0 }) { throw error }
        return FaultInjectingSource(LocalDirectorySource(failpoints: failpoints)) { operation in
            let fault = self.fault.withLock { $0 }
            try fault(operation)
        }
    }

    func download(_ request: DownloadRequest, to path: String) async throws -> DownloadOutcome {
        try await SystemConnector(credentialsDirectory: nil, threads: threads).download(request, to: path)
    }

    private let threads = BlockingThreads(count: 1)
    deinit { threads.stop() }
}
