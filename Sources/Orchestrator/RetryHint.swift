import Transfer

/// An error that knows whether trying again can help.
protocol RetryHint: Error {
    var isPermanent: Bool { get }
}

extension TransferError: RetryHint {}
