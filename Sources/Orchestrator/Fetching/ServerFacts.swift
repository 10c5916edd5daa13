/// What the daemon knows of a name server from asking it, since its start. Times are microseconds since the epoch.
public struct ServerFacts: Sendable, Hashable {
    public var lastAskedUs: Int64?
    public var lastAnsweredUs: Int64?
    /// Why the last question failed; `nil`: it did not.
    public var lastError: String?
    /// Since when it has not answered; `nil`: it answered the last time.
    public var silentSinceUs: Int64?
    /// It is left alone until then, because questions or fetches have failed.
    public var restsUntilUs: Int64?
    /// What the last listing had; `nil`: there was none.
    public var listing: ListingFacts?

    public init() {}
}

/// What a listing of a name server had, in numbers.
public struct ListingFacts: Sendable, Hashable {
    /// Files that may be captures.
    public var listed = 0
    /// Of them those that are still watched: they may be growing.
    public var waiting = 0
    /// What is never fetched, by the reason, with some of the names.
    public var passedOver: [String: PassedOver] = [:]

    /// Names that are not fetched for one reason.
    public struct PassedOver: Sendable, Hashable {
        public var count: Int
        /// The first ones.
        public var examples: [String]

        public init(count: Int, examples: [String]) {
            self.count = count
            self.examples = examples
        }
    }

    public init() {}

    /// How many names are not fetched, by the reason.
    public var notFetched: [String: Int64] {
        var counts = passedOver.mapValues { Int64($0.count) }
        if waiting > 0 { counts["not complete yet"] = Int64(waiting) }
        return counts
    }
}
