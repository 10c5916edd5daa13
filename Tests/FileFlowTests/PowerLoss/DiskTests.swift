import SharedInputs
import Foundation
import Testing

/// The simulated disk keeps what POSIX promises, and nothing more.
@Suite struct DiskTests {
    private func disk(_ directories: [String]) throws -> Disk {
        var disk = Disk()
        for directory in directories { try disk.makeDirectory(directory) }
        disk.syncAll()
        return disk
    }

    private func text(_ disk: Disk, _ path: String) -> String? {
        disk.find(path).map { String(decoding: disk.nodes[$0].content, as: UTF8.self) }
    }

    private func allOutcomes(_ disk: Disk) -> Set<String> {
        var random = SplitMix(seed: 1)
        return Set(disk.fates(&random).map { disk.afterPowerCut($0).summary })
    }

    @Test func aSyncedFileWithoutItsNameIsGone() throws {
        var disk = try disk(["/d"])
        try disk.put(Array("bytes".utf8), at: "/d/f")
        try disk.syncFile("/d/f")
        #expect(text(disk.afterForgettingAll(), "/d/f") == nil)
        try disk.syncDirectory("/d")
        #expect(text(disk.afterForgettingAll(), "/d/f") == "bytes")
        #expect(disk.pending.isEmpty)
    }

    @Test func aNameWithoutItsDataIsEmptyTornOrZeros() throws {
        var disk = try disk(["/d"])
        try disk.put(Array("abcd".utf8), at: "/d/f")
        #expect(
            allOutcomes(disk) == ["/d/=", "/d/=|/d/f=", "/d/=|/d/f=abcd", "/d/=|/d/f=ab", "/d/=|/d/f=0000"])
    }

    @Test func aRenameMayLeaveBothNamesAndNeverNone() throws {
        var disk = try disk(["/a", "/b"])
        try disk.put(Array("x".utf8), at: "/a/f")
        disk.syncAll()
        try disk.rename("/a/f", "/b/g")
        #expect(allOutcomes(disk) == ["/a/=|/a/f=x|/b/=", "/a/=|/a/f=x|/b/=|/b/g=x", "/a/=|/b/=|/b/g=x"])
    }

    @Test func syncingTheSourceOfARenameKeepsItsTarget() throws {
        var disk = try disk(["/a", "/b"])
        try disk.put(Array("x".utf8), at: "/a/f")
        disk.syncAll()
        try disk.rename("/a/f", "/b/g")
        try disk.syncDirectory("/a")
        #expect(disk.afterForgettingAll().summary == "/a/=|/b/=|/b/g=x")
    }

    @Test func syncingTheTargetOfARenameMayKeepTheSource() throws {
        var disk = try disk(["/a", "/b"])
        try disk.put(Array("x".utf8), at: "/a/f")
        disk.syncAll()
        try disk.rename("/a/f", "/b/g")
        try disk.syncDirectory("/b")
        #expect(allOutcomes(disk) == ["/a/=|/a/f=x|/b/=|/b/g=x", "/a/=|/b/=|/b/g=x"])
    }

    @Test func aDirectoryThatIsForgottenTakesAllWithIt() throws {
        var disk = try disk(["/a"])
        try disk.makeDirectory("/a/b")
        try disk.put(Array("x".utf8), at: "/a/b/f")
        try disk.syncFile("/a/b/f")
        try disk.syncDirectory("/a/b")
        #expect(disk.afterForgettingAll().summary == "/a/=")
    }

    @Test func changesOfOneNameKeepTheirOrder() throws {
        var disk = try disk(["/d"])
        try disk.put([], at: "/d/f")
        try disk.remove("/d/f")
        try disk.put([], at: "/d/f")
        var random = SplitMix(seed: 1)
        let fates = disk.fates(&random).map { $0.filter { $0 == .kept }.count }
        #expect(Set(fates).isSuperset(of: [0, 1, 2, 3]))
        #expect(!disk.isPossible([.forgotten, .kept, .kept, .kept, .kept]))
        #expect(disk.pending.count == 5)
    }

    /// Six changes that have nothing to do with each other: each subset of them is tried.
    @Test func everySubsetOfSixIsTried() throws {
        var disk = try disk(["/d"])
        for number in 0..<6 { try disk.put([], at: "/d/\(number)") }
        for number in 0..<6 { try disk.syncFile("/d/\(number)") }
        #expect(disk.pending.count == 6)
        #expect(allOutcomes(disk).count == 64)
    }

    @Test func whatPosixRefusesIsRefused() throws {
        var disk = try disk(["/d"])
        try disk.put([1], at: "/d/f")
        try disk.put([2], at: "/d/g")
        #expect(throws: DiskError.self) { try disk.rename("/d/f", "/d/g") }
        #expect(throws: DiskError.self) { try disk.rename("/d/absent", "/d/h") }
        #expect(throws: DiskError.self) { try disk.put([], at: "/no/f") }
        #expect(throws: DiskError.self) { try disk.remove("/d") }
        try disk.remove("/d/absent")
    }
}
