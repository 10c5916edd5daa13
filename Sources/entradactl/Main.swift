// entradactl
//
// What operators type. One file per verb in Commands/; each asks the daemon through its socket and prints what comes
// back. The screens and the reports are `Control`'s; here are arguments, the terminal, and what to do when no daemon
// answers: questions are then answered from the ledger's file, under the shared lock on the data root.

import ArgumentParser

@main
enum Main {
    static func main() async {
        do {
            var command = try Entradactl.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            ShutdownReason.end(with: error)
        }
    }
}
