import Testing

/// The rules, on the repository.
@Suite struct RepositoryTests {
    private let repository: Repository
    private let map: SourceText

    init() throws {
        repository = try Repository()
        map = try repository.text("Sources/README.md")
    }

    private func expectNone(_ violations: [Violation], _ location: SourceLocation = #_sourceLocation) {
        let text = violations.map(\.description).joined(separator: "\n")
        #expect(violations.isEmpty, "\(text)", sourceLocation: location)
    }

    @Test func isThere() {
        #expect(repository.swift.count > 200)
        #expect(repository.scripts.count >= 5)
    }

    @Test func topLevelHoldsNothingElse() { expectNone(LayoutRules.unexpected(repository.topLevel)) }

    @Test func filesAreShort() { expectNone(repository.swift.flatMap(LayoutRules.tooLong)) }

    @Test func filesAreNamedAfterTheirTypes() {
        expectNone(repository.swift.filter(\.isSource).flatMap(LayoutRules.misnamed))
    }

    @Test func namesSayWhatThingsAre() { expectNone(repository.texts.flatMap(WordRules.vagueNames)) }

    @Test func nothingIsLeftUndone() { expectNone(repository.texts.flatMap(WordRules.unfinishedWork)) }

    @Test func noMachineIsMentioned() { expectNone(repository.texts.flatMap(WordRules.machinePaths)) }

    @Test func noTrackerIsMentioned() { expectNone(repository.texts.flatMap(WordRules.trackerNumbers)) }

    @Test func sourcesForceNothing() { expectNone(repository.swift.filter(\.isSource).flatMap(WordRules.forcing)) }

    @Test func modulesDoNotPrint() {
        let modules = repository.swift.filter { $0.isSource && !$0.module.hasPrefix("entrada") }
        expectNone(modules.flatMap(WordRules.printing))
    }

    @Test func importsFollowTheArchitecture() throws {
        let manifest = Manifest(try repository.text("Package.swift").text)
        #expect(
            manifest.dependencies["Decode"] == ["Model", "Tables", "CPcap", "CMaxMindDB", "Crypto", "CryptoExtras"])
        expectNone(ImportRules.undesigned(manifest))
        expectNone(repository.swift.flatMap { ImportRules.forbidden($0, manifest) })
    }

    @Test func everyFolderIsOnTheMap() {
        let folders = Set(repository.texts.filter(\.isSource).map(\.module)).subtracting([""])
        #expect(folders.count > 15)
        expectNone(DocumentationRules.folders(folders, in: map))
    }

    @Test func everyTableIsOnTheMap() throws {
        expectNone(
            DocumentationRules.tables(of: try repository.text("Sources/Ledger/Schema/LedgerSchema.swift"), in: map))
    }

    @Test(arguments: [
        ("Captures/CaptureState", "The life of a capture"), ("Runs/RunState", "The life of a run"),
    ])
    func chartsAreWhatTheCodeSays(file: String, heading: String) throws {
        let code = try repository.text("Sources/Ledger/\(file).swift")
        expectNone(DocumentationRules.differences(code, map, below: heading))
    }

    @Test func theChartOfAlertsIsWhatTheCodeSays() throws {
        let code = try repository.text("Sources/Orchestrator/Alerts/AlertState.swift")
        expectNone(DocumentationRules.differences(code, map, below: "The life of an alert"))
    }

    @Test func everyKindHasAJob() throws {
        let jobs = repository.texts.filter { $0.path.hasPrefix("jobs.d/") }
        expectNone(DocumentationRules.jobs(of: try repository.text("Sources/Jobs/JobKind.swift"), in: jobs))
    }

    private func keysRead(by types: [String]) -> Set<String> {
        ManualRules.keys(
            repository.swift.filter { file in
                types.contains { file.name == $0 || file.name.hasPrefix($0 + "+") }
                    && file.path.hasPrefix("Sources/Jobs/")
            })
    }

    @Test func everyKeyOfJobsHasAnItem() throws {
        let keys = keysRead(by: ["JobReader", "ScheduleReader", "ParameterReader"])
        #expect(keys.isSuperset(of: ["name", "schedule", "attempts", "delete_at_source", "ports"]))
        expectNone(ManualRules.unexplained(keys, in: try repository.text("deploy/packaging/entrada-jobs.mdoc")))
    }

    @Test func everyKeyOfTheConfigurationIsShown() throws {
        let keys = keysRead(by: ["ConfigurationReader", "ServerReader"])
        #expect(keys.isSuperset(of: ["data_root", "policy", "workers", "known_hosts"]))
        expectNone(ManualRules.unshown(keys, in: try repository.text("deploy/entrada.toml")))
    }

    @Test func everyFailpointIsPassed() throws {
        let list = try repository.text("Sources/Failpoints/Failpoint.swift")
        #expect(FailpointRules.names(list).count > 60)
        expectNone(FailpointRules.unused(list, in: repository.swift.filter(\.isSource)))
    }

    @Test func durableOperationsPassFailpoints() throws {
        expectNone(
            FailpointRules.unguarded(
                try repository.text("Sources/FileFlow/DurableFileSystem.swift"),
                try repository.text("Sources/FileFlow/PosixFileSystem.swift")))
    }

    @Test func scriptsRun() throws {
        for script in repository.scripts {
            expectNone(ScriptRules.head(script, isExecutable: repository.isExecutable(script.path)))
            expectNone(try ScriptRules.syntax(script))
        }
    }
}
