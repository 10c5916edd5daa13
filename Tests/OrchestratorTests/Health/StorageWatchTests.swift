import Testing

@testable import Orchestrator

@Suite("when it is looked whether the data root can be written again")
struct StorageWatchTests {
    private static let second: Int64 = 1_000_000
    private static let trouble = StorageTrouble(what: "no space left", path: "/data/staging/x")

    @Test("at once, and then ever more rarely, up to once a minute")
    func pauses() {
        var watch = StorageWatch()
        var now = 1000 * Self.second
        let isNews = watch.begin(Self.trouble, nowUs: now)
        #expect(isNews && watch.isDue(nowUs: now) && watch.sinceUs == now)
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] as [Int64] {
            watch.stillThere(Self.trouble, nowUs: now)
            #expect(!watch.isDue(nowUs: now + seconds * Self.second - 1), "\(seconds)")
            now += seconds * Self.second
            #expect(watch.isDue(nowUs: now), "\(seconds)")
        }
        #expect(watch.trouble == Self.trouble)
    }

    @Test("what is met again is no news, and what was met last is remembered")
    func sameTrouble() {
        var watch = StorageWatch()
        _ = watch.begin(Self.trouble, nowUs: 5)
        let other = StorageTrouble(what: "input/output error", path: nil)
        let isNews = watch.begin(other, nowUs: 6)
        #expect(!isNews && watch.trouble == other && watch.sinceUs == 5)
    }

    @Test("one that comes back at once, because looking does not show it, is met ever more rarely")
    func flapping() {
        var watch = StorageWatch()
        var now = 1000 * Self.second
        var begun = 0
        // Each look finds nothing, each attempt meets it again.
        for _ in 0..<3600 {
            if watch.begin(Self.trouble, nowUs: now) { begun += 1 }
            if watch.isDue(nowUs: now) { watch.end(nowUs: now) }
            now += Self.second
        }
        #expect(begun < 70, "\(begun) times in an hour")
        // Later it is a new one.
        watch.end(nowUs: now)
        now += 61 * Self.second
        let isNews = watch.begin(Self.trouble, nowUs: now)
        #expect(isNews && watch.isDue(nowUs: now))
    }

    @Test("a clock that was set back does not put the looks off")
    func clock() {
        var watch = StorageWatch()
        _ = watch.begin(Self.trouble, nowUs: 1000 * Self.second)
        watch.stillThere(Self.trouble, nowUs: 1000 * Self.second)
        #expect(!watch.isDue(nowUs: 10 * Self.second))
        watch.lookSooner()
        #expect(watch.isDue(nowUs: 10 * Self.second))
        watch.end(nowUs: 1000 * Self.second)
        let isNews = watch.begin(Self.trouble, nowUs: 10 * Self.second)
        #expect(isNews && watch.isDue(nowUs: 10 * Self.second))
    }
}
