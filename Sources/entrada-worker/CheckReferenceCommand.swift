import ArgumentParser
import WorkerProtocol

/// Reads a file of reference data as a decode would, and says whether it can be used.
struct CheckReferenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-reference", abstract: "Check whether a file of reference data can be used.",
        discussion: "Exit codes: 0 usable, 65 not usable; the reason is in the last event and on standard error.")

    @Argument(help: "\(ReferenceCheckRequest.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    var kind: String
    @Argument(help: "The file.")
    var file: String
    @Option(help: ArgumentHelp("Exit when this descriptor is closed, because the daemon is gone.", valueName: "fd"))
    var lifetimeFd: Int32?

    func validate() throws {
        guard ReferenceCheckRequest.Kind(rawValue: kind) == nil else { return }
        let known = ReferenceCheckRequest.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("the kind is one of \(known), not \(kind)")
    }

    func run() throws {
        guard let kind = ReferenceCheckRequest.Kind(rawValue: kind) else { return try validate() }
        try ReferenceCheckExecution(ReferenceCheckRequest(kind: kind, file: file)).perform(lifetime: lifetimeFd)
    }
}
