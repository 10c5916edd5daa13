import Testing

/// Each rule finds what it is there for, and nothing in what is right.
@Suite struct RuleTests {
    private func swift(_ text: String, _ path: String = "Sources/Decode/Message.swift") -> SourceText {
        SourceText(path: path, text: text)
    }

    @Test func strangeFilesAtTheTop() {
        let found = LayoutRules.unexpected(["Package.swift", "Sources", "NOTES.md"])
        #expect(found.map(\.path) == ["NOTES.md"])
    }

    @Test func longFiles() {
        #expect(LayoutRules.tooLong(swift(String(repeating: "\n", count: 400))).isEmpty)
        #expect(LayoutRules.tooLong(swift(String(repeating: "\n", count: 401))).count == 1)
    }

    @Test func crumbs() {
        #expect(LayoutRules.tooShort(swift("struct Message {}")).count == 1)
        #expect(LayoutRules.tooShort(swift(String(repeating: "\n", count: 16))).isEmpty)
        for path in ["Sources/Jobs/Kinds/Tape.swift", "Sources/Decode/Decode.swift", "Sources/Decode/Int+Bytes.swift"] {
            #expect(LayoutRules.tooShort(swift("struct Message {}", path)).isEmpty)
        }
    }

    @Test func stateThatIsOpenForAnExtension() {
        let type = swift(
            "struct Message {\n    var count = 0\n    var name: String { text }\n    private var text = 1\n}")
        let own = swift(
            "extension Message {\n    mutating func add() { count += 1 }\n}", "Sources/Decode/Message+Rows.swift")
        let other = swift("func show(_ message: Message) { print(message.count) }", "Sources/Decode/Screen.swift")
        #expect(LayoutRules.widened([type, own]).map(\.line) == [2])
        #expect(LayoutRules.widened([type, own, other]).isEmpty)
        #expect(LayoutRules.widened([type]).isEmpty)
    }

