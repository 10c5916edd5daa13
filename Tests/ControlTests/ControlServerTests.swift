import Control
import Foundation
import Ledger
import Model
import Testing

/// A real server on a real socket, asked by the real client.
struct ControlServerTests {
    @Test func ordersArriveWithWhoAsked() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let id = UUID().uuidString
        let capture = bench.files[1]
        try await bench.serving { (client) async throws in
            let ran = try await client.run(RunRequest(requestID: id, job: "fetch", server: "ns1"))
            #expect(ran == RunReply(runs: [1], subjects: ["ns1"], message: "one run"))
            let retried = try await client.retry(RetryRequest(requestID: id, capture: capture))
            #expect(retried.captures == [capture])
            #expect(try await client.pause(PauseRequest(requestID: id, job: "fetch")).message == "fetch is paused")
            _ = try await client.resume(PauseRequest(requestID: id, job: "fetch"))
            _ = try await client.cancel(CancelRequest(requestID: id, run: 7))
            _ = try await client.confirmClock(ClockRequest(requestID: id, reason: "looked at it"))
        }
        #expect(
            bench.service.orders.map(\.verb) == ["run", "retry", "pause", "resume", "cancel", "confirm clock"])
        #expect(
            bench.service.orders.map(\.subject)
                == ["fetch", "capture:\(capture)", "fetch", "fetch", "7", "looked at it"])
        #expect(bench.service.orders.allSatisfy { $0.caller.uid == getuid() && $0.caller.pid == getpid() })
        let who = try #require(bench.service.orders.first?.caller.who)
        #expect(who.hasSuffix("(\(getuid()))"))
    }

    @Test func errorsKeepTheirCode() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let codes = try await bench.serving { (client) async throws in
            return [
                await failure { try await client.run(RunRequest(requestID: "r", job: "nothing")) },
                await failure { try await client.run(RunRequest(requestID: "r", job: "busy")) },
                await failure { try await client.run(RunRequest(requestID: "r", job: "odd")) },
                await failure { try await client.reload() }, await failure { try await client.run(999) },
                await failure { try await client.trace("no-such-file") },
                await failure { try await client.log(run: 999, offset: 0) },
                await failure { try await client.backup(to: "relative") },
                await failure { try await client.lease(LeaseRequest(holder: "t", pid: 1, seconds: 0)) },
            ]
        }
        #expect(
            codes == [
                .notFound, .conflict, .failed, .configuration, .notFound, .notFound, .notFound, .usage, .usage,
            ])
    }

    private func failure(_ body: () async throws -> some Any) async -> ControlError.Code? {
        do { _ = try await body() } catch let error as ControlError { return error.code } catch { return nil }
        return nil
    }

    @Test func whoMayOnlyLookGetsNoOrdersThrough() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let error = try await bench.serving(mayOperate: { _ in false }) { (client) async throws in
            let jobs = try await client.jobs()
            #expect(jobs.jobs.count == 2)
            return await #expect(throws: ControlError.self) {
                try await client.run(RunRequest(requestID: "r", job: "fetch"))
            }
        }
        #expect(error?.code == .denied)
        #expect(error?.exitCode == 6)
        #expect(bench.service.orders.isEmpty)
    }

    @Test func leasesHoldTheLiveSet() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        try await bench.serving { (client) async throws in
            let reply = try await client.lease(LeaseRequest(holder: "query", pid: getpid(), seconds: 60))
            #expect(reply.root == bench.root)
            #expect(reply.files.map(\.path) == ["staging/dns/day=2026-02-25/1.parquet"])
            let file = try #require(reply.files.first)
            try await bench.ledger.write { try $0.retire(file: file.id) }
            #expect(try await bench.ledger.read { try $0.removableFiles(retiredBeforeUs: .max) }.isEmpty)
            _ = try await client.release(lease: reply.lease)
            #expect(try await bench.ledger.read { try $0.removableFiles(retiredBeforeUs: .max) }.map(\.id) == [file.id])
        }
    }

    @Test func logsComeInPieces() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let run = bench.runs[1]
        try Data("first\nsecond\n".utf8).write(to: URL(fileURLWithPath: "\(bench.root)/log/runs/\(run).log"))
        try await bench.serving { (client) async throws in
            #expect(try await client.log(run: run, offset: 0).data == Data("first\nsecond\n".utf8))
            #expect(try await client.log(run: run, offset: 6) == RunLog.Chunk(data: Data("second\n".utf8), next: 13))
            #expect(try await client.log(run: run, offset: 13).data.isEmpty)
        }
    }

    @Test func backupIsVerifiedAndNeverOverwrites() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let path = bench.root + "/copy.sqlite"
        try await bench.serving { (client) async throws in
            let verification = try await client.backup(to: path)
            #expect(verification.isSound)
            #expect(verification.captures == 3)
            let again = await #expect(throws: ControlError.self) { try await client.backup(to: path) }
            #expect(again?.code == .conflict)
        }
        #expect(try LedgerReader(path: path).read { try $0.runs().count } == 2)
    }
}
