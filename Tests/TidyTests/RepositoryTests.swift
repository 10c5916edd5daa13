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

    @Test func filesAreNoCrumbs() { expectNone(repository.swift.flatMap(LayoutRules.tooShort)) }
    @Test func stateIsPrivate() { expectNone(LayoutRules.widened(repository.swift)) }
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

    @Test func layersOfDecodeKnowOnlyWhatStandsBelow() {
        let folders = Set(
            repository.swift.filter { $0.module == "Decode" && $0.isSource }.map { file in
                let parts = file.path.split(separator: "/")
                return parts.count > 3 ? String(parts[2]) : ""
            })
        #expect(folders == Set(LayerRules.decode.layers))
        expectNone(LayerRules.decode.violations(repository.swift))
    }

    @Test func columnsAreNamedOnce() {
        let names = ColumnRules.names(repository.swift)
        #expect(names.count > 100 && names.isSuperset(of: ["dns_qname_full", "edns_cookie_client", "orig_dns_rcode"]))
        expectNone(repository.swift.flatMap { ColumnRules.repeated($0, names) })
    }

    @Test func pagesReferToWhatIsThere() {
        let pages = repository.texts.filter { $0.path.hasSuffix(".md") }
        #expect(pages.count > 10)
        expectNone(pages.flatMap { DocumentationRules.brokenLinks($0, paths: Set(repository.paths)) })
    }

    @Test func theFirstPageIsShort() throws {
        // It is read by somebody who decides in two minutes; the rest has pages of its own.
        #expect(try repository.text("README.md").lines.count <= 150)
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
        let code = try repository.text("Sources/Orchestrator/Alerts/AlertMachine.swift")
        expectNone(DocumentationRules.differences(code, map, below: "The life of an alert"))
    }

    @Test func everyKindHasAJob() throws {
        let jobs = repository.texts.filter { $0.path.hasPrefix("jobs.d/") }
        expectNone(DocumentationRules.jobs(of: KindRules.declared(in: repository.swift), in: jobs))
    }

    @Test func kindsAreToldApartInOnePlace() {
        let kinds = KindRules.declared(in: repository.swift)
        #expect(kinds.isSuperset(of: ["fetch", "decode", "command"]))
        let files = repository.swift.filter { $0.isSource && KindRules.exceptions[$0.path] == nil }
        expectNone(files.flatMap { KindRules.named($0, kinds: kinds) })
        for path in KindRules.exceptions.keys.sorted() {
            let file = repository.swift.first { $0.path == path }
            #expect(file.map { KindRules.named($0, kinds: kinds).isEmpty } == false, "\(path) is no exception any more")
        }
    }

    private func keysRead(by types: [String], and folder: String? = nil) -> Set<String> {
        ManualRules.keys(
            repository.swift.filter { file in
                if let folder, file.path.hasPrefix(folder) { return true }
                return types.contains { file.name == $0 || file.name.hasPrefix($0 + "+") }
                    && file.path.hasPrefix("Sources/Jobs/")
            })
    }

    @Test func everyKeyOfJobsHasAnItem() throws {
        let keys = keysRead(by: ["JobReader", "ScheduleReader", "TableReader"], and: "Sources/Jobs/Kinds/")
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
                try repository.text("Sources/DurableIO/Disk.swift")))
    }

    @Test func scriptsRun() throws {
        for script in repository.scripts {
            expectNone(ScriptRules.head(script, isExecutable: repository.isExecutable(script.path)))
            expectNone(try ScriptRules.syntax(script))
        }
    }
}
