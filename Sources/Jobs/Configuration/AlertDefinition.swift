/// Something that somebody is to be told of: `[[alerts]]`.
public struct AlertDefinition: Hashable, Sendable {
    /// Unique; letters, digits, `-` and `_`.
    public var name: String
    public var condition: AlertCondition
    /// Who is told; `nil`: it is seen in the status, the metrics and the ledger only.
    public var delivery: AlertDelivery?
    /// How long after a message another one follows while it lasts; `nil`: none does.
    public var remind: Duration?
    /// Messages in an hour for each subject, at the most.
    public var maximumPerHour: Int

    public init(
        name: String, condition: AlertCondition, delivery: AlertDelivery? = nil, remind: Duration? = nil,
        maximumPerHour: Int = 6
    ) {
        self.name = name
        self.condition = condition
        self.delivery = delivery
        self.remind = remind
        self.maximumPerHour = maximumPerHour
    }
}

/// What an alert watches. A job or a server of nil means each of them.
public enum AlertCondition: Hashable, Sendable {
    /// A run has failed for good, no later run of the same has completed, and nobody has acknowledged it.
    case failure(job: String?)
    /// Captures are in quarantine that nobody has acknowledged.
    case quarantine(server: String?)
    /// No run of the job has completed for so long.
    case noSuccess(job: String, within: Duration)
    /// No new capture for so long; `nil`: three times as long as there usually is between two.
    case captureMissing(server: String?, within: Duration?)
    /// Less is free than this; `nil`: than `disk_low_mark`. Bytes.
    case disk(below: Int64?)
    /// The clock is in doubt.
    case clock
    /// The data root or the ledger cannot be written.
    case storage
    /// A capture waits for longer than this.
    case backlog(server: String?, within: Duration)

    /// As `on` has it.
    public enum Kind: String, CaseIterable, Sendable {
        case failure, quarantine, disk, clock, storage, backlog
        case noSuccess = "no_success"
        case captureMissing = "capture_missing"
    }

    public var kind: Kind {
        switch self {
        case .failure: .failure
        case .quarantine: .quarantine
        case .noSuccess: .noSuccess
        case .captureMissing: .captureMissing
        case .disk: .disk
        case .clock: .clock
        case .storage: .storage
        case .backlog: .backlog
        }
    }
}

/// How the message of an alert reaches somebody.
public enum AlertDelivery: Hashable, Sendable {
    case webhook(Webhook)
    /// A job of kind `command`, with `ENTRADA_ALERT_…` in its environment.
    case job(String)
}
