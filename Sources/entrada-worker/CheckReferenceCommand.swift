import ArgumentParser
import Decode
import Foundation
import WorkerProtocol

/// Reads a file of reference data as a decode would, and says whether it can be used.
struct CheckReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-reference", abstract: "Check whether a file of reference data can be used.",
        discussion: "Exit codes: 0 usable, 65 not usable; the reason is in the last event and on standard error.")

    @Argument(help: "\(ReferenceCheck.allCases.map(\.rawValue).joined(separator: ", "))")
    var kind: String
    @Argument(help: "The file.")
    var file: String
    @Option(help: ArgumentHelp("Exit when this descriptor is closed, because the daemon is gone.", valueName: "fd"))
    var lifetimeFd: Int32?

    func validate() throws {
        guard ReferenceCheck(rawValue: kind) == nil else { return }
        let known = ReferenceCheck.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("the kind is one of \(known), not \(kind)")
    }

    func run() throws {
        if let lifetimeFd { Lifetime.watch(lifetimeFd) }
        var outcome = DecodeOutcome()
        outcome.reason = ReferenceCheck(rawValue: kind)?.problem(path: file)
        EventPrinter().send(.finished(outcome))
        guard let reason = outcome.reason else { return }
        FileHandle.standardError.write(Data((reason + "\n").utf8))
        throw ExitCode(WorkerExit.inputUnusable.rawValue)
    }
}
