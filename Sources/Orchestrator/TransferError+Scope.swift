import Transfer

extension TransferError {
    /// The failure was met on this side: the data root may be what is wrong.
    var isLocal: Bool {
        switch self {
        case .diskFull, .localPermissionDenied, .localFailure: true
        default: false
        }
    }

    /// Nobody was reached, or nothing was said: the next question may find the server well.
    var isSilence: Bool {
        switch self {
        case .hostNotFound, .unreachable, .timedOut, .connectionLost, .closed: true
        default: false
        }
    }

    /// Trying again cannot help before somebody changes something at the source.
    var needsSomebody: Bool {
        switch self {
        case .permissionDenied, .invalidName: true
        default: false
        }
    }

    /// The failure is that of one file; the others of the directory can be fetched all the same.
    var isOfOneFile: Bool {
        switch self {
        case .disappeared, .changedWhileReading, .permissionDenied, .sourceFailure, .invalidName, .destinationExists:
            true
        default: false
        }
    }
}
