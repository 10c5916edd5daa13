import Scheduling

/// Reads `entrada.toml`.
struct ConfigurationReader {
    let reader: TableReader
    let overrides: ConfigurationOverrides
    let credentialsDirectory: String?
    let exists: (String) -> Bool

    /// The configuration; nil when there is no privacy policy, which is reported.
    func configuration() -> Configuration? {
        let privacy = self.privacy()
        var result = Configuration(file: reader.document.file, privacy: privacy ?? PrivacyPolicy(action: .drop))
        if let value = reader.absolutePath("data_root") { result.dataRoot = value }
        if let value = reader.absolutePath("jobs") { result.jobsDirectory = value }
        if let value = reader.table("retention") { result.retention = retention(value) }
        if let value = reader.table("limits") { result.limits = limits(value) }
        if let value = reader.table("control") { result.control = control(value) }
        if let value = reader.table("pages") { result.pages = pages(value) }
        if let value = reader.table("reference") { result.reference = reference(value) }
        if let value = reader.table("calendars") { result.calendars = calendars(value) }
        if let value = reader.table("pools") { result.pools = pools(value) }
        result.servers = servers()
        (result.alerts, result.alertLines) = alerts(servers: result.servers.map(\.name))
        result.tokens = tokens()
        checkTokens(result)
        reader.finish()
        if let value = overrides.dataRoot { result.dataRoot = value }
        if let value = overrides.jobsDirectory { result.jobsDirectory = value }
        if let value = overrides.controlSocket { result.control.path = value }
        // sun_path of sockaddr_un has 108 bytes with the zero at its end.
        if result.control.path.utf8.count > 107 {
            reader.document.report(
                ["control", "socket"], "the path of the control socket is longer than 107 bytes", "choose a shorter one"
            )
        }
        guard privacy != nil else { return nil }
        checkPurge(result)
        return result
    }

    private func retention(_ table: TableReader) -> RetentionPolicy {
        var result = RetentionPolicy()
        let days = 0...36_500
        if let value = table.integer("archive_days", days) { result.archiveDays = value }
        if let value = table.bytes("archive_size") { result.archiveSize = value }
        result.quarantineDays = table.integer("quarantine_days", 1...36_500)
        if let value = table.integer("trash_days", days) { result.trashDays = value }
        if let value = table.integer("warehouse_days", 1...36_500) { result.warehouseDays = value }
        if let value = table.bytes("warehouse_size") { result.warehouseSize = value }
        if let value = table.integer("staging_days", 1...36_500) { result.stagingDays = value }
        if let value = table.integer("run_log_days", days) { result.runLogDays = value }
        if let value = table.integer("ledger_detail_days", 1...36_500) { result.ledgerDetailDays = value }
        if table.flag("archive_forever") == true {
            if table.has("archive_days") {
                table.report("archive_forever", "both 'archive_days' and 'archive_forever' are given", "keep one")
            }
            result.archiveDays = nil
        }
        table.finish()
        return result
    }

    private func limits(_ table: TableReader) -> LimitPolicy {
        var result = LimitPolicy()
        if let value = table.integer("workers", 1...1024) { result.workers = value }
        if let value = table.integer("commands", 1...1024) { result.commands = value }
        if let value = table.bytes("memory_per_worker", atLeast: 256 << 20) { result.memoryPerWorker = value }
        result.workerMemory = table.bytes("worker_memory", atLeast: 256 << 20)
        if let all = result.workerMemory, all < result.memoryPerWorker {
            table.report(
                "worker_memory",
                "'worker_memory' (\(ByteCountText.format(all))) is less than one worker may use "
                    + "(\(ByteCountText.format(result.memoryPerWorker)))",
                "raise it, or lower memory_per_worker")
        }
        if let value = table.duration("cpu_time_per_worker", atLeast: .seconds(1)) { result.cpuTimePerWorker = value }
        if let value = table.bytes("disk_low_mark") { result.diskLowMark = value }
        if let value = table.bytes("disk_reserve") { result.diskReserve = value }
        if let value = table.bytes("run_log_size", atLeast: 4096) { result.runLogSize = value }
        if let value = table.duration("drain_timeout") { result.drainTimeout = value }
        if let value = table.duration("query_timeout", atLeast: .seconds(1)) { result.queryTimeout = value }
        table.finish()
        return result
    }

