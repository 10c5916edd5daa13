import RealServers
import FileNames
import Foundation
import Synchronization
import Testing

@testable import Transfer

/// What every source promises.
@Suite("Capture sources", .serialized)
struct CaptureSourceTests {
    @Test("lists the plain files that match, with size and time", arguments: SourceKind.available)
    func listing(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        let kept = ["a.pcap", "b.pcap.gz", "name with spaces.pcap", "überwachung-ß-日本.pcap"]
        for (index, name) in kept.enumerated() {
            try bench.folder.write(
                String(repeating: "x", count: index), to: "remote/\(name)", modifiedSeconds: 1_700_000_000 + index)
        }
        for name in [".hidden.pcap", "c.pcap.part", "d.pcap.tmp", "e.txt"] {
            try bench.folder.write("no", to: "remote/\(name)")
        }
        try bench.folder.make("remote/directory.pcap")
        try FileManager.default.createSymbolicLink(
            atPath: bench.folder["remote/link.pcap"], withDestinationPath: "a.pcap")

        let listed = try await bench.list("*.pcap*")
        let expected = kept.enumerated().map { index, name in
            RemoteFile(name: FileName(name), sizeBytes: Int64(index), modifiedSeconds: 1_700_000_000 + Int64(index))
        }
        #expect(listed == expected.sorted { $0.name < $1.name })
        #expect(try await bench.list("?.pcap").map(\.name) == ["a.pcap"])
        #expect(try await bench.list("[b-z].*").map(\.name) == ["b.pcap.gz", "e.txt"])
        await bench.source.close()
    }

    /// Names that file systems allow and programs stumble over. The first two differ only in how the é is composed.
    private static let odd: [FileName] = [
        FileName(bytes: Array("caf".utf8) + [0xC3, 0xA9] + Array(".pcap".utf8)),
        FileName(bytes: Array("cafe".utf8) + [0xCC, 0x81] + Array(".pcap".utf8)),
        FileName(bytes: [0xFF, 0xFE] + Array(".pcap".utf8)), "two\nlines.pcap", "it's \"quoted\".pcap", "-rf.pcap",
        "a%41.pcap", "\u{1B}[31mred.pcap", FileName(bytes: [UInt8](repeating: 0x61, count: 250) + Array(".pcap".utf8)),
    ]

    @Test("names are bytes: odd ones are listed, fetched and removed, each for itself", arguments: SourceKind.available)
    func oddNames(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        for (index, name) in Self.odd.enumerated() { try bench.write(Data("capture \(index)".utf8), as: name) }
        let listed = try await bench.list("*.pcap")
        #expect(listed.map(\.name) == Self.odd.sorted())
        for (index, name) in Self.odd.enumerated() {
            let file = try #require(listed.first { $0.name == name })
            try await bench.fetch(file, as: "capture-\(index)")
            #expect(try bench.folder.bytes("local/capture-\(index)") == Data("capture \(index)".utf8))
            try await bench.source.remove(file, from: bench.remote)
            #expect(try await bench.list().count == Self.odd.count - index - 1)
        }
        await bench.source.close()
    }

