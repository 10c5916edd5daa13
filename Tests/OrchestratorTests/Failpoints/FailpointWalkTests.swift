import Failpoints
import Foundation
import Ledger
import RealServers
import Testing

/// Every failpoint with every action: a life is disturbed once, the next daemon goes on, and nothing is lost or doubled.
@Suite("failpoints", .serialized)
struct FailpointWalkTests {
    /// Ends of the process are in a test of their own.
    private static let faults: [FailpointAction] = [.error, .noSpace, .inputOutput]

    @Test("an undisturbed life passes every failpoint, and its rows are those of a straight decode")
    func undisturbed() async throws {
        let folder = try TestFolder(isInMemory: true)
        try Life.prepare(folder.path)
        let failpoints = Failpoints()
        failpoints.arm(nil)
        let life = try Life(folder.path, failpoints: failpoints)
        try await life.live()
        let troubles = try await life.troubles()
        #expect(troubles == [])
        let passes = failpoints.passes
        #expect(Failpoint.allCases.filter { passes[$0] == nil } == [])
        let total = passes.values.reduce(0, +)
        print(
            "proof: failpoints: \(Failpoint.allCases.count) × \(FailpointAction.allCases.count) actions = "
                + "\(Failpoint.allCases.count * FailpointAction.allCases.count) cases, \(total) passes in one life")
    }

    /// So many lives at a time: hundreds at once are in each other's way, and take many times as long.
    private static let width = 3

    /// Does all of them, a few at a time.
    private func each<Case: Sendable>(_ cases: [Case], _ body: @escaping @Sendable (Case) async throws -> Void)
        async throws
    {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, item) in cases.enumerated() {
                if index >= Self.width { try await group.next() }
                group.addTask { try await body(item) }
            }
            try await group.waitForAll()
        }
    }

    @Test("what fails at a failpoint is made up for", arguments: faults)
    func fails(action: FailpointAction) async throws {
        try await each(Failpoint.allCases) { point in
            do { try await fails(FailpointOrder(point, action)) } catch {
                Issue.record("\(point.rawValue):\(action.rawValue): \(error)")
            }
        }
    }

    /// Nothing fails by a delay: one life may have several.
    @Test("a pause at a failpoint changes nothing")
    func pauses() async throws {
        let points = Failpoint.allCases
        let groups = stride(from: 0, to: points.count, by: 8).map { points[$0..<min($0 + 8, points.count)] }
        try await each(groups) { group in
            try await fails(group.map { FailpointOrder($0, .delay) })
        }
    }

    private func fails(_ order: FailpointOrder) async throws { try await fails([order]) }

    private func fails(_ orders: [FailpointOrder]) async throws {
        let folder = try TestFolder(isInMemory: true)
        try Life.prepare(folder.path)
        let failpoints = Failpoints()
        failpoints.arm(orders)
        let disturbed = try Life(folder.path, failpoints: failpoints)
        try await disturbed.live()
        let passes = failpoints.passes
        #expect(orders.filter { passes[$0.point] == nil }.map(\.point.rawValue) == [], "never reached")
        // It has gone on by itself; only what lies about may wait for the next start.
        #expect(try await disturbed.rows() == Life.messages, "\(orders)")
        try disturbed.ledger.close()
        try await expectSound(folder.path, "\(orders)")
    }

    @Test("a daemon that dies at a failpoint loses and doubles nothing")
    func dies() async throws {
        try await each(Failpoint.allCases) { point in
            do { try await dies(at: point) } catch { Issue.record("\(point.rawValue): \(error)") }
        }
    }

    private func dies(at point: Failpoint) async throws {
        let folder = try TestFolder(isInMemory: true)
        try Life.prepare(folder.path)
        let path = folder.path
        await #expect(processExitsWith: .exitCode(134), "\(point.rawValue)") {
            [path = path as String, name = point.rawValue as String] in
            let failpoints = Failpoints()
            failpoints.arm(FailpointOrder(name + ":abort"))
            try await Life(path, failpoints: failpoints).live()
        }
        try await expectSound(path, point.rawValue, afterDeath: true)
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

    @Test("a full disk at a later pass of what all protocols claim")
    func failsLater() async throws {
        let orders = Self.shared.flatMap { point in
            Self.passes(of: point).map { FailpointOrder(point, .noSpace, nth: $0) }
        }
        try await each(orders) { order in
            let folder = try TestFolder(isInMemory: true)
            try Life.prepare(folder.path)
            let failpoints = Failpoints()
            failpoints.arm(order)
            let disturbed = try Life(folder.path, failpoints: failpoints)
            try await disturbed.live()
            #expect(try await disturbed.rows() == Life.messages, "\(order)")
            try disturbed.ledger.close()
            try await expectSound(folder.path, "\(order)")
        }
    }

    /// The next daemon finishes everything; after a death it has a whole life to live.
    private func expectSound(_ path: String, _ order: String, afterDeath: Bool = false) async throws {
        let next = try Life(path)
        if afterDeath { try await next.live() } else { try await next.finish() }
        let troubles = try await next.troubles()
        #expect(troubles == [], "\(order)")
        try next.ledger.close()
    }
}
