/// `/health`: whether all is well, and if not, why.
public struct HealthReport: Codable, Sendable, Equatable {
    public struct Problem: Codable, Sendable, Equatable {
        /// The raw value of a `CheckCondition`; all are in `CHECK.md`.
        public var reason: String
        /// For people: what, where, since when.
        public var detail: String

        public init(reason: String, detail: String) {
            self.reason = reason
            self.detail = detail
        }
    }

    public var schema: Int
    /// `ok` or `failing`.
    public var status: String
    /// Left out for those who may not see them.
    public var problems: [Problem]?

    public init(problems: [Problem]) {
        schema = 1
        status = problems.isEmpty ? "ok" : "failing"
        self.problems = problems
    }

    public var isWell: Bool { status == "ok" }
}
