import Scheduling

/// Reads `[parameters]` by the kind of the job; the caller reports the keys that are left.
struct ParameterReader {
    let table: TableReader

    func parameters(_ kind: JobKind) -> JobParameters {
        switch kind {
        case .fetch: .fetch(fetch())
        case .stage: .stage(stage())
        case .decode: .decode(decode())
        case .compact: .compact(compact())
        case .expire: .expire(ExpireParameters())
        case .purge: .purge(purge())
        case .refresh: .refresh(refresh())
        case .backup: .backup(backup())
        case .verify: .verify(verify())
        case .reconcile: .reconcile(reconcile())
        case .command: .command(command())
        case .collect: .collect(collect())
        case .export: .export(export())
        }
    }

    private func fetch() -> FetchParameters {
        var result = FetchParameters()
        if let value = table.duration("min_age") { result.minimumAge = value }
        if let value = table.duration("quiet") { result.quiet = value }
        if let value = pattern() { result.pattern = value }
        if let value = table.integer("max_files_per_run", 1...100_000) { result.maximumFilesPerRun = value }
        if let value = table.flag("delete_at_source") { result.deletesAtSource = value }
        return result
    }

    private func stage() -> StageParameters {
        var result = StageParameters()
        if let value = table.duration("quiet") { result.quiet = value }
        if let value = table.integer("max_files_per_run", 1...100_000) { result.maximumFilesPerRun = value }
        return result
    }

    private func decode() -> DecodeParameters {
        var result = DecodeParameters()
        if let value = table.integer("max_files_per_run", 1...10_000) { result.maximumFilesPerRun = value }
        if let value = table.duration("order_wait") { result.orderWait = value }
        if let value = table.duration("flush_after") { result.flushAfter = value }
        if let value = table.duration("query_timeout", atLeast: .milliseconds(1)) { result.queryTimeout = value }
        if let value = table.duration("disorder_wait") { result.disorderWait = value }
        if let value = table.bytes("disorder_bytes", atLeast: 65_536) { result.disorderBytes = value }
        if let value = table.integer("max_days", 1...31) { result.maximumDays = value }
        if let value = table.choice("rdata", as: RecordData.self) { result.recordData = value }
        if let value = ports() { result.ports = value }
        if let value = tunnels() { result.tunnels = value }
        if let value = table.flag("proxied_clients") { result.readsProxiedClients = value }
        if let value = table.text("filter") { result.filter = value }
        if let value = table.texts("drop_suffixes") { result.droppedSuffixes = value }
        if let value = serverAddresses("drop_servers") { result.droppedServers = value }
        return result
    }

    private func compact() -> CompactParameters {
        var result = CompactParameters()
        if let value = tables() { result.tables = value }
        if let value = table.bytes("target_file_size", atLeast: 1 << 20) { result.targetFileSize = value }
        if let value = table.duration("closed_after") { result.closedAfter = value }
        if let value = table.bytes("memory_limit", atLeast: 64 << 20) { result.memoryLimit = value }
        if let value = table.integer("merge_files", 0...10_000) {
            if value == 1 {
                table.report("merge_files", "'merge_files' is 1 and must be 0 (no merges) or at least 2")
            } else {
                result.mergeFiles = value
            }
        }
        return result
    }

    private func purge() -> PurgeParameters {
        var result = PurgeParameters()
        if let value = tables() { result.tables = value }
        if let value = table.bytes("memory_limit", atLeast: 64 << 20) { result.memoryLimit = value }
        return result
    }

    private func refresh() -> RefreshParameters {
        var result = RefreshParameters()
        result.countryDatabaseURL = url("geo_country")
        result.asnDatabaseURL = url("geo_asn")
        result.suffixListURL = url("suffix_list")
        if let lists = table.table("resolver_lists") {
            let reader = ParameterReader(table: lists)
            for name in lists.keys {
                reader.checkResolverName(name)
                result.resolverListURLs[name] = reader.urls(name)
            }
        }
        if let value = table.bytes("max_size", atLeast: 1) { result.maximumSize = value }
        return result
    }

    private func backup() -> BackupParameters {
        var result = BackupParameters()
        if let value = table.text("directory") {
            if value.isEmpty || value.split(separator: "/").contains("..") {
                table.report("directory", "'directory' is '\(value)' and must be a path without '..'")
            } else {
                result.directory = value
            }
        }
        if let value = table.integer("keep", 1...10_000) { result.keep = value }
        return result
    }

    private func verify() -> VerifyParameters {
        var result = VerifyParameters()
        if let value = table.flag("hashes") { result.checksHashes = value }
        return result
    }

    private func reconcile() -> ReconcileParameters {
        var result = ReconcileParameters()
        if let value = table.integer("max_rows", 1...1_000_000_000_000) { result.maximumRows = Int64(value) }
        if let value = table.duration("late_after") { result.lateAfter = value }
        return result
    }

    private func collect() -> CollectParameters {
        var result = CollectParameters()
        if let value = table.text("listen") { result.listen = value }
        if let value = table.integer("port", 1...65_535) { result.port = value }
        if let value = table.duration("rotate", atLeast: .seconds(1)) { result.rotate = value }
        return result
    }

    private func export() -> ExportParameters {
        var result = ExportParameters()
        if let value = tables() { result.tables = value }
        if let value = oneOf("catalogue", ["iceberg", "hive"]) { result.catalogue = value }
        if let value = table.text("target") { result.target = value }
        return result
    }
}
