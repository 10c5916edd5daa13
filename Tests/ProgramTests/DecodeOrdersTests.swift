import Foundation
import RealServers
import Testing
import WorkerProtocol

@Suite("A worker that is told one capture after the other")
struct DecodeOrdersTests {
    private let worker = Program.built("entrada-worker")

    private func capturesOf(_ folder: TestFolder) throws -> [String] {
        try Program.run(
            worker,
            [
                "simulate", "dns", "--out", try folder.make("made"), "--packets", "6000", "--files", "6", "--seed", "7",
                "--duration", "60",
            ])
        var names = try folder.names(in: "made").filter { $0.contains(".pcap") }.sorted()
        // One that is no capture, and one that is there twice.
        try folder.write("no capture at all", to: "made/bad.pcap")
        names.insert("bad.pcap", at: 2)
        names.insert(names[3], at: 4)
        return names
    }

    /// What each capture gives with a worker of its own: files and state by their hashes, nil if it was refused. The
    /// fifth has the content of the fourth: what comes behind it goes on from what the fourth has left.
    private func alone(_ names: [String], _ folder: TestFolder) throws -> [DecodeOutcome?] {
        var state: String?
        return try names.enumerated().map { index, name in
            let next = folder["alone-\(index).state"]
            var arguments = ["decode", "--server", "ns1", "--out", folder["alone/\(index)"], "--state-out", next]
            if let state { arguments += ["--state-in", state] }
            let outcome = try Program.outcome(worker, arguments + ["\(index)=\(folder["made/" + name])"])
            if outcome.code == 65 { return nil }
            if index != 4 { state = next }
            return try events(outcome.output).last
        }
    }

    private func events(_ output: String) throws -> [DecodeOutcome] {
        try output.split(separator: "\n").filter { $0.hasPrefix("{") }.compactMap { line in
            switch try WorkerEvent(line: line) {
            case .decoded(let outcome), .finished(let outcome), .refused(let outcome): outcome
            default: nil
            }
        }
    }

    @Test("gives for each the files and the state that a worker of its own gives, byte for byte")
    func same() throws {
        let folder = try TestFolder()
        let names = try capturesOf(folder)
        let alone = try alone(names, folder)
        var orders = try names.enumerated().map { index, name in
            try DecodeOrder(
                capture: .init(
                    id: Int64(index), path: folder["made/" + name], out: folder["out/\(index)"],
                    state_out: folder["\(index).state"], drops_last: index == 5)
            ).line()
        }
        orders.append(try DecodeOrder(capture: nil).line())
        try folder.write(orders.joined(separator: "\n") + "\n", to: "orders")
        let command = "exec \(worker) decode --server ns1 --out \(folder["out"]) --orders < \(folder["orders"])"
        let outcome = try Program.outcome("/bin/sh", ["-c", command])
        #expect(outcome.code == 0, "\(outcome.output)")
        let together = try events(outcome.output)
        #expect(together.map(\.event) == names.indices.map { $0 == 2 ? "refused" : "decoded" } + ["finished"])
        for (own, shared) in zip(alone, together) {
            #expect(own?.files.map(\.sha256) ?? [] == shared.files.map(\.sha256))
            #expect(own?.captures ?? [] == shared.captures)
            #expect(own?.state_sha256 == shared.state_sha256)
        }
        #expect(together[2].reason?.contains("bad.pcap") == true)
        #expect(alone.compactMap(\.self).allSatisfy { !$0.files.isEmpty })
    }

    @Test("ends when its input ends before the last order")
    func orphaned() throws {
        let folder = try TestFolder()
        try folder.write("", to: "orders")
        let command = "exec \(worker) decode --server ns1 --out \(folder["out"]) --orders < \(folder["orders"])"
        #expect(try Program.outcome("/bin/sh", ["-c", command]).code == 75)
        try folder.write("nonsense\n", to: "orders")
        #expect(try Program.outcome("/bin/sh", ["-c", command]).code == 64)
    }
}
