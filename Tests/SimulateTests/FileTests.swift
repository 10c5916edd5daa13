import Foundation
import RealServers
import Simulate
import Testing

@Suite struct FileTests {
    private func options(_ seed: UInt64 = 1) -> DNSTrafficOptions {
        var options = DNSTrafficOptions()
        options.seed = seed
        options.packets = 5_000
        options.files = 4
        // 2024-02-29 23:59:58.25, so that slices cross the end of a leap day.
        options.startMicroseconds = 1_709_251_198_250_000
        options.durationSeconds = 10
        return options
    }

    @Test func sameSeedSameBytes() throws {
        let (one, two, three) = (try TestFolder(), try TestFolder(), try TestFolder())
        let truth = try DNSTraffic(options()).write(to: one.path)
        #expect(try DNSTraffic(options()).write(to: two.path) == truth)
        #expect(try DNSTraffic(options(2)).write(to: three.path) != truth)
        for name in try one.names(in: "") {
            #expect(try one.bytes(name) == two.bytes(name))
            #expect(try one.bytes(name) != three.bytes(name))
        }
    }

    @Test func filesAreSlicesOfTime() throws {
        let folder = try TestFolder()
        let truth = try DNSTraffic(options()).write(to: folder.path)
        #expect(
            try folder.names(in: "") == [
                "ns1-20240229-235958.pcap", "ns1-20240301-000000.pcap", "ns1-20240301-000003.pcap",
                "ns1-20240301-000005.pcap",
            ])
        #expect(truth.files.map(\.name) == (try folder.names(in: "")))
        for (index, file) in truth.files.enumerated() {
            let begin = options().startMicroseconds + Int64(index) * 2_500_000
            let packets = try #require(CapturedPacket.all(in: Array(folder.bytes(file.name))))
            #expect(packets.count > 1_000)
            #expect(packets.allSatisfy { $0.time >= begin && $0.time < begin + 2_500_000 })
        }
    }

    @Test func emptySlicesAreFiles() throws {
        let folder = try TestFolder()
        var options = options()
        options.packets = 1
        let truth = try DNSTraffic(options).write(to: folder.path)
        #expect(truth.files.map(\.packets).sorted() == [0, 0, 0, 1])
        for file in truth.files where file.packets == 0 {
            #expect(try CapturedPacket.all(in: Array(folder.bytes(file.name)))?.isEmpty == true)
        }
    }

    @Test(.enabled(if: Program.isInstalled("/usr/bin/gzip"), "gzip is not installed"))
    func compressedFilesHoldTheSame() throws {
        let (plain, folder) = (try TestFolder(), try TestFolder())
        let truth = try DNSTraffic(options()).write(to: plain.path)
        var options = options()
        options.gzipEvery = 2
        let compressed = try DNSTraffic(options).write(to: folder.path)
        #expect(compressed.files.map { $0.name.hasSuffix(".gz") } == [false, true, false, true])
        for (one, other) in zip(truth.files, compressed.files) {
            let path = folder[other.name]
            let bytes =
                other.name.hasSuffix(".gz")
                ? try Program.bytes("/usr/bin/gzip", ["-dc", path]) : Array(try folder.bytes(other.name))
            #expect(try bytes == Array(plain.bytes(one.name)))
            #expect(other.bytes == bytes.count)
        }
    }

    @Test func modificationTimeCanBeTheEndOfTheSlice() throws {
        let folder = try TestFolder()
        var options = options()
        options.setsModificationTimeToSliceEnd = true
        let truth = try DNSTraffic(options).write(to: folder.path)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + truth.files[1].name)
        let time = try #require(attributes[.modificationDate] as? Date)
        #expect(abs(time.timeIntervalSince1970 - 1_709_251_203.25) < 0.001)
    }

    @Test func optionsAreChecked() throws {
        let folder = try TestFolder()
        var options = options()
        options.shares.tcp = 1.5
        #expect(throws: SimulateError.invalidOption("shares.tcp: 1.5 is not from 0 to 1")) {
            try DNSTraffic(options).write(to: folder.path)
        }
        options = self.options()
        options.durationSeconds = 3
        #expect(throws: SimulateError.self) { try DNSTraffic(options).write(to: folder.path) }
        #expect(try folder.names(in: "").isEmpty)
    }

    @Test func missingDirectoryIsTold() throws {
        let folder = try TestFolder()
        let path = folder.path + "/absent"
        #expect(
            throws: SimulateError.file(
                operation: "create", path: path + "/ns1-20240229-235958.pcap", errno: ENOENT)
        ) {
            try DNSTraffic(options()).write(to: path)
        }
    }
}
