import Model

/// Which capture of a batch is decoded next, and from what it goes on. Pure: the worker's answers are passed in.
struct BatchQueue: Sendable {
    /// What a capture takes over.
    enum Base: Hashable, Sendable {
        /// The state with this number, or none: what the chain had when the batch began.
        case given(state: Int64?)
        /// The state that this capture leaves.
        case capture(Int64)
    }

    struct Order: Sendable {
        var index: Int
        /// What the one before has left is not continued.
        var dropsLast: Bool
    }

    /// What a decoded capture went on from, and whether its content has been decoded before.
    struct Answer: Sendable {
        var index: Int
        var base: Base
        var isTwin: Bool
    }

    private let captures: [Int64]
    /// Orders are given to those before it.
    private(set) var limit: Int
    /// The first that has not been ordered.
    private(set) var next = 0
    /// The one that the worker has.
    private(set) var inFlight: Int?
    private var base: Base
    private var dropsLast = false
    private var contents: Set<String> = []

    init(captures: [Int64], state: Int64?) {
        self.captures = captures
        limit = captures.count
        base = .given(state: state)
    }

    /// There is nothing more to be ordered.
    var isExhausted: Bool { inFlight == nil && next >= limit }

    mutating func order() -> Order? {
        guard inFlight == nil, next < limit else { return nil }
        defer {
            next += 1
            dropsLast = false
        }
        inFlight = next
        return Order(index: next, dropsLast: dropsLast)
    }

    /// The worker has decoded the capture that it had.
    ///
    /// - Parameters:
    ///   - content: SHA-256 of the decompressed bytes; `nil`: it has no packets, and is nobody's twin.
    ///   - hasTwin: a capture with the same content is live already.
    mutating func decoded(content: String?, hasTwin: Bool) -> Answer? {
        guard let index = inFlight else { return nil }
        inFlight = nil
        let isTwin = hasTwin || content.map { contents.contains($0) } ?? false
        let answer = Answer(index: index, base: base, isTwin: isTwin)
        if isTwin {
            dropsLast = true
        } else {
            base = .capture(captures[index])
            if let content { contents.insert(content) }
        }
        return answer
    }

    /// The capture that the worker had is not usable: the next one goes on from what this one had.
    mutating func refused() -> Int? {
        defer { inFlight = nil }
        return inFlight
    }

    /// No order goes to this one or those behind it.
    mutating func stop(before index: Int) { limit = min(limit, max(index, next)) }
}
