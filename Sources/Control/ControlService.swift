public import Ledger

/// What the daemon does for operators.
///
/// - Throws: `ControlError`; `LedgerError.notFound` and `.conflict` are understood.
public protocol ControlService: Sendable {
    func live() async -> LiveStatus
    /// Why runs that wait are not started, by their numbers.
    func waitingReasons(_ runs: [Int64]) async throws -> [Int64: String]
    func run(_ request: RunRequest, by caller: Caller) async throws -> RunReply
    func retry(_ request: RetryRequest, by caller: Caller) async throws -> RetryReply
    /// Takes note of failures: they are over.
    func acknowledge(_ request: AckRequest, by caller: Caller) async throws -> AckReply
    /// Gives up captures in quarantine, all of them or none.
    func dismiss(_ request: DismissRequest, by caller: Caller) async throws
    func pause(_ request: PauseRequest, by caller: Caller) async throws
    func resume(_ request: PauseRequest, by caller: Caller) async throws
    /// The machine's clock is right, somebody has looked. Gives whether it was in doubt.
    func confirmClock(_ request: ClockRequest, by caller: Caller) async throws -> Bool
    /// Lets what runs finish, and ends the daemon.
    func drain(_ request: DrainRequest, by caller: Caller) async throws
    func cancel(_ request: CancelRequest, by caller: Caller) async throws
    /// What is in use of the configuration.
    func configuration() async -> ConfigurationReply
    /// Reads the configuration again; gives what has changed, for people. An error keeps the old one.
    func reload(by caller: Caller) async throws -> String
    /// Mends what is not as the ledger says, while nothing runs.
    func repair(_ request: RepairRequest, by caller: Caller) async throws -> RepairReply
    /// Connects to a name server, looks, and fetches nothing; answers within the time that is given.
    func testServer(_ request: ServerTestRequest, by caller: Caller) async throws -> ServerTestReport
    /// Takes a lease on the live set.
    func lease(holder: String, pid: Int32, seconds: Int64) async throws -> Snapshot
    func release(lease: Int64) async throws
}

/// Who is at the other end: of the socket, as the kernel says (SO_PEERCRED, unix(7)), or of a TCP connection, by token.
public struct Caller: Sendable, Codable, Equatable {
    public var uid: UInt32
    public var pid: Int32
    /// The user's name; the number where it has none.
    public var name: String
    /// The name of the token that was shown; `nil`: it came through the socket.
    public var token: String?

    public init(uid: UInt32, pid: Int32, name: String) {
        self.uid = uid
        self.pid = pid
        self.name = name
    }

    /// Nobody on this machine; no user has this number.
    public init(token: String) {
        self.init(uid: .max, pid: 0, name: token)
        self.token = token
    }

    /// As the audit trail keeps it: `name(uid)`, or `token:NAME`.
    public var who: String { token.map { "token:\($0)" } ?? "\(name)(\(uid))" }
}
