import Foundation
import Ledger
import Model

/// One alert about one subject: decides when something is to be told, and never tells it twice. Times are microseconds
/// since the epoch.
struct AlertMachine: Sendable, Hashable, Codable {
    /// What a message says.
    enum Message: String, Sendable, Hashable, Codable { case raised, reminder, over }

    private(set) var state = AlertState.quiet
    /// When the trouble began; names the episode.
    private(set) var sinceUs: Int64 = 0
    /// When the state changed.
    private(set) var changedUs: Int64 = 0
    /// What is wrong, as it was seen last.
    private(set) var detail = ""
    /// Messages of the last hour.
    private(set) var sentUs: [Int64] = []
    /// Reminders of this episode.
    private(set) var reminders = 0
    /// Deliveries that have failed in a row; forgotten by a restart, which tries at once.
    private(set) var failures = 0
    private(set) var nextTryUs: Int64 = 0

    private enum CodingKeys: CodingKey { case state, sinceUs, changedUs, detail, sentUs, reminders }

    static let hourUs: Int64 = 3_600_000_000
    /// A message that nobody takes for so long is given up; the status shows the alert all the same.
    static let patienceUs: Int64 = 24 * hourUs

    init() {}

    /// What is wrong now; `nil`: nothing. Gives whether the state has changed.
    mutating func observe(_ problem: String?, nowUs: Int64) -> Bool {
        if let problem { detail = problem }
        switch (state, problem != nil) {
        case (.quiet, true):
            sinceUs = nowUs
            reminders = 0
            go(to: .raised, nowUs)
        case (.raised, false): go(to: .quiet, nowUs)
        case (.announced, false): go(to: .over, nowUs)
        case (.over, true): go(to: .announced, nowUs)
        default: return false
        }
        return true
    }

    /// What is to be told now; `nil`: nothing, or not yet.
    func due(nowUs: Int64, remindUs: Int64?, maximumPerHour: Int) -> Message? {
        guard nowUs >= nextTryUs else { return nil }
        let message: Message
        switch state {
        case .quiet: return nil
        case .raised: message = .raised
        case .over: message = .over
        case .announced:
            guard let remindUs, nowUs - max(changedUs, sentUs.last ?? 0) >= remindUs else { return nil }
            message = .reminder
        }
        let recent = sentUs.count { $0 > nowUs - Self.hourUs }
        return recent < maximumPerHour ? message : nil
    }

    /// The receiver has it, or never will.
    mutating func told(_ message: Message, nowUs: Int64) {
        sentUs = sentUs.filter { $0 > nowUs - Self.hourUs } + [nowUs]
        failures = 0
        nextTryUs = 0
        switch message {
        case .raised: go(to: .announced, nowUs)
        case .reminder: reminders += 1
        case .over: go(to: .quiet, nowUs)
        }
    }

    /// It could not be delivered: 10 s, 20 s, … 15 min until the next try. Gives whether there is none.
    mutating func failed(nowUs: Int64) -> Bool {
        nextTryUs = nowUs + min(10_000_000 << Int64(min(failures, 7)), 900_000_000)
        failures += 1
        return state != .announced && nowUs - changedUs > Self.patienceUs
    }

    /// Quiet for so long that nothing of it matters any more.
    func isForgettable(nowUs: Int64) -> Bool {
        state == .quiet && sentUs.allSatisfy { $0 <= nowUs - Self.hourUs }
    }

    private mutating func go(to next: AlertState, _ nowUs: Int64) {
        precondition(state.successors.contains(next), "\(state) → \(next)")
        state = next
        changedUs = nowUs
        failures = 0
        nextTryUs = 0
    }
}

/// What is known of an alert, and what its receiver has been told. The chart is in `Sources/README.md`.
public enum AlertState: String, Sendable, Codable, CaseIterable {
    /// All is well, and nobody thinks otherwise.
    case quiet
    /// Something is wrong, and its receiver does not know it yet.
    case raised
    /// The receiver has been told.
    case announced
    /// All is well again, and the receiver does not know it yet.
    case over

    /// What may follow.
    public var successors: Set<AlertState> {
        switch self {
        case .quiet: [.raised]
        case .raised: [.announced, .quiet]
        case .announced: [.over]
        case .over: [.quiet, .announced]
        }
    }
}

/// What has become of an alert, to be written down.
struct AlertChange: Sendable {
    var key: AlertDispatcher.Key
    var from: AlertState
    /// `nil`: it is forgotten.
    var machine: AlertMachine?
    /// Said in the event instead of what is wrong.
    var note: String?

    func write(_ tx: LedgerTransaction) throws {
        let value = try machine.map { try JSONEncoder.stable().text($0) }
        let to = machine?.state ?? .quiet
        try tx.setAlert(
            key.alert, subject: key.subject, value: value, from: from.rawValue, to: to.rawValue,
            why: note ?? machine?.detail)
    }
}
