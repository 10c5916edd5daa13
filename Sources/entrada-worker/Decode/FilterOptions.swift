import ArgumentParser
import Decode

/// Rows that are not wanted.
struct FilterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Rows about this name and names below it are not written.", valueName: "name"))
    var dropSuffix: [String] = []
    @Option(help: ArgumentHelp("Rows about this server, or servers, are not written.", valueName: "prefix"))
    var dropServer: [IPPrefix] = []

    func validate() throws { _ = try suffixes() }

    /// - Throws: `ValidationError`, when a name is none.
    func suffixes() throws -> DomainSet {
        do { return try DomainSet(dropSuffix) } catch { throw ValidationError("--drop-suffix: \(error)") }
    }
}
