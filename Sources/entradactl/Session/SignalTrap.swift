import ArgumentParser
import Control
import Dispatch
import Foundation
import Jobs
import Ledger
import Synchronization

/// Catches signals as long as something is to be cleaned up.
final class SignalTrap: Sendable {
    private struct State {
        var raised = false
        var action: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let numbers: [Int32]
    private let sources: Mutex<[any DispatchSourceSignal]>

    init(_ numbers: [Int32]) {
        self.numbers = numbers
        sources = Mutex([])
        sources.withLock { sources in
            for number in numbers {
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { [weak self] in self?.raise() }
                source.activate()
                sources.append(source)
            }
        }
    }

    var wasRaised: Bool { state.withLock { $0.raised } }

    /// What a signal does; at once, when one has come already.
    func forward(_ action: @escaping @Sendable () -> Void) {
        let late = state.withLock {
            $0.action = action
            return $0.raised
        }
        if late { action() }
    }

    func release() {
        sources.withLock { for source in $0 { source.cancel() } }
        for number in numbers { signal(number, SIG_DFL) }
    }

    private func raise() {
        let action = state.withLock {
            $0.raised = true
            return $0.action
        }
        action?()
    }
}

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
