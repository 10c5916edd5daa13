/// Something that somebody is to be told of: `[[alerts]]`.
public struct AlertDefinition: Hashable, Sendable {
    /// Unique; letters, digits, `-` and `_`.
    public var name: String
    public var condition: AlertCondition
    /// Who is told; nil: it is seen in the status, the metrics and the ledger only.
    public var delivery: AlertDelivery?
    /// How long after a message another one follows while it lasts; nil: none does.
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
