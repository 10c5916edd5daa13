import FileFlow
import Foundation
import Ledger
import Model
import RealServers
import TestSupport

/// A data root with a ledger, in a folder of its own.
final class FlowBench: Sendable {
    private let folder: TestFolder
    let root: DataRoot
    let ledger: Ledger
    let threads = BlockingThreads(count: 2)

    init() throws {
        folder = try TestFolder()
        root = DataRoot(path: folder.path)
        try root.prepare(servers: ["ns1"])
        let clock = TickingClock(startUs: 0, stepUs: 1)
        ledger = try Ledger(path: root.absolute("ledger.sqlite"), now: clock.read)
    }

    deinit {
        try? ledger.close()
        threads.stop()
    }

    func flow(_ files: any DurableFileSystem = PosixFileSystem()) -> FileFlow {
        FileFlow(root: root, ledger: ledger, threads: threads, files: files)
    }

    func workNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.absolute("work"))
    }

    func put(_ text: String, at relative: String) throws {
        let path = root.absolute(relative)
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    func text(_ relative: String) -> String? { try? String(contentsOfFile: root.absolute(relative), encoding: .utf8) }

    /// All files below the areas for captures, with their content.
    func captureFiles() throws -> [String: String] {
        var found: [String: String] = [:]
        for area in ["captures", "incoming", "processing", "archive", "quarantine", "trash"] {
            guard let walk = FileManager.default.enumerator(atPath: root.absolute(area)) else { continue }
            while let name = walk.nextObject() as? String {
                if let text = text(area + "/" + name) { found[area + "/" + name] = text }
            }
        }
        return found
    }

    /// A capture whose bytes lie in `captures/ns1/` and whose move to `incoming/ns1/` has been decided.
    func adopted(_ name: String, _ content: String = "bytes") async throws -> CaptureRecord {
        try put(content, at: "captures/ns1/\(name)")
        let digest = try PosixFileSystem().digest(root.absolute("captures/ns1/\(name)"), firstBytes: nil)
        return try await ledger.write { tx in
            let id = try tx.adoptPushed(
                server: "ns1", directory: "captures/ns1", fileName: name, sizeBytes: digest.sizeBytes, modifiedUs: 1)
            try tx.adopt(
                capture: try tx.view.requireCapture(id), sha256: digest.sha256, sizeBytes: digest.sizeBytes, run: nil)
            return try tx.view.requireCapture(id)
        }
    }

    func statuses(_ capture: Int64) async throws -> [IntentState] {
        try await ledger.read { try $0.intents(capture: capture).map(\.status) }
    }
}
