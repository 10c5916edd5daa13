import SharedInputs
import FileFlow
import Foundation
import Ledger
import Synchronization
import Testing

/// The power goes before every change of disk and ledger, and forgets what was not synced in every way there is.
@Suite(.serialized) struct PowerLossTests {
    static let stories: [[Story]] = [[.plain, .retried, .bad], [.plain, .again], [.old, .twin, .plain]]
    static let seed: UInt64 = 20_260_101

    /// What was tried.
    struct Tally {
        var moments = 0
        var fates = 0
        /// Restarts that differ from each other, and how many of them were done.
        var different = 0
        var restarts = 0
        var failures: [String] = []

        func report(_ what: String, _ stories: [Story]) {
            print(
                "proof: power loss, \(what) (\(stories.map(\.rawValue).joined(separator: ", "))): \(moments) moments, "
                    + "\(fates) sets of forgotten changes, \(restarts) of \(different) different restarts")
        }
    }

    /// A whole life, recorded.
    private func record(_ stories: [Story]) async throws -> FlightRecorder {
        let recorder = FlightRecorder()
        let machine = try Machine(disk: try Machine.preparedDisk(), image: nil, recorder: recorder)
        let daemon = machine.daemon()
        try await daemon.recover()
        try await daemon.push(stories)
        try await daemon.work()
        recorder.note(machine.files.disk, "the end")
        #expect(try await daemon.endProblems(stories) == [])
        #expect(recorder.failure == nil)
        return recorder
    }

    @Test(arguments: stories)
    func thePowerGoesAtAnyMoment(_ stories: [Story]) async throws {
        let recorder = try await record(stories)
        var random = SplitMix(seed: Self.seed)
        var tally = Tally()
        var seen: Set<String> = []
        var restarts: [(moment: FlightRecorder.Moment, fates: [Disk.Fate])] = []
        for moment in recorder.moments {
            tally.moments += 1
            for fates in moment.disk.fates(&random) {
                tally.fates += 1
                if seen.insert(Self.key(moment, moment.disk.afterPowerCut(fates))).inserted {
                    restarts.append((moment, fates))
                }
            }
        }
        tally.different = restarts.count
        for (moment, fates) in sample(restarts, 100, &random) {
            tally.restarts += 1
            let problems = try await restart(moment.disk.afterPowerCut(fates), recorder.image(moment), stories)
            if !problems.isEmpty {
                tally.failures.append("before \(moment.label), \(moment.disk.describe(fates)): \(problems)")
            }
            if tally.failures.count == 10 { break }
        }
        tally.report("at any moment", stories)
        #expect(tally.failures.isEmpty, "seed \(Self.seed): \(tally.failures.count): \(tally.failures.prefix(3))")
    }

    /// The daemon is killed, its disk keeps what the kernel has; while the next daemon recovers the power goes.
    @Test(arguments: stories)
    func thePowerGoesWhileAKilledDaemonRecovers(_ stories: [Story]) async throws {
        let recorder = try await record(stories)
        var random = SplitMix(seed: Self.seed)
        var tally = Tally()
        for killed in sample(recorder.moments, 8, &random) where tally.failures.count < 10 {
            let second = FlightRecorder()
            let machine = try Machine(disk: killed.disk, image: recorder.image(killed), recorder: second)
            try await machine.daemon().recover()
            second.note(machine.files.disk, "the next change")
            var seen: Set<String> = []
            for moment in second.moments {
                tally.moments += 1
                let disk = moment.disk
                let tried = [disk.pending.map { _ in Disk.Fate.forgotten }, disk.randomFates(&random)]
                for fates in tried {
                    tally.fates += 1
                    let left = disk.afterPowerCut(fates)
                    guard seen.insert(Self.key(moment, left)).inserted else { continue }
                    tally.different += 1
                    tally.restarts += 1
                    let problems = try await restart(left, second.image(moment), nil)
                    if !problems.isEmpty {
                        tally.failures.append(
                            "killed before \(killed.label), power lost before \(moment.label), "
                                + "\(disk.describe(fates)): \(problems)")
                    }
                }
            }
        }
        tally.report("while a killed daemon's successor recovers", stories)
        #expect(tally.failures.isEmpty, "seed \(Self.seed): \(tally.failures.count): \(tally.failures.prefix(3))")
    }

    /// Everything if ENTRADA_LONG is set, else so many of them, by the seed.
    private func sample<T>(_ all: [T], _ count: Int, _ random: inout SplitMix) -> [T] {
        if ProcessInfo.processInfo.environment["ENTRADA_LONG"] != nil { return all }
        return Array(all.shuffled(using: &random).prefix(count))
    }

    /// Disks that differ only in what attempts have left in their own directories are one: a start clears those away
    /// whatever is in them.
    private static func key(_ moment: FlightRecorder.Moment, _ disk: Disk) -> String {
        "\(moment.image) " + disk.summary(without: [Machine.root.absolute("work/")])
    }

    /// Recovers, checks, forgets what recovery did not sync, recovers and checks again; goes on to the end of the stories.
    private func restart(_ disk: Disk, _ image: LedgerImage, _ stories: [Story]?) async throws -> [String] {
        let machine = try Machine(disk: disk, image: image)
        do {
            let first = machine.daemon()
            try await first.recover()
            var problems = try await first.problems()
            let again = machine.daemon(on: first.files.disk.afterForgettingAll())
            try await again.recover()
            problems += try await again.problems().map { "after a second power cut: " + $0 }
            guard let stories, problems.isEmpty else { return problems }
            try await again.push(stories)
            try await again.work()
            return try await again.endProblems(stories)
        } catch { return ["\(error)"] }
    }
}
