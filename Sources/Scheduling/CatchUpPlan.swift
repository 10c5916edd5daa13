public import Foundation

/// Which runs to make now, and which fires are passed over.
public struct CatchUpPlan: Hashable, Sendable {
    /// Nominal times, oldest first.
    public var create: [Date]
    public var skipped: [SkippedFires]

    public init(create: [Date] = [], skipped: [SkippedFires] = []) {
        self.create = create
        self.skipped = skipped
    }
}
