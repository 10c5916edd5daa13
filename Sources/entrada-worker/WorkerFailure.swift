import Foundation
import WorkerProtocol

/// Why a worker ends without its result.
struct WorkerFailure: Error, CustomStringConvertible {
    var exit: WorkerExit
    var description: String

    static func system(_ what: String, _ code: Int32) -> WorkerFailure {
        // A full disk may have room again; so may a machine without memory or descriptors.
        let mayPass = [ENOSPC, EDQUOT, ENOMEM, EMFILE, ENFILE, EIO, EAGAIN].contains(code)
        return WorkerFailure(
            exit: mayPass ? .tryAgain : .fault, description: "\(what): \(String(cString: strerror(code)))")
    }
}
