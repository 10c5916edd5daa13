import FileNames
import Glibc
import TestSupport

@testable import Transfer

/// A source without files that notes on which thread it is made, asked and closed.
final class ThreadWitness: FileAccess {
    private let log: Recorder<UInt>

    /// - Parameter log: threads, in the order of what happened on them.
    init(log: Recorder<UInt>) {
        self.log = log
        note()
    }

    private func note() { log.add(UInt(pthread_self())) }

    func forEachEntry(
        in directory: SourcePath, _ body: (FileName, FileStatus?) throws(TransferError) -> Void
    ) throws(TransferError) { note() }

    func status(of path: SourcePath) throws(TransferError) -> FileStatus? { nil }

    func open(_ path: SourcePath) throws(TransferError) -> any FileReader { throw .closed(place: "witness") }

    func remove(_ path: SourcePath) throws(TransferError) -> Bool { false }

    var facts: ConnectionFacts? { nil }

    func close() { note() }
}
