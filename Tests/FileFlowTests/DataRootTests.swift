@testable import FileFlow
import Foundation
import Testing

@Suite struct DataRootTests {
    /// Another filesystem than that of temporary files, if this machine has one.
    private static let elsewhere: String? = {
        func device(_ path: String) -> UInt64? {
            var info = stat()
            return stat(path, &info) == 0 ? UInt64(info.st_dev) : nil
        }
        guard let other = device("/dev/shm"), other != device(FileManager.default.temporaryDirectory.path) else {
            return nil
        }
        return "/dev/shm"
    }()

    @Test func everyAreaIsMadeAndNoProbeIsLeft() throws {
        let bench = try FlowBench()
        try bench.root.prepare(servers: ["ns1", "ns2"])
        for area in DataRoot.areas + ["captures/ns2", "incoming/ns2", "processing/ns2", "quarantine/ns2", "state/ns2"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: bench.root.absolute(area))
            #expect(names.allSatisfy { !$0.hasPrefix(".probe") }, "\(area)")
        }
    }

    @Test func aProbeOfAStartThatWasKilledIsRemoved() throws {
        let bench = try FlowBench()
        // No process can have the largest number that there is.
        for name in ["incoming/.probe-\(Int32.max)", "staging/.probe-\(getpid())", "staging/.probe-1"] {
            try bench.put("", at: name)
        }
        try bench.root.prepare(servers: ["ns1"])
        func names(_ area: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: bench.root.absolute(area))
        }
        #expect(try !names("incoming").contains { $0.hasPrefix(".probe") })
        #expect(try names("staging").filter { $0.hasPrefix(".probe") } == [".probe-1"], "that process lives")
    }

    @Test func aRootThatIsAbsentOrAFileIsRefused() throws {
        let bench = try FlowBench()
        let absent = bench.root.absolute("absent")
        #expect(throws: FileFlowError.noRoot(absent)) { try DataRoot(path: absent).prepare(servers: []) }
        try bench.put("x", at: "file")
        let file = bench.root.absolute("file")
        #expect(throws: FileFlowError.noRoot(file)) { try DataRoot(path: file).prepare(servers: []) }
        #expect(DataRoot(path: "/x/").path == "/x" && DataRoot(path: "/").path == "/")
    }

    @Test(
        .enabled(if: elsewhere != nil, "there is no second filesystem here"),
        arguments: ["staging", "captures/ns1"])
    func aDirectoryOnAnotherFilesystemIsRefusedByName(_ area: String) throws {
        let bench = try FlowBench()
        let other = try #require(Self.elsewhere) + "/entrada-flow-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: other) }
        let path = bench.root.absolute(area)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: other)
        let error = #expect(throws: FileFlowError.self) { try bench.root.prepare(servers: ["ns1"]) }
        guard case .notOneFilesystem(_, path, EXDEV) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("must be on one filesystem") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: other) == [])
    }

    @Test func oneDaemonHoldsTheLockAndTheNextLearnsItsPid() throws {
        let bench = try FlowBench()
        let lock = try RootLock.exclusive(bench.root)
        let held = LockHeldError(root: bench.root.path, pid: "\(getpid())")
        #expect(throws: held) { try RootLock.exclusive(bench.root) }
        #expect(throws: LockHeldError.self) { try RootLock.shared(bench.root) }
        #expect(held.description.contains("(pid \(getpid())) is already running on \(bench.root.path)"))
        lock.release()
        lock.release()
        let next = try RootLock.exclusive(bench.root)
        #expect(bench.text("lock") == "\(getpid())\n")
        next.release()
    }

    @Test func readersShareTheLockAndItEndsWithItsObject() throws {
        let bench = try FlowBench()
        do {
            let locks = try [RootLock.shared(bench.root), RootLock.shared(bench.root)]
            #expect(throws: LockHeldError.self) { try RootLock.exclusive(bench.root) }
            #expect(locks.count == 2)
        }
        let daemon = try RootLock.exclusive(bench.root)
        daemon.release()
    }

    @Test func aDaemonWaitsForReadersAndNotForADaemon() async throws {
        let bench = try FlowBench()
        let reader = try RootLock.shared(bench.root)
        let readers = LockHeldError(root: bench.root.path, pid: "", isReaders: true)
        await #expect(throws: readers) { try await RootLock.exclusive(bench.root, patience: .zero) }
        let root = bench.root
        let waiting = Task { try await RootLock.exclusive(root, patience: .seconds(600)) }
        reader.release()
        let daemon = try await waiting.value
        let held = LockHeldError(root: bench.root.path, pid: "\(getpid())")
        await #expect(throws: held) { try await RootLock.exclusive(root, patience: .seconds(600)) }
        daemon.release()
    }
}
