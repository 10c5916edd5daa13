@testable import Transfer

/// A source without files that notes on which thread it is made, asked and closed.
final class ThreadWitness: FileAccess {
    private let log: ThreadLog

    init(log: ThreadLog) {
        self.log = log
        log.note()
    }

    func forEachEntry(
        in directory: String, _ body: (String, FileStatus?) throws(TransferError) -> Void
    ) throws(TransferError) { log.note() }

    func status(of path: String) throws(TransferError) -> FileStatus? { nil }

    func open(_ path: String) throws(TransferError) -> any FileReader { throw .closed(place: "witness") }

    func remove(_ path: String) throws(TransferError) -> Bool { false }

    var facts: ConnectionFacts? { nil }

    func close() { log.note() }
}
