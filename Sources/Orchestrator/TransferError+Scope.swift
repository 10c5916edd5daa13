import Transfer

extension TransferError {
    /// The failure is that of one file; the others of the directory can be fetched all the same.
    var isOfOneFile: Bool {
        switch self {
        case .disappeared, .changedWhileReading, .permissionDenied, .sourceFailure, .invalidName, .destinationExists:
            true
        default: false
        }
    }
}
