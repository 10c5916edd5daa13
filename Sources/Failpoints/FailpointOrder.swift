/// What is to happen where: `name:action[:nth]`, once, or with `+` behind the number from then on.
public struct FailpointOrder: Sendable, Equatable, Codable, CustomStringConvertible {
    public var point: Failpoint
    public var action: FailpointAction
    /// At which pass, counted from 1.
    public var nth: Int
    /// At all later passes too.
    public var lasts: Bool

    public init(_ point: Failpoint, _ action: FailpointAction, nth: Int = 1, lasts: Bool = false) {
        self.point = point
        self.action = action
        self.nth = nth
        self.lasts = lasts
    }

    /// Reads an order as it is written in `ENTRADA_FAILPOINT`; nil if it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let point = Failpoint(rawValue: String(parts[0])),
            let action = FailpointAction(rawValue: String(parts[1]))
        else { return nil }
        self.init(point, action)
        if parts.count == 3 {
            lasts = parts[2].hasSuffix("+")
            guard let nth = Int(lasts ? parts[2].dropLast() : parts[2]), nth > 0,
                parts[2] == "\(nth)" || parts[2] == "\(nth)+"
            else { return nil }
            self.nth = nth
        }
    }

    public var description: String { "\(point.rawValue):\(action.rawValue):\(nth)\(lasts ? "+" : "")" }
}
