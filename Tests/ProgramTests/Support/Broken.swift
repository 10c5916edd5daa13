import Foundation
import GRDB
import RealServers

/// An installation with decoded captures that a test breaks, and what it says of itself.
final class Broken {
    let installation: Installation
    let source: TestFolder
    /// Rows that an undisturbed decode gives.
    let rows: Int
    private(set) var daemon: RunningDaemon?

    /// The first of the traffic's two captures, or both, are decoded and lie in the archive.
    init(captures: Int = 2) throws {
        rows = try Self.expected.get()
        source = try TestFolder()
        try source.make("captures")
        installation = try Installation(servers: SFTPServers.local("ns1", directory: source["captures"]))
        for number in 0..<captures { try offer(capture: number) }
        try start()
        try run("fetch", "fetch", "stage", "decode")
    }

    private static let expected: Result<Int, any Error> = Result { try Traffic.shared.get().rowsOfChain() }

    /// Puts one of the traffic's captures where the daemon fetches from.
    func offer(capture number: Int) throws {
        let path = try Traffic.shared.get().captures[number]
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        try source.write(try Data(contentsOf: URL(fileURLWithPath: path)), to: "captures/" + name)
    }

    func start() throws { daemon = try installation.start() }

    func stop() {
        daemon?.stop()
        daemon = nil
    }

    func run(_ jobs: String...) throws {
        for job in jobs {
            let outcome = try installation.control("run", job, "--wait", "--reason", "a test")
            guard outcome.code == 0 else { throw Failed(what: job, output: outcome.output) }
        }
    }

    struct Failed: Error {
        var what: String
        var output: String
    }

    func count() throws -> Int? { try installation.number("SELECT count(*) FROM dns") }

    /// Kinds of findings, without doubles.
    func findings() throws -> [String] {
        struct Report: Decodable {
            struct Data: Decodable { var findings: [Item] }
            struct Item: Decodable { var kind: String }
            var data: Data
        }
        return Set(try installation.json(Report.self, "doctor").data.findings.map(\.kind)).sorted()
    }

    /// `doctor --repair`, until all that it has started is done.
    func repair() throws -> ProgramOutcome {
        try installation.control("doctor", "--repair", "--yes", "--wait", "--reason", "a test")
    }

    /// The only file below a directory whose name contains a text.
    func path(_ directory: String, _ text: String) throws -> String {
        let found = installation.paths(directory).filter { $0.contains(text) }
        guard let path = found.first else { throw Failed(what: directory + " " + text, output: "\(found)") }
        return directory + "/" + path
    }

    func absolute(_ path: String) -> String { installation.root + "/" + path }

    func write(_ text: String, _ path: String) throws {
        let parent = (absolute(path) as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: absolute(path)))
    }

    func remove(_ path: String) throws { try FileManager.default.removeItem(atPath: absolute(path)) }

    func move(_ path: String, _ target: String) throws {
        try FileManager.default.moveItem(atPath: absolute(path), toPath: absolute(target))
    }

    func cut(_ path: String, to bytes: UInt64) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: absolute(path)))
        try handle.truncate(atOffset: bytes)
        try handle.close()
    }

    /// Changes the ledger behind the daemon's back; none may run.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: absolute("ledger.sqlite"))
        try queue.write { db in try db.execute(sql: sql) }
        try queue.close()
    }
}