    @Test("what is left out is counted, with the reason and some names", arguments: SourceKind.available)
    func passedOver(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        for name in ["a.pcap", ".hidden", "b.pcap.part", "c.tmp"] { try bench.folder.write("x", to: "remote/" + name) }
        for number in 1...7 { try bench.folder.write("x", to: "remote/note-\(number).txt") }
        try bench.folder.make("remote/directory.pcap")
        try FileManager.default.createSymbolicLink(
            atPath: bench.folder["remote/loop.pcap"], withDestinationPath: "loop.pcap")
        let listing = try await bench.survey("*.pcap*")
        #expect(listing.files.map(\.name) == ["a.pcap"])
        #expect(
            listing.passedOver.mapValues(\.count) == [.hidden: 1, .unfinished: 2, .otherName: 7, .notPlain: 2])
        #expect(listing.passedOver[.otherName]?.names.count == SourceListing.PassedOver.examples)
        #expect(listing.passedOver[.hidden]?.names == [".hidden"])
    }

    @Test("a directory with too many entries is an error", arguments: SourceKind.available)
    func tooMany(_ kind: SourceKind) async throws {
        let bench = try await kind.connect(maximumEntries: 3)
        for name in ["1.txt", "2.txt", "3.txt"] { try bench.folder.write("", to: "remote/\(name)") }
        #expect(try await bench.list("*.pcap").isEmpty)
        try bench.folder.write("", to: "remote/4.txt")
        let error = await failure { try await bench.list("*.pcap") }
        #expect(error == .tooManyEntries(place: bench.place, path: bench.remote, limit: 3))
        // The connection is still good.
        #expect(await failure { try await bench.source.list(directory: bench.folder["local"], matching: "*") } == nil)
    }

    @Test("20 MB arrive unchanged, with the source's time", arguments: SourceKind.available)
    func bigFile(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        let data = TestFolder.noise(20_000_003)
        let file = try await bench.offer(data)
        let steps = Mutex<[Int64]>([])
        let fetched = try await bench.fetch(file) { bytes in steps.withLock { $0.append(bytes) } }
        #expect(fetched.sizeBytes == file.sizeBytes && fetched.modifiedSeconds == file.modifiedSeconds)
        #expect(fetched.bytesPerSecond > 0)
        #expect(try bench.folder.bytes("local/capture") == data)
        let attributes = try FileManager.default.attributesOfItem(atPath: bench.local("capture"))
        #expect(attributes[.modificationDate] as? Date == Date(timeIntervalSince1970: 1_700_000_000))
        let seen = steps.withLock { $0 }
        #expect(seen.last == file.sizeBytes && zip(seen, seen.dropFirst()).allSatisfy { $0 < $1 })
        #expect(try bench.fetched() == ["capture"])
        await bench.source.close()
    }

    @Test("several files over one connection, odd names and an empty one", arguments: SourceKind.available)
    func oddFiles(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        for (name, text) in [("empty.pcap", ""), ("a b.pcap", "one"), ("日本 'quoted\".pcap", "two"), ("-rf", "three")] {
            let file = try await bench.offer(Data(text.utf8), as: name)
            try await bench.fetch(file, as: name)
            #expect(try bench.folder.bytes("local/\(name)") == Data(text.utf8))
        }
        #expect(try bench.fetched().count == 4)
    }

    @Test("a leftover of an earlier attempt is replaced", arguments: SourceKind.available)
    func leftover(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        try bench.folder.write("a much longer leftover", to: "local/capture.part")
        try await bench.fetch(try await bench.offer(Data("new".utf8)))
        #expect(try bench.folder.bytes("local/capture") == Data("new".utf8))
        #expect(try bench.fetched() == ["capture"])
    }

    @Test("an existing file is never overwritten", arguments: SourceKind.available)
    func destinationExists(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        let file = try await bench.offer(Data("new".utf8))
        try bench.folder.write("old", to: "local/capture")
        #expect(await failure { try await bench.fetch(file) } == .destinationExists(path: bench.local("capture")))
        // Also when it appears while the bytes are on their way.
        let late = bench.local("late")
        let error = await failure {
            try await bench.fetch(file, as: "late") { _ in try? Data("old".utf8).write(to: URL(fileURLWithPath: late)) }
        }
        #expect(error == .destinationExists(path: late))
        #expect(try bench.folder.bytes("local/late") == Data("old".utf8))
        #expect(try bench.fetched() == ["capture", "late"])
    }

    @Test("closed is closed", arguments: SourceKind.available)
    func closed(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        await bench.source.close()
        await bench.source.close()
        #expect(await failure { try await bench.list() } == .closed(place: bench.place))
    }

    @Test("removes what was listed, and nothing else", arguments: SourceKind.available)
    func removal(_ kind: SourceKind) async throws {
        let bench = try await kind.connect()
        let file = try await bench.offer(Data("x".utf8))
        try bench.folder.write("other", to: "remote/a.pcap")
        let error = await failure { try await bench.source.remove(file, from: bench.remote) }
        guard case .changedWhileReading = error else { throw try #require(error) }
        let current = try #require(try await bench.list().first)
        try await bench.source.remove(current, from: bench.remote)
        #expect(try bench.folder.names(in: "remote").isEmpty)
        #expect(await failure { try await bench.source.remove(current, from: bench.remote) } == nil)
    }
}
