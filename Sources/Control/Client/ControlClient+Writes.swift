public import Ledger

extension ControlClient {
    /// The answer to an order may wait for a commit, and for work that is in its way.
    private static let orderSeconds: Int64 = 120

    public func run(_ request: RunRequest) async throws(ControlError) -> RunReply {
        try await post("run", request, seconds: ControlClient.orderSeconds)
    }

    public func retry(_ request: RetryRequest) async throws(ControlError) -> RetryReply {
        try await post("retry", request, seconds: ControlClient.orderSeconds)
    }

    public func acknowledge(_ request: AckRequest) async throws(ControlError) -> AckReply {
        try await post("ack", request)
    }

    public func dismiss(_ request: DismissRequest) async throws(ControlError) -> MessageReply {
        try await post("dismiss", request, seconds: ControlClient.orderSeconds)
    }

    public func pause(_ request: PauseRequest) async throws(ControlError) -> MessageReply {
        try await post("pause", request)
    }

    public func resume(_ request: PauseRequest) async throws(ControlError) -> MessageReply {
        try await post("resume", request)
    }

    public func confirmClock(_ request: ClockRequest) async throws(ControlError) -> MessageReply {
        try await post("clock", request)
    }

    public func cancel(_ request: CancelRequest) async throws(ControlError) -> MessageReply {
        try await post("cancel", request)
    }

    public func drain(_ request: DrainRequest) async throws(ControlError) -> MessageReply {
        try await post("drain", request)
    }

    public func reload() async throws(ControlError) -> MessageReply {
        try await post("reload", [String: String](), seconds: ControlClient.orderSeconds)
    }

    /// It waits for all that runs, and may have much to look at.
    public func repair(_ request: RepairRequest) async throws(ControlError) -> RepairReply {
        try await post("repair", request, seconds: 4 * 3600)
    }

    public func testServer(_ request: ServerTestRequest) async throws(ControlError) -> ServerTestReport {
        try await post("server-test", request, seconds: request.seconds + 10)
    }

    public func lease(_ request: LeaseRequest) async throws(ControlError) -> LeaseReply {
        try await post("lease", request)
    }

    public func release(lease: Int64) async throws(ControlError) -> MessageReply {
        try await post("release", ReleaseRequest(lease: lease))
    }

    public func backup(to path: String) async throws(ControlError) -> LedgerVerification {
        try await post("backup", BackupRequest(path: path), seconds: 3600)
    }
}
