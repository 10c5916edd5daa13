@testable import Transfer

/// The `TransferError` that a piece of work throws; nil if it succeeds or throws something else.
func failure<Result>(_ work: () async throws -> Result) async -> TransferError? {
    do {
        _ = try await work()
        return nil
    } catch {
        return error as? TransferError
    }
}
