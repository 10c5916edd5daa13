import SharedInputs
import FileFlow
import Ledger

/// Captures on a disk that is cut off in the middle of moves, and on which strangers lay files.
///
/// The machines under test are `CaptureState` (what may follow, and where the bytes belong) and `MoveDecision`. What is
/// expected is in `CaptureChart`, and in the history of each file.
struct CaptureWorld {
    struct Move {
        var from: Place
        var to: Place
    }

    /// What lies at a place.
    enum Content { case nothing, recorded, stranger }

    struct Capture {
        var state = CaptureState.announced
        /// Where the ledger says that the bytes belong.
        var place: Place?
        var disk: [Content] = Array(repeating: .nothing, count: Place.allCases.count)
        /// Decided, not confirmed.
        var moves: [Move] = []
        /// An operator is needed.
        var isTroubled = false
        /// Somebody else laid a file in the way, or took the bytes away.
        var isDisturbed = false
        var isTaken = false
        var strangers = 0
    }

    private(set) var violation: String?
    private var captures = Array(repeating: Capture(), count: 48)

    mutating func step(_ random: inout SplitMix) {
        let index = Int.random(in: captures.indices, using: &random)
        switch random.next() % 16 {
        case 0..<8: transition(index, &random)
        case 8..<12: apply(index, dying: nil)
        case 12: apply(index, dying: Death.allCases.randomElement(using: &random))
        case 13: disturb(index, &random)
        case 14: repair(index)
        default: if captures[index].state.successors.isEmpty { renew(index) }
        }
    }

    /// Recovery: every open move is applied, then everything is where it belongs.
    mutating func restart() {
        for index in captures.indices {
            apply(index, dying: nil)
            check(index)
        }
    }

    private mutating func report(_ message: String) {
        if violation == nil { violation = message }
    }

    /// Tries a change of state, allowed or not.
    private mutating func transition(_ index: Int, _ random: inout SplitMix) {
        let capture = captures[index]
        let wanted = CaptureChart.next[capture.state] ?? []
        let next =
            random.next() % 4 == 0
            ? CaptureState.allCases.randomElement(using: &random)
            : wanted.sorted { $0.rawValue < $1.rawValue }.randomElement(using: &random)
        guard let next else { return }
        let isAllowed = capture.state.successors.contains(next)
        if isAllowed != wanted.contains(next) { report("\(capture.state) → \(next): allowed is \(isAllowed)") }
        // A capture that is being moved is not claimed; one in trouble is left alone until it is mended.
        guard isAllowed, !capture.isTroubled, next != .processing || capture.moves.isEmpty else { return }
        captures[index].state = next
        let target = next == .expired ? Place.trash : next.area.flatMap(Place.init(rawValue:))
        if next == .fetched { captures[index].disk[Place.captures.index] = .recorded }
        if let source = capture.place, let target, source != target {
            captures[index].moves.append(Move(from: source, to: target))
        }
        captures[index].place = target
    }

    /// Where a daemon dies while it moves a file.
    enum Death: CaseIterable { case before, halfWay, unconfirmed }

    /// Applies the open moves in their order, by the table; they are confirmed together.
    private mutating func apply(_ index: Int, dying: Death?) {
        if dying == .before || captures[index].isTroubled { return }
        var capture = captures[index]
        defer { captures[index] = capture }
        for (number, move) in capture.moves.enumerated() {
            let (source, target) = (capture.disk[move.from.index], capture.disk[move.to.index])
            switch MoveDecision.decide(source: Self.finding(source), target: Self.finding(target)) {
            case .rename:
                capture.disk[move.to.index] = .recorded
                if dying == .halfWay { return }
                capture.disk[move.from.index] = .nothing
            case .removeSource: capture.disk[move.from.index] = .nothing
            case .markDone: break
            case .quarantineSource:
                capture.disk[Place.refuge.index] = .recorded
                capture.disk[move.from.index] = .nothing
                capture.isTroubled = true
            case .conflict, .conflictAndLost: capture.isTroubled = true
            case .lost:
                // The next move may have been applied already.
                capture.isTroubled = !capture.moves[(number + 1)...].contains { $0.from == move.to }
            }
            if capture.isTroubled {
                if !capture.isDisturbed { report("trouble without a disturbance: \(capture)") }
                return
            }
        }
        if dying == nil { capture.moves = [] }
    }

    private static func finding(_ content: Content) -> FileFinding {
        switch content {
        case .nothing: .absent
        case .recorded: .recorded
        case .stranger: .other
        }
    }

    /// Nothing is lost, nothing is double, no stranger's file is touched.
    private mutating func check(_ index: Int) {
        let capture = captures[index]
        let copies = capture.disk.count { $0 == .recorded }
        let strangers = capture.disk.count { $0 == .stranger }
        if strangers != capture.strangers { report("a stranger's file is gone: \(capture)") }
        if !capture.isTaken, copies == 0, capture.place != nil { report("lost: \(capture)") }
        guard !capture.isDisturbed else { return }
        if !capture.moves.isEmpty || capture.isTroubled { report("not settled: \(capture)") }
        let expected = CaptureChart.place[capture.state]
        if copies != (expected == nil ? 0 : 1) { report("\(copies) copies: \(capture)") }
        if let expected, capture.disk[expected.index] != .recorded { report("not in \(expected): \(capture)") }
    }
}

extension CaptureWorld {
    /// Somebody lays a file where the bytes are to go, or takes the bytes away.
    private mutating func disturb(_ index: Int, _ random: inout SplitMix) {
        guard random.next() % 8 == 0, let move = captures[index].moves.first, !captures[index].isDisturbed else {
            return
        }
        captures[index].isDisturbed = true
        if random.next() % 2 == 0 {
            guard captures[index].disk[move.to.index] == .nothing else { return }
            captures[index].disk[move.to.index] = .stranger
            captures[index].strangers += 1
        } else {
            captures[index].isTaken = true
            for place in Place.allCases where captures[index].disk[place.index] == .recorded {
                captures[index].disk[place.index] = .nothing
            }
        }
    }

    /// An operator puts the bytes where they belong and clears the way.
    private mutating func repair(_ index: Int) {
        guard captures[index].isDisturbed, let place = captures[index].place else { return }
        for other in Place.allCases { captures[index].disk[other.index] = .nothing }
        captures[index].disk[place.index] = .recorded
        captures[index].moves = []
        captures[index].strangers = 0
        (captures[index].isTroubled, captures[index].isDisturbed, captures[index].isTaken) = (false, false, false)
    }

    /// A capture whose life is over makes room for a new one.
    private mutating func renew(_ index: Int) {
        apply(index, dying: nil)
        check(index)
        captures[index] = Capture()
    }
}