    private func control(_ table: TableReader) -> ControlSocket {
        var result = ControlSocket()
        if let value = table.absolutePath("socket") { result.path = value }
        result.operatorGroup = table.text("operator_group")
        result.readerGroup = table.text("reader_group")
        result.listen = listen(table)
        table.finish()
        return result
    }

    private func pages(_ table: TableReader) -> PagesListener {
        var result = PagesListener()
        if let value = table.flag("enabled") { result.isEnabled = value }
        if let value = table.text("host") { result.host = value }
        if let value = table.integer("port", 0...65_535) { result.port = value }
        let isRemoteAllowed = table.flag("allow_remote") ?? false
        result.needsToken = table.flag("require_token") ?? false
        if !isRemoteAllowed, !result.isLoopback {
            table.report(
                "host", "the pages would be served on '\(result.host)', which is not a loopback address",
                "they have no login: use 127.0.0.1 behind a proxy that authenticates, or set allow_remote = true")
        }
        table.finish()
        return result
    }

    private func reference(_ table: TableReader) -> ReferenceFiles {
        var result = ReferenceFiles()
        result.countryDatabase = existing("geo_country", table)
        result.asnDatabase = existing("geo_asn", table)
        result.suffixList = existing("suffix_list", table)
        if let value = table.texts("own_suffixes") { result.ownSuffixes = value }
        if let lists = table.table("resolver_lists") {
            for name in lists.keys {
                lists.checkResolverName(name)
                result.resolverLists[name] = existing(name, lists)
            }
        }
        table.finish()
        return result
    }

    private func servers() -> [ServerDefinition] {
        guard let table = reader.table("servers") else { return [] }
        return table.keys.compactMap { name in
            guard let server = table.table(name) else { return nil }
            return ServerReader(name: name, table: server, files: self).server()
        }
    }

    /// An absolute path of a file that must be there.
    func existing(_ key: String, _ table: TableReader) -> String? {
        guard let path = table.absolutePath(key) else { return nil }
        if !exists(path) { table.report(key, "'\(key)' names \(path), which does not exist") }
        return path
    }

    /// A secret whose file must be there.
    ///
    /// - Parameter silently: a text that is no reference is not reported.
    func existingSecret(_ key: String, _ table: TableReader, silently: Bool = false) -> SecretReference? {
        let text = silently ? table.text(key) : nil
        guard let secret = silently ? text.flatMap({ SecretReference($0) }) : table.secret(key) else { return nil }
        if let path = secret.path(credentialsDirectory: credentialsDirectory), !exists(path) {
            let advice =
                if case .credential(let name) = secret {
                    "add LoadCredential=\(name):… to the unit of the service"
                } else {
                    "create it, readable by the daemon's user only"
                }
            table.report(key, "'\(key)' names \(secret), which does not exist", advice)
        }
        return secret
    }
}

/// What jobs refer to by name: calendars and pools.
extension ConfigurationReader {
    func calendars(_ table: TableReader) -> [String: [ExcludedDay]] {
        defer { table.finish() }
        var result: [String: [ExcludedDay]] = [:]
        for name in table.keys {
            checkName(name, "a calendar", table)
            result[name] = table.days(name, mayRefer: false) ?? []
        }
        return result
    }

    func pools(_ table: TableReader) -> [String: Int] {
        defer { table.finish() }
        var result: [String: Int] = [:]
        for name in table.keys {
            checkName(name, "a pool", table)
            result[name] = table.integer(name, 1...1000) ?? 1
        }
        return result
    }

    private func checkName(_ name: String, _ what: String, _ table: TableReader) {
        if ExcludedDay.isName(name) { return }
        table.report(name, "'\(name)' can't be the name of \(what)", "use 1 to 64 letters, digits, '-' and '_'")
    }
}
