import Failpoints
import FileFlow
import Foundation
import RealServers
import Testing

@Suite("failpoints are ordered and passed")
struct FailpointTests {
    @Test("orders are read as they are written")
    func orders() {
        #expect(FailpointOrder("decode.after_publish:abort") == FailpointOrder(.decodeAfterPublish, .abort))
        #expect(FailpointOrder("files.rename:enospc:3") == FailpointOrder(.filesRename, .noSpace, nth: 3))
        let lasting = FailpointOrder(.filesRename, .noSpace, nth: 3, lasts: true)
        #expect(FailpointOrder("files.rename:enospc:3+") == lasting)
        #expect(FailpointOrder(lasting.description) == lasting)
        for wrong in ["files.rename:error:+", "files.rename:error:+1"] { #expect(FailpointOrder(wrong) == nil) }
        for wrong in ["", "decode", "decode.after_publish", "decode.after_publish:explode", "x.y:abort"]
            + ["files.rename:error:0", "files.rename:error:-1", "files.rename:error:x", "files.rename:error:1:1"]
        {
            #expect(FailpointOrder(wrong) == nil, "\(wrong)")
        }
    }

    @Test("an order is carried out once, at its pass, and only while it is armed")
    func once() throws {
        let points = Failpoints()
        try points.hit(.filesRename)
        points.arm(FailpointOrder(.filesRename, .error, nth: 2))
        try points.hit(.filesRename)
        try points.hit(.filesRemove)
        #expect(throws: FailpointError.self) { try points.hit(.filesRename) }
        try points.hit(.filesRename)
        #expect(points.passes == [.filesRename: 3, .filesRemove: 1])
        points.arm(FailpointOrder(.filesRename, .error))
        points.disarm()
        try points.hit(.filesRename)
    }

    @Test("an order that lasts is carried out from its pass on, until it is disarmed")
    func lasting() throws {
        let points = Failpoints()
        points.arm(FailpointOrder(.filesRename, .error, nth: 2, lasts: true))
        try points.hit(.filesRename)
        for _ in 0..<3 { #expect(throws: FailpointError.self) { try points.hit(.filesRename) } }
        points.disarm()
        try points.hit(.filesRename)
    }

    @Test("what a failpoint gives looks as if the system had given it; nothing has been done")
    func errors() throws {
        let place = try TestFolder()
        let folder = place["new"]
        let points = Failpoints()
        let files = PosixFileSystem(failpoints: points)
        points.arm(FailpointOrder(.filesMakeDirectories, .noSpace))
        #expect(throws: FileFlowError.failed("make the directory", folder, ENOSPC)) {
            try files.makeDirectories(folder)
        }
        #expect(!files.isDirectory(folder))
        try files.makeDirectories(folder)
        points.arm(FailpointOrder(.filesWrite, .inputOutput))
        #expect(throws: FileFlowError.failed("write", folder + "/x", EIO)) { try files.write([1], to: folder + "/x") }
        #expect(try files.stamp(folder + "/x") == nil)
    }

    @Test("every failpoint has a line of its own that explains it")
    func summaries() {
        #expect(Set(Failpoint.allCases.map(\.summary)).count == Failpoint.allCases.count)
        #expect(Failpoint.allCases.allSatisfy { !$0.summary.contains("\n") })
    }
}
