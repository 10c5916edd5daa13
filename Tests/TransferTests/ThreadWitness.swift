import FileNames

@testable import Transfer

/// A source without files that notes on which thread it is made, asked and closed.
final class ThreadWitness: FileAccess {
    private let log: ThreadLog

    init(log: ThreadLog) {
        self.log = log
        log.note()
    }

    func forEachEntry(
        in directory: SourcePath, _ body: (FileName, FileStatus?) throws(TransferError) -> Void
    ) throws(TransferError) { log.note() }

    func status(of path: SourcePath) throws(TransferError) -> FileStatus? { nil }

    func open(_ path: SourcePath) throws(TransferError) -> any FileReader { throw .closed(place: "witness") }

    func remove(_ path: SourcePath) throws(TransferError) -> Bool { false }

    var facts: ConnectionFacts? { nil }

    func close() { log.note() }
}
