import Foundation
import Testing

/// The help of every verb, as it was looked at last. After a change: `ENTRADA_RECORD=1 swift test --filter HelpTests`,
/// and read what the golden file says then.
struct HelpTests {
    private struct Tree: Decodable {
        struct Command: Decodable {
            var commandName: String
            var subcommands: [Command]?
        }

        var command: Command
    }

    private static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/help.txt")

    /// All verbs as they are typed; the program's own list, so that none is forgotten.
    private func verbs(_ program: ControlProgram) async throws -> [[String]] {
        let dump = try await program("--experimental-dump-help")
        let tree = try JSONDecoder().decode(Tree.self, from: Data(dump.output.utf8))
        func paths(_ command: Tree.Command, _ above: [String]) -> [[String]] {
            let inner = (command.subcommands ?? []).filter { $0.commandName != "help" }
            return [above] + inner.flatMap { paths($0, above + [$0.commandName]) }
        }
        return paths(tree.command, [])
    }

    @Test func everyVerbSaysWhatItDoes() async throws {
        let bench = try await ControlBench()
        defer { bench.close() }
        let program = ControlProgram(bench)
        var text = ""
        for verb in try await verbs(program) {
            let help = try await program(arguments: verb + ["--help"])
            #expect(help.status == 0, "\(verb)")
            text += "$ " + (["entradactl"] + verb + ["--help"]).joined(separator: " ") + "\n" + help.output + "\n"
        }
        if ProcessInfo.processInfo.environment["ENTRADA_RECORD"] != nil {
            try Data(text.utf8).write(to: Self.golden)
        }
        let known = try String(contentsOf: Self.golden, encoding: .utf8)
        let (new, old) = (text.split(separator: "\n"), known.split(separator: "\n"))
        #expect(new.difference(from: old).map { "\($0)" } == [])
    }
}
