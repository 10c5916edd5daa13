/// A query that was seen, waiting for its answer or not any more.
struct AskedQuery {
    var time: Int64
    /// The largest answer over UDP.
    var size: Int
    var isAnswered = false
}
