import ArgumentParser
import Decode
import DurableIO
import Foundation
import Warehouse
import WorkerProtocol

/// Why a worker ends without its result.
struct WorkerFailure: Error, CustomStringConvertible {
    var exit: WorkerExit
    var description: String

    init(exit: WorkerExit, description: String) {
        self.exit = exit
        self.description = description
    }

    /// What an error of any layer means for whoever started this.
    init(_ error: any Error) {
        switch error {
        case let failure as WorkerFailure: self = failure
        case let error as RequestError: self.init(exit: error.exit, description: "\(error)")
        case let error as InvalidRequest: self.init(exit: .usage, description: "\(error)")
        case DecodeError.unusable(let file, let reason):
            self.init(exit: .inputUnusable, description: "\(file): \(reason)")
        // It stays wrong, and the captures have no part in it.
        case DecodeError.badFilter: self.init(exit: .usage, description: "\(error)")
        case let error as DecodeError: self.init(exit: .tryAgain, description: error.description)
        case WarehouseError.system(let what, let code, _): self = Self.system(what, code)
        case let error as DiskError: self = Self.system("cannot \(error.action) \(error.path)", error.code)
        case WarehouseError.exhausted(let message): self.init(exit: .tryAgain, description: message)
        case WarehouseError.interrupted: self.init(exit: .tryAgain, description: "interrupted")
        default: self.init(exit: .fault, description: "\(error)")
        }
    }

    /// Says it on standard error.
    ///
    /// - Returns: what the program is to end with.
    func told() -> ExitCode {
        FileHandle.standardError.write(Data((description + "\n").utf8))
        return ExitCode(exit.rawValue)
    }

    static func system(_ what: String, _ code: Int32) -> WorkerFailure {
        // A full disk may have room again; so may a machine without memory or descriptors.
        let mayPass = [ENOSPC, EDQUOT, ENOMEM, EMFILE, ENFILE, EIO, EAGAIN].contains(code)
        return WorkerFailure(
            exit: mayPass ? .tryAgain : .fault, description: "\(what): \(String(cString: strerror(code)))")
    }
}
