import FileFlow
import Foundation
import Ledger
import RealServers
import TestSupport

/// A simulated disk and a real ledger, with the daemon's part that moves files.
final class Machine: Sendable {
    static let root = DataRoot(path: "/data")
    private static let threads = BlockingThreads(count: 2)

    let files: ForgetfulFileSystem
    let ledger: Ledger
    private let place: TestFolder

    /// - Parameter image: the ledger that is there; nil: a new one.
    init(disk: Disk, image: LedgerImage?, recorder: FlightRecorder? = nil) throws {
        // In memory where that is possible: the ledger is opened thousands of times.
        place = try TestFolder(isInMemory: true)
        let folder = place.path
        try image?.restore(to: folder)
        let files = ForgetfulFileSystem(disk) { disk, label in recorder?.note(disk, label) }
        let clock = TickingClock(startUs: 1_700_000_000_000_000)
        ledger = try Ledger(path: folder + "/ledger.sqlite") {
            recorder?.note(files.disk, "commit", isCommit: true)
            return clock.read()
        }
        self.files = files
        recorder?.begin(folder: folder)
    }

    deinit {
        try? ledger.close()
    }

    /// The daemon's files, on this machine's disk or on another one.
    func daemon(on disk: Disk? = nil) -> SmallDaemon {
        let files = disk.map { ForgetfulFileSystem($0) } ?? files
        let flow = FileFlow(root: Self.root, ledger: ledger, threads: Self.threads, files: files)
        return SmallDaemon(root: Self.root, ledger: ledger, flow: flow, files: files)
    }

    /// A data root as `DataRoot.prepare` leaves it.
    static func preparedDisk() throws -> Disk {
        var disk = Disk()
        try disk.makeDirectory(root.path)
        for area in DataRoot.areas { try disk.makeDirectory(root.absolute(area)) }
        for area in ["captures", "incoming", "processing", "quarantine", "state"] {
            try disk.makeDirectory(root.absolute(area + "/ns1"))
        }
        disk.syncAll()
        return disk
    }
}
