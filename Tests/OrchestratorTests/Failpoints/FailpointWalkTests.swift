import Failpoints
import Foundation
import Ledger
import RealServers
import Testing

/// Every failpoint with every action: a life is disturbed once, the next daemon goes on, and nothing is lost or doubled.
@Suite("failpoints")
struct FailpointWalkTests {
    /// Ends of the process are in a test of their own.
    private static let faults = FailpointAction.allCases.filter { $0 != .abort }

    @Test("an undisturbed life passes every failpoint, and its rows are those of a straight decode")
    func undisturbed() async throws {
        let folder = try TestFolder(isInMemory: true)
        try Life.prepare(folder.path)
        let failpoints = Failpoints()
        failpoints.arm(nil)
        let life = try Life(folder.path, failpoints: failpoints)
        try await life.live()
        #expect(try await life.troubles() == [])
        let passes = failpoints.passes
        #expect(Failpoint.allCases.filter { passes[$0] == nil } == [])
        let total = passes.values.reduce(0, +)
        print(
            "proof: failpoints: \(Failpoint.allCases.count) × \(FailpointAction.allCases.count) actions = "
                + "\(Failpoint.allCases.count * FailpointAction.allCases.count) cases, \(total) passes in one life")
    }

    @Test("what fails at a failpoint is made up for", arguments: Failpoint.allCases, faults)
    func fails(point: Failpoint, action: FailpointAction) async throws {
        let folder = try TestFolder(isInMemory: true)
        try Life.prepare(folder.path)
        let failpoints = Failpoints()
        failpoints.arm(FailpointOrder(point, action))
        let disturbed = try Life(folder.path, failpoints: failpoints)
        try await disturbed.live()
        #expect(failpoints.passes[point] ?? 0 > 0, "never reached")
        // It has gone on by itself; only what lies about may wait for the next start.
        #expect(try await disturbed.rows() == Life.messages)
        try disturbed.ledger.close()
        try await expectSound(folder.path)
    }

    @Test("a daemon that dies at a failpoint loses and doubles nothing", arguments: Failpoint.allCases)
    func dies(point: Failpoint) async throws {
        let folder = try TestFolder(isInMemory: true)
        try Life.prepare(folder.path)
        let path = folder.path
        await #expect(processExitsWith: .exitCode(134)) { [path = path as String, name = point.rawValue as String] in
            let failpoints = Failpoints()
            failpoints.arm(FailpointOrder(name + ":abort"))
            try await Life(path, failpoints: failpoints).live()
        }
        try await expectSound(path, afterDeath: true)
    }

    /// Points that every protocol passes; how often depends on the life.
    private static let shared: [Failpoint] = [
        .ledgerBeforeCommit, .ledgerAfterCommit, .filesRename, .filesRenamed, .filesSyncFile, .filesSyncDirectory,
        .filesRemove,
        .filesWrite, .moveBeforeApply, .moveAfterRename, .moveAfterApply, .moveAfterConfirm, .publishBeforeRename,
        .publishAfterRename, .publishAfterSync, .workBeforeCreate, .workBeforeRemove,
    ]

    /// The first pass is among the others; these are by other protocols. The ledger's are those of a whole life.
    private static func passes(of point: Failpoint) -> [Int] {
        point.rawValue.hasPrefix("ledger.") ? Array(stride(from: 3, through: 60, by: 3)) : [2, 5]
    }

    @Test("a full disk at a later pass of what all protocols share", arguments: shared)
    func failsLater(point: Failpoint) async throws {
        for nth in Self.passes(of: point) {
            let folder = try TestFolder(isInMemory: true)
            try Life.prepare(folder.path)
            let failpoints = Failpoints()
            failpoints.arm(FailpointOrder(point, .noSpace, nth: nth))
            let disturbed = try Life(folder.path, failpoints: failpoints)
            try await disturbed.live()
            #expect(try await disturbed.rows() == Life.messages, "pass \(nth)")
            try disturbed.ledger.close()
            try await expectSound(folder.path)
        }
    }

    /// The next daemon finishes everything; after a death it has a whole life to live.
    private func expectSound(_ path: String, afterDeath: Bool = false) async throws {
        let next = try Life(path)
        if afterDeath { try await next.live() } else { try await next.finish() }
        #expect(try await next.troubles() == [])
        try next.ledger.close()
    }
}
