import DurableIO
import Failpoints
import Foundation
import RealServers
import Synchronization
import Testing

/// Fails one step with an error of the system, and remembers which steps there were.
private final class OneFault: Sendable {
    private let step: DiskStep?
    private let seen = Mutex<[DiskStep]>([])

    init(at step: DiskStep?) { self.step = step }

    var steps: [DiskStep] { seen.withLock { $0 } }
    var faults: DiskFaults {
        DiskFaults { [self] step, _ in
            seen.withLock { $0.append(step) }
            return step == self.step ? ENOSPC : nil
        }
    }
}

@Suite("files that survive")
struct DiskTests {
    private let folder: TestFolder
    private var path: String { folder["file"] }

    init() throws { folder = try TestFolder() }

    private func content() throws -> String { String(decoding: try folder.bytes("file"), as: UTF8.self) }

    @Test("a file is written beside its place, synced, renamed, and its directory synced")
    func steps() throws {
        let fault = OneFault(at: nil)
        try Disk(faults: fault.faults).replace(path, with: Array("new".utf8))
        #expect(fault.steps == [.write, .written, .rename, .renamed, .syncDirectory])
        #expect(try content() == "new")
        #expect(try folder.names(in: "") == ["file"])
    }

    @Test(
        "what fails leaves the old content or the new one, and no draft",
        arguments: [DiskStep.write, .written, .rename, .renamed, .syncDirectory])
    func faults(step: DiskStep) throws {
        try folder.write("old", to: "file")
        let error = #expect(throws: DiskError.self) {
            try Disk(faults: OneFault(at: step).faults).replace(path, with: Array("new".utf8))
        }
        #expect(error?.code == ENOSPC)
        // Once it has its name the content is the new one; before that nothing has changed.
        #expect(try content() == ([.renamed, .syncDirectory].contains(step) ? "new" : "old"))
        #expect(try folder.names(in: "") == ["file"])
        try Disk().replace(path, with: Array("next".utf8))
        #expect(try content() == "next")
    }

    @Test("a draft of somebody who was killed is in nobody's way, and can be cleared")
    func draft() throws {
        try folder.write("half a file that is longer than the new one", to: "file.part")
        try Disk().replace(path, with: Array("new".utf8))
        #expect(try content() == "new")
        try folder.write("half", to: "file.part")
        try Disk().removeDraft(of: path)
        try Disk().removeDraft(of: path)
        #expect(try folder.names(in: "") == ["file"])
    }

    @Test("lines are appended whole, after one that was cut off too")
    func append() throws {
        try folder.write("{\"a\":1}\n{\"b", to: "file")
        let size = try Disk().appendLine("{}", to: path)
        #expect(try content() == "{\"a\":1}\n{\"b\n{}\n")
        #expect(try folder.bytes("file").count == Int(size))
        let fault = OneFault(at: nil)
        _ = try Disk(faults: fault.faults).appendLine("x", to: folder["other"])
        #expect(fault.steps == [.write, .syncFile, .syncDirectory], "a new file has a name to be synced")
    }

    @Test("nothing is renamed over a file that is there, unless it is to be replaced")
    func names() throws {
        try folder.write("a", to: "a")
        try folder.write("b", to: "b")
        let error = #expect(throws: DiskError.self) { try Disk().renameNoReplace(folder["a"], folder["b"]) }
        #expect(error?.code == EEXIST)
        try Disk().renameDurably(folder["a"], over: folder["b"])
        #expect(try folder.names(in: "") == ["b"])
    }

    @Test("failpoints are passed at each step that changes something")
    func failpoints() throws {
        let failpoints = Failpoints()
        failpoints.arm(nil)
        let disk = Disk(faults: DiskFaults(failpoints))
        try disk.replace(path, with: [1])
        try disk.makeDirectory(folder["d"])
        try disk.syncFile(path)
        try disk.remove(path)
        let wanted: Set<Failpoint> = [
            .filesWrite, .filesWritten, .filesRename, .filesRenamed, .filesSyncDirectory, .filesMakeDirectories,
            .filesSyncFile, .filesRemove, .filesRemoved,
        ]
        #expect(Set(failpoints.passes.keys) == wanted)
        failpoints.arm(FailpointOrder(.filesWrite, .inputOutput))
        let error = #expect(throws: DiskError.self) { try disk.write([1], to: path) }
        #expect(error?.code == EIO)
    }

    @Test("what nobody can tell is not nothing")
    func unknown() throws {
        #expect(try Disk().exists(folder["none"]) == false)
        #expect(try Disk().list(folder["none"]) == nil)
        let faults = DiskFaults { step, _ in step == .list || step == .space ? EIO : nil }
        #expect(throws: DiskError.self) { try Disk(faults: faults).list(folder.path) }
        #expect(throws: DiskError.self) { try Disk(faults: faults).space(at: folder.path) }
        #expect(throws: DiskError.self) { try Disk().space(at: folder["none"]) }
        // More than a name can have: the system says so, and not that there is no such file.
        #expect(throws: DiskError.self) { try Disk().exists(folder[String(repeating: "x", count: 300)]) }
    }
}