    @Test(arguments: ["struct Message {}", "public final class Message: Sendable {", "// An essay only"])
    func goodNames(text: String) { #expect(LayoutRules.misnamed(swift(text)).isEmpty) }

    @Test(arguments: ["struct Messages {}", "extension Message {}", "// struct Message\nlet a = 1"])
    func badNames(text: String) { #expect(LayoutRules.misnamed(swift(text)).count == 1) }

    @Test func namesOfExtensions() {
        let path = "Sources/Ledger/Outer.Inner+Rows.swift"
        #expect(LayoutRules.misnamed(swift("extension Inner {}", "Sources/Ledger/Inner+Rows.swift")).isEmpty)
        #expect(LayoutRules.misnamed(swift("extension Outer.Inner {}", "Sources/Ledger/Inner+Rows.swift")).isEmpty)
        #expect(LayoutRules.misnamed(swift("extension Other {}", path)).count == 1)
    }

    @Test(arguments: [
        "struct FileManager2 {}\nstruct Run" + "Manager {}", "enum String" + "Utils {", "final class Test" + "Helper {",
    ])
    func vagueTypes(text: String) { #expect(WordRules.vagueNames(swift(text)).count == 1) }

    @Test func vagueFiles() {
        #expect(WordRules.vagueNames(swift("", "Sources/Decode/Utils/Bytes.swift")).count == 1)
        #expect(WordRules.vagueNames(swift("", "Sources/Decode/CommonTypes.swift")).count == 1)
        #expect(WordRules.vagueNames(swift("FileManager.default", "Sources/Decode/Commons.swift")).isEmpty)
    }

    @Test func unfinishedWork() {
        let found = WordRules.unfinishedWork(swift("let a = 1\n// TO" + "DO: later\n// FIX" + "ME"))
        #expect(found.map(\.line) == [2, 3])
        #expect(WordRules.unfinishedWork(swift("mktemp.XX" + "XXXX, autoDO")).isEmpty)
    }

    private let layers = LayerRules(module: "Sources/Decode", layers: ["Link", "IP", ""])

    @Test func layersThatKnowWhatStandsAbove() {
        let header = swift("struct Header {}", "Sources/Decode/IP/Header.swift")
        let frame = "/// Not a Header.\nstruct Frame {\n    let text = \"Header\"\n    var header: Header?\n}"
        let found = layers.violations([header, swift(frame, "Sources/Decode/Link/Frame.swift")])
        #expect(found.map(\.line) == [4])
        #expect(found.map(\.path) == ["Sources/Decode/Link/Frame.swift"])
        let user = swift("struct Packet { var header: Header }", "Sources/Decode/Packet.swift")
        #expect(layers.violations([header, user]).isEmpty)
        #expect(layers.violations([user, swift("let packet = Packet()", "Sources/Decode/IP/a.swift")]).count == 1)
    }

    @Test func layersWithoutAPlaceOrWithOneNameForTwoTypes() {
        let header = swift("struct Header {}", "Sources/Decode/IP/Header.swift")
        #expect(layers.violations([swift("struct Query {}", "Sources/Decode/DNS/Query.swift")]).count == 1)
        #expect(layers.violations([header, swift("enum Header {}", "Sources/Decode/Link/Header.swift")]).count == 1)
        let nested = swift("enum Link {\n    struct Header {}\n}", "Sources/Decode/Link/Link.swift")
        #expect(layers.violations([header, nested]).contains { $0.line == nil })
        #expect(layers.violations([swift("x: Swift.Packet", "Sources/Decode/IP/a.swift"), user]).isEmpty)
    }

    private var user: SourceText { swift("struct Packet {}", "Sources/Decode/Packet.swift") }

    @Test func codeWithoutCommentsAndStrings() {
        let code = LayerRules.code("a // b\n/* c /* d */ e */ f \"g\\\"h\" i\n\"\"\"\nj\n\"\"\" k")
        #expect(code.split { $0 == " " || $0 == "\n" } == ["a", "f", "i", "k"])
    }

    @Test func columnsThatAreNamedAgain() {
        let batch = swift("    public let a = TextColumn(\"dns_a\", \"what\")", "Sources/Tables/DNSBatch.swift")
        let names = ColumnRules.names([batch])
        #expect(names == ["dns_a"])
        #expect(ColumnRules.repeated(swift("x[\"dns_a\"]"), names).map(\.line) == [1])
        #expect(ColumnRules.repeated(swift("\"SELECT dns_a FROM dns\""), names).isEmpty)
        #expect(ColumnRules.repeated(batch, names).isEmpty)
    }

    @Test func machinePaths() {
        #expect(WordRules.machinePaths(swift("open(\"/home" + "/somebody/x\")")).count == 1)
        #expect(WordRules.machinePaths(swift("see /work" + "/shared/design")).count == 1)
        #expect(WordRules.machinePaths(swift("\\(root)/work/12.1, data/home/x")).isEmpty)
    }

    @Test func trackerNumbers() {
        #expect(WordRules.trackerNumbers(swift("// see iss" + "ue 12")).map(\.line) == [1])
        #expect(WordRules.trackerNumbers(swift("// (iss" + "ue #7)")).count == 1)
        #expect(WordRules.trackerNumbers(swift("// the issue is that 12 files")).isEmpty)
    }

    @Test func forcing() {
        #expect(WordRules.forcing(swift("let a = try" + "! b()\nlet c = d as" + "! E")).map(\.line) == [1, 2])
        #expect(WordRules.forcing(swift("let a = try? b() // never try" + "!")).isEmpty)
    }

    @Test func printing() {
        #expect(WordRules.printing(swift("    print(\"a\")")).count == 1)
        #expect(WordRules.printing(swift("{ print(a) }")).count == 1)
        #expect(WordRules.printing(swift("fingerprint(a)\nconsole.print(b)\n// print(c)")).isEmpty)
    }

    private let manifest = Manifest(
        """
        let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
        .target(name: "CPcap", linkerSettings: [])
        module("Tables", settings: hot),
        module("Decode", ["Tables", "CPcap", crypto], settings: hot),
        program(
            "entradad",
            [
                "Orchestrator", "Warehouse",
                crypto,
            ]),
        """)

    @Test func manifestIsRead() {
        #expect(manifest.dependencies["Decode"] == ["Tables", "CPcap", "Crypto"])
        #expect(manifest.dependencies["entradad"] == ["Orchestrator", "Warehouse", "Crypto"])
        #expect(manifest.dependencies["Tables"] == [])
    }

    @Test func manifestAgainstTheArchitecture() {
        #expect(ImportRules.undesigned(manifest).map(\.message) == ["entradad must not depend on Warehouse"])
        let unknown = ImportRules.undesigned(Manifest("module(\"Extras\", [])"))
        #expect(unknown.map(\.message) == ["Extras has no line in the architecture"])
    }

    @Test func importsAgainstTheArchitecture() {
        let good = swift("import Foundation\npublic import Tables\ninternal import Crypto\nimport struct CPcap.pcap_t")
        #expect(ImportRules.forbidden(good, manifest).isEmpty)
        let bad = swift("import Ledger\n@testable import Jobs\nimport Logging\n// import Control")
        #expect(ImportRules.forbidden(bad, manifest).map(\.line) == [1, 2, 3])
    }

    @Test func linksOfPages() {
        let page = SourceText(
            path: "deploy/A.md", text: "[b](B.md) [c](../Sources/C.md#x) [d](D.md) [e](https://e.org)")
        let found = DocumentationRules.brokenLinks(page, paths: ["deploy/B.md", "Sources/C.md"])
        #expect(found.map(\.message) == ["deploy/D.md is not there"])
    }

    @Test func foldersAndTablesOnTheMap() {
        let map = swift("| `Decode` | packets |\n| `runs` | runs |", "Sources/README.md")
        #expect(DocumentationRules.folders(["Decode", "Extras"], in: map).count == 1)
        let schema = swift("CREATE TABLE runs (id);\nCREATE TABLE jobs (id);")
        #expect(DocumentationRules.tables(of: schema, in: map).map(\.message) == ["does not mention the table `jobs`"])
    }

    @Test func chartsThatDiffer() {
        let code = swift(
            """
                public var successors: Set<Light> {
                    switch self {
                    case .red: [.green]
                    case .green, .blinking: [.red, .dark]
                    case .dark: []
                    }
                }
            """ + "\n")
        let good =
            "\n## Lights\n| state | may become |\n| `red` | `green` |\n| `green` | `red`, `dark` |\n"
            + "| `blinking` | `dark`, `red` |\n| `dark` | — |\n\n## Others\n| `red` | `dark` |\n"
        func found(_ map: String) -> [Violation] {
            DocumentationRules.differences(code, swift(map, "Sources/README.md"), below: "Lights")
        }
        #expect(found(good).isEmpty)
        #expect(found(good.replacing("| `dark` | — |", with: "| `dark` | `red` |")).count == 1)
        #expect(found(good.replacing("| `red` | `green` |\n", with: "")).count == 1)
    }

    @Test func kindsWithoutAJob() {
        let kinds = KindRules.declared(
            in: ["fetch", "stage", "command"].map {
                swift(
                    "    public static let \($0) = JobKind(\n        \"\($0)\", \"Brings.\",",
                    "Sources/Jobs/Kinds/A.swift")
            })
        let job = SourceText(path: "jobs.d/10-fetch.toml", text: "name = \"a\"\nkind        = \"fetch\"\n")
        #expect(DocumentationRules.jobs(of: kinds, in: [job]).map(\.message) == ["has no job of kind stage"])
    }

    @Test(arguments: [
        "if job.kind == .decode {", "guard other.kind != .fetch else {", "first { $0.kind == \"decode\" }",
        "if run.kind == JobKind.fetch.rawValue {", "switch job.kind {\ncase .fetch, .decode: true\n}",
        "jobs(ofKind: \"fetch\")", "CASE WHEN kind = 'decode' THEN",
    ])
    func kindsByName(text: String) {
        #expect(KindRules.named(swift(text), kinds: ["fetch", "decode"]).count == 1)
        #expect(KindRules.named(swift(text, "Sources/Jobs/Kinds/Fetch.swift"), kinds: ["fetch", "decode"]).isEmpty)
    }

    @Test(arguments: [
        "if job.kind.traits.asksServers {", "switch finding.kind {\ncase .lost: true\n}\ncase .decode: 1",
        "if finding.kind == .lost {", "end_kind = 'fetch'", "let kind = \"fetch\"",
    ])
    func kindsByTraits(text: String) { #expect(KindRules.named(swift(text), kinds: ["fetch", "decode"]).isEmpty) }

    @Test func aKindIsAFileOfItsOwn() {
        let path = "Sources/Jobs/Kinds/Fetch.swift"
        #expect(LayoutRules.misnamed(swift("    public static let fetch = JobKind(", path)).isEmpty)
        #expect(LayoutRules.misnamed(swift("    public static let stage = JobKind(", path)).count == 1)
    }

    @Test func brokenScripts() throws {
        let good = SourceText(path: "deploy/a", text: "#!/bin/sh\nif true; then echo; fi\n")
        let bad = SourceText(path: "deploy/b", text: "if true; then echo\n")
        #expect(ScriptRules.head(good, isExecutable: true).isEmpty)
        #expect(ScriptRules.head(bad, isExecutable: false).count == 2)
        #expect(try ScriptRules.syntax(good).isEmpty)
        #expect(try ScriptRules.syntax(bad).count == 1)
    }

    @Test func failpointsThatNothingPasses() {
        let list = swift("case a = \"x.one\"\ncase b = \"x.two\"", "Sources/Failpoints/Failpoint.swift")
        let user = swift("try points.hit(flag ? .a : .c)\n// hit(.b)")
        #expect(FailpointRules.unused(list, in: [list, user]).map(\.message) == ["nothing passes the failpoint b"])
    }

    @Test func operationsWithoutFailpoint() {
        let interface = swift(
            "func remove(_ path: String) throws\nfunc list(_ path: String)\nfunc sync(_ path: String)")
        let body = "    public func remove(_ path: String) throws {\n        try pass(.a)\n    }\n"
        let other = "    public func sync(_ path: String) {\n        fsync(0)\n    }\n"
        let found = FailpointRules.unguarded(interface, swift(body + other))
        #expect(found.map(\.message) == ["sync passes no failpoint"])
    }

    @Test func keysWithoutExplanation() {
        let keys = ManualRules.keys([
            swift("let a = table.integer(\"port\", 1...9), b = existing(\n\"key\", t)\nsay(\"no\")")
        ])
        #expect(keys == ["port", "key"])
        let page = SourceText(path: "a.mdoc", text: ".It Ic port\nThe key.")
        #expect(ManualRules.unexplained(keys, in: page).map(\.message) == ["does not explain the key `key`"])
        let example = SourceText(path: "a.toml", text: "# port = 22    # key\n[other.key]")
        #expect(ManualRules.unshown(keys, in: example).isEmpty)
        #expect(ManualRules.unshown(keys.union(["host"]), in: example).count == 1)
    }
}
