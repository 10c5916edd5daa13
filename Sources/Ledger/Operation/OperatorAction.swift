import GRDB

/// What an operator asked, as the audit trail keeps it.
public struct OperatorAction: Sendable, Codable, Equatable {
    /// Made by the client: a repeated request gets the first answer.
    public var requestID: String
    /// From the socket's peer credentials: `user(uid)`.
    public var who: String
    public var uid: Int64?
    public var pid: Int64?
    public var action: String
    public var subject: String
    public var reason: String?
    public var result: String

    public init(
        requestID: String, who: String, uid: Int64?, pid: Int64?, action: String, subject: String, reason: String?,
        result: String
    ) {
        self.requestID = requestID
        self.who = who
        self.uid = uid
        self.pid = pid
        self.action = action
        self.subject = subject
        self.reason = reason
        self.result = result
    }
}

extension LedgerTransaction {
    /// Records an operator's request. Gives the first answer if the request's id is known.
    public func recordAction(_ action: OperatorAction) throws -> String {
        if let known = try String.fetchOne(
            db, sql: "SELECT result FROM operator_actions WHERE request_id = ?", arguments: [action.requestID])
        {
            return known
        }
        try db.executeCached(
            sql: """
                INSERT INTO operator_actions (time_us, request_id, who, uid, pid, action, subject, reason, result)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                now, action.requestID, action.who, action.uid, action.pid, action.action, action.subject, action.reason,
                action.result,
            ])
        try append(
            kind: "operator", subject: action.action + " " + action.subject, to: action.result, who: action.who,
            why: action.reason)
        return action.result
    }
}

extension LedgerView {
    /// What a request was answered when it came first; nil if it has not come yet.
    public func answer(toRequest id: String) throws -> String? {
        try String.fetchOne(db, sql: "SELECT result FROM operator_actions WHERE request_id = ?", arguments: [id])
    }
}
