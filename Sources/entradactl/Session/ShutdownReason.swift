import ArgumentParser
import Control
import Foundation
import Jobs
import Ledger

/// How the program ends: a message and the documented exit code.
enum ShutdownReason {
    static func end(with error: any Error) -> Never {
        switch error {
        case let code as ExitCode: exit(code.rawValue)
        case let problems as ConfigurationErrors:
            Console.complain(problems.description)
            exit(ControlError.Code.configuration.exitCode)
        case is ControlError, is LedgerError:
            let failure = ControlError(wrapping: error)
            Console.complain("entradactl: " + failure.message)
            exit(failure.exitCode)
        default:
            let text = Entradactl.fullMessage(for: error)
            let code = Entradactl.exitCode(for: error)
            if code.isSuccess {
                Console.write(text + "\n")
                exit(0)
            }
            Console.complain(text)
            // The parser's own code for wrong arguments is that of sysexits(3).
            exit(code == .validationFailure ? ControlError.Code.usage.exitCode : 1)
        }
    }
}
