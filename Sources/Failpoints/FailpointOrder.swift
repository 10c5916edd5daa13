/// What is to happen where, once: `name:action[:nth]`.
public struct FailpointOrder: Sendable, Equatable, Codable, CustomStringConvertible {
    public var point: Failpoint
    public var action: FailpointAction
    /// At which pass, counted from 1.
    public var nth: Int

    public init(_ point: Failpoint, _ action: FailpointAction, nth: Int = 1) {
        self.point = point
        self.action = action
        self.nth = nth
    }

    /// Reads an order as it is written in `ENTRADA_FAILPOINT`; nil if it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let point = Failpoint(rawValue: String(parts[0])),
            let action = FailpointAction(rawValue: String(parts[1]))
        else { return nil }
        self.init(point, action)
        if parts.count == 3 {
            guard let nth = Int(parts[2]), nth > 0 else { return nil }
            self.nth = nth
        }
    }

    public var description: String { "\(point.rawValue):\(action.rawValue):\(nth)" }
}
