/// What is wrong with the data root, and where it was met.
struct StorageTrouble: Sendable, Hashable {
    var what: String
    /// Absolute; nil when it was nowhere in particular.
    var path: String?
}
