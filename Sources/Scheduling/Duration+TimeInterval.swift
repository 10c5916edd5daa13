public import Foundation

extension Duration {
    /// Seconds, for arithmetic with `Date`.
    public var timeInterval: TimeInterval {
        TimeInterval(components.seconds) + TimeInterval(components.attoseconds) * 1e-18
    }
}
