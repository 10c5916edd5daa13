import SharedInputs
import Testing

@testable import Orchestrator

@Suite("the life of an alert")
struct AlertMachineTests {
    private static let minute: Int64 = 60_000_000

    @Test("one message when it begins, one when it is over")
    func plain() {
        var machine = AlertMachine()
        #expect(machine.due(nowUs: 0, remindUs: nil, maximumPerHour: 6) == nil)
        let begun = machine.observe("broken", nowUs: 1)
        #expect(begun)
        #expect(machine.due(nowUs: 1, remindUs: nil, maximumPerHour: 6) == .raised)
        machine.told(.raised, nowUs: 2)
        let again = machine.observe("still broken", nowUs: 3)
        #expect(!again)
        #expect(machine.due(nowUs: 1_000 * Self.minute, remindUs: nil, maximumPerHour: 6) == nil)
        let ended = machine.observe(nil, nowUs: 4)
        #expect(ended)
        #expect(machine.due(nowUs: 4, remindUs: nil, maximumPerHour: 6) == .over)
        machine.told(.over, nowUs: 5)
        #expect(machine.state == .quiet)
        #expect(!machine.isForgettable(nowUs: 6))
        #expect(machine.isForgettable(nowUs: 5 + AlertMachine.hourUs))
    }

    @Test("what ends before it was told is not told; what comes back before its end was told needs no message")
    func short() {
        var machine = AlertMachine()
        _ = machine.observe("a", nowUs: 1)
        _ = machine.observe(nil, nowUs: 2)
        #expect(machine.due(nowUs: 2, remindUs: nil, maximumPerHour: 6) == nil)
        _ = machine.observe("b", nowUs: 3)
        machine.told(.raised, nowUs: 3)
        _ = machine.observe(nil, nowUs: 4)
        _ = machine.observe("c", nowUs: 5)
        #expect(machine.state == .announced)
        #expect(machine.sinceUs == 3)
        #expect(machine.due(nowUs: 5, remindUs: nil, maximumPerHour: 6) == nil)
    }

    @Test("reminders come after a time, counted from the last message")
    func reminders() {
        var machine = AlertMachine()
        _ = machine.observe("a", nowUs: 0)
        machine.told(.raised, nowUs: 0)
        #expect(machine.due(nowUs: 9 * Self.minute, remindUs: 10 * Self.minute, maximumPerHour: 6) == nil)
        #expect(machine.due(nowUs: 10 * Self.minute, remindUs: 10 * Self.minute, maximumPerHour: 6) == .reminder)
        machine.told(.reminder, nowUs: 12 * Self.minute)
        #expect(machine.due(nowUs: 21 * Self.minute, remindUs: 10 * Self.minute, maximumPerHour: 6) == nil)
        #expect(machine.due(nowUs: 22 * Self.minute, remindUs: 10 * Self.minute, maximumPerHour: 6) == .reminder)
        #expect(machine.reminders == 1)
    }

    @Test("what cannot be delivered is tried again ever more rarely, and given up after a day")
    func failures() {
        var machine = AlertMachine()
        _ = machine.observe("a", nowUs: 0)
        var (now, tries): (Int64, [Int64]) = (0, [])
        while now < 3 * AlertMachine.patienceUs {
            if machine.due(nowUs: now, remindUs: nil, maximumPerHour: 6) != nil {
                tries.append(now)
                if machine.failed(nowUs: now) {
                    machine.told(.raised, nowUs: now)
                    break
                }
            }
            now += 1_000_000
        }
        #expect(tries.prefix(5) == [0, 10_000_000, 30_000_000, 70_000_000, 150_000_000])
        #expect(zip(tries.dropFirst(), tries).allSatisfy { $0 - $1 <= 900_000_000 })
        #expect((90...110).contains(tries.count), "\(tries.count)")
        #expect(machine.state == .announced)
    }

    @Test(
        "whatever happens: never more messages in an hour than allowed, begin and end alternate, and what is told is true"
    )
    func property() {
        for seed in 0..<300 as Range<UInt64> {
            var random = SplitMix(seed: seed)
            var machine = AlertMachine()
            var isBroken = false
            var told: [(AlertMachine.Message, Int64)] = []
            var now: Int64 = 0
            for _ in 0..<400 {
                now += Int64(random.next() % 600) * 1_000_000
                if random.next() % 3 == 0 { isBroken.toggle() }
                let before = machine.state
                if machine.observe(isBroken ? "x" : nil, nowUs: now) {
                    #expect(before.successors.contains(machine.state))
                }
                guard let message = machine.due(nowUs: now, remindUs: 1800_000_000, maximumPerHour: 4) else { continue }
                #expect((message == .over) == !isBroken)
                if random.next() % 4 == 0 {
                    _ = machine.failed(nowUs: now)
                } else {
                    machine.told(message, nowUs: now)
                    told.append((message, now))
                }
            }
            for (_, time) in told {
                #expect(told.count { $0.1 > time - AlertMachine.hourUs && $0.1 <= time } <= 4)
            }
            let ends = told.map(\.0).filter { $0 != .reminder }
            #expect(zip(ends, ends.dropFirst()).allSatisfy { $0 != $1 })
            #expect(ends.first == nil || ends.first == .raised)
        }
    }
}
