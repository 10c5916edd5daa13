import DurableIO
import FileFlow
import Foundation
import Jobs
import RealServers
import Testing

@testable import Orchestrator

@Suite("room on the disk")
struct DiskReserveTests {
    @Test("what the system does not tell is neither nothing nor enough")
    func unknown() throws {
        let folder = try TestFolder()
        let faults = DiskFaults { step, _ in step == .space ? EIO : nil }
        let root = DataRoot(path: folder.path)
        let blind = DiskReserve(root: root, limits: LimitPolicy(), disk: Disk(faults: faults))
        guard case .unknown(let why) = blind.level else {
            Issue.record("\(blind.level)")
            return
        }
        #expect(why.contains(folder.path) && blind.isLow)
        // Nothing is set aside, and nothing is given up for it.
        try folder.write("reserved", to: "reserve")
        blind.giveUpIfFull()
        blind.setAside()
        #expect(try folder.names(in: "") == ["reserve"])
        var limits = LimitPolicy()
        limits.diskLowMark = .max
        guard case .low = DiskReserve(root: root, limits: limits).level else {
            Issue.record("not low")
            return
        }
        limits.diskLowMark = 1
        #expect(!DiskReserve(root: root, limits: limits).isLow)
    }
}
