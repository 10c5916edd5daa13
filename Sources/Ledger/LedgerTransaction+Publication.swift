import GRDB

/// Publication: files that have their final names become live, or stop being so.
extension LedgerTransaction {
    /// Makes the rows of a decoded capture live, replaces what it had before, and finishes the run: one step.
    public func commitDecode(_ commit: DecodeCommit) throws -> DecodeVerdict {
        let capture = try view.requireCapture(commit.capture)
        guard capture.state == .processing, capture.run == commit.end.run else {
            throw LedgerError.conflict("capture \(commit.capture) is not processed by run \(commit.end.run) any more")
        }
        try finish(commit.end)
        try db.executeCached(
            sql: """
                UPDATE captures SET content_sha256 = ?, packets = ?, packet_fates = ?, first_packet_us = ?,
                    last_packet_us = ? WHERE id = ?
                """,
            arguments: [
                commit.contentSha256, commit.packets, try commit.packetFates.map { try PacketFates.encode($0) },
                commit.firstPacketUs, commit.lastPacketUs, commit.capture,
            ])
        if commit.packets > 0 { try noteSameContent(of: capture, content: commit.contentSha256, run: commit.end.run) }
        if commit.packets > 0 { try settleVersions(in: capture) }
        let covered = try view.covered(by: capture, content: commit.contentSha256)
        if commit.packets > 0, let original = try view.original(of: capture, content: commit.contentSha256) {
            try transition(
                capture: capture.id, from: .processing, to: .duplicate, run: commit.end.run,
                why: original.isTwin
                    ? "same content as capture \(original.id)" : "all of its content is in capture \(original.id)")
            // Decoded again, it may have rows of its own from before; the original's are enough.
            for inner in covered.union([capture.id]) where inner != original.id {
                try supersede(inner, by: original.id, run: commit.end.run)
            }
            return .duplicate(of: original.id)
        }
        let family = LedgerView.list(try view.family(of: capture.id))
        try retireRows(of: capture.id, run: commit.end.run)
        for inner in covered { try supersede(inner, by: capture.id, run: commit.end.run) }
        for file in commit.files { _ = try publish(file, area: "staging", generation: 0, run: commit.end.run) }
        for state in commit.consumed {
            try changeOne(
                """
                UPDATE states SET status = 'consumed', consumed_by = ?1 WHERE id = ?2 AND (status = 'open'
                    OR (status = 'consumed' AND consumed_by IN (SELECT value FROM json_each(?3))))
                """, [commit.capture, state, family],
                else: "state \(state) has been continued or flushed by another run")
        }
        // What this capture left open before, or one that it contains, is superseded by what it leaves now.
        try db.executeCached(
            sql: """
                UPDATE states SET status = 'consumed', consumed_by = ?1
                WHERE capture IN (SELECT value FROM json_each(?2)) AND (+status = 'open'
                    OR (+status = 'consumed' AND +consumed_by IN (SELECT value FROM json_each(?2))))
                """, arguments: [commit.capture, family])
        if let state = commit.state { try insert(state: state, capture: capture, run: commit.end.run) }
        try transition(capture: capture.id, from: .processing, to: .loaded, run: commit.end.run)
        try db.executeCached(
            sql: "UPDATE captures SET loaded_us = ?, duplicate_of = NULL WHERE id = ?", arguments: [now, capture.id])
        return .loaded
    }

    /// Rows of a state that no capture will continue become rows of the capture that wrote it.
    public func commitFlush(state id: Int64, end: RunEnd, files: [PublishedFile]) throws {
        try changeOne(
            "UPDATE states SET status = 'flushed' WHERE id = ? AND status = 'open'", [id],
            else: "state \(id) is not open any more")
        try finish(end)
        for file in files { _ = try publish(file, area: "staging", generation: 0, run: end.run) }
    }

    /// Swaps live files of a day for what a rewrite has made of them, if the inputs are still what they were.
    public func commitRewrite(_ rewrite: RewriteCommit) throws {
        let partition = try view.partition(table: rewrite.table, day: rewrite.day)
        guard try holds(rewrite.fence, of: rewrite, revision: partition.revision) else {
            throw LedgerError.conflict("\(rewrite.table)/\(rewrite.day) has changed since the rewrite began")
        }
        try finish(rewrite.end)
        for input in rewrite.inputs { try retire(file: input) }
        let area = rewrite.isMerge ? "staging" : "warehouse"
        for file in rewrite.files {
            _ = try publish(file, area: area, generation: rewrite.generation, run: rewrite.end.run)
        }
        if rewrite.isMerge {
            // The rows are the same: a day that was quiet stays so, and its compaction is not put off.
            return try db.executeCached(
                sql: "UPDATE partitions SET changed_us = ? WHERE table_name = ? AND day = ?",
                arguments: [partition.changedUs, rewrite.table, rewrite.day])
        }
        try db.executeCached(
            sql:
                "UPDATE partitions SET generation = ?, purged_us = coalesce(?, purged_us) WHERE table_name = ? AND day = ?",
            arguments: [rewrite.generation, rewrite.purged ? now : nil, rewrite.table, rewrite.day])
        try append(
            kind: "partition", run: rewrite.end.run, subject: "\(rewrite.table)/\(rewrite.day)",
            from: "gen \(partition.generation)", to: "gen \(rewrite.generation)")
    }

    private func holds(_ fence: RewriteCommit.Fence, of rewrite: RewriteCommit, revision: Int64) throws -> Bool {
        switch fence {
        case .revision(let expected): return revision == expected
        case .inputs(let masked):
            return try rewrite.inputs.allSatisfy { id in
                try view.requireDataFile(id).live && view.masks(file: id) == (masked[id] ?? []).sorted()
            }
        }
    }

    /// Inserts a live file with its lineage.
    func publish(_ file: PublishedFile, area: String, generation: Int64, run: Int64) throws -> Int64 {
        try db.executeCached(
            sql: """
                INSERT INTO data_files (table_name, day, area, generation, path, rows, bytes, sha256, run, live, created_us)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
                """,
            arguments: [
                file.table, file.day, area, generation, file.path, file.rows, file.bytes, file.sha256, run, now,
            ])
        let id = db.lastInsertedRowID
        for (capture, rows) in file.rowsByCapture.sorted(by: { $0.key < $1.key }) {
            try db.executeCached(
                sql: "INSERT INTO capture_rows (file, capture, rows) VALUES (?, ?, ?)", arguments: [id, capture, rows])
        }
        try touch(table: file.table, day: file.day)
        try append(
            kind: "file", run: run, subject: file.path, to: "live", why: "\(file.rows) rows, sha256 \(file.sha256)")
        return id
    }

    /// A live file is live no more; its bytes stay until no lease needs them.
    public func retire(file id: Int64) throws {
        let file = try view.requireDataFile(id)
        try changeOne(
            "UPDATE data_files SET live = 0, retired_us = ? WHERE id = ? AND live = 1", [now, id],
            else: "file \(id) is not live")
        try db.executeCached(sql: "DELETE FROM masks WHERE file = ?", arguments: [id])
        try touch(table: file.tableName, day: file.day)
        try append(kind: "file", subject: file.path, from: "live", to: "retired")
    }

    /// Takes the live rows of a capture away: its own files are retired, in shared ones it is masked.
    func retireRows(of capture: Int64, run: Int64?) throws {
        for file in try view.liveFiles(ofCapture: capture) {
            let others = try Int64.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM capture_rows r WHERE r.file = ? AND r.capture <> ?
                    AND NOT EXISTS (SELECT 1 FROM masks m WHERE m.file = r.file AND m.capture = r.capture)
                    """, arguments: [file.id, capture])
            if others == 0 {
                try retire(file: file.id)
                continue
            }
            try db.executeCached(
                sql: "INSERT OR IGNORE INTO masks (file, capture, run, created_us) VALUES (?, ?, ?, ?)",
                arguments: [file.id, capture, run, now])
            try touch(table: file.tableName, day: file.day)
            try append(kind: "mask", capture: capture, run: run, subject: file.path)
        }
    }

    /// Confirms that a retired file's bytes are gone.
    public func removed(file id: Int64) throws {
        try db.executeCached(
            sql: "UPDATE data_files SET removed_us = ? WHERE id = ? AND live = 0", arguments: [now, id])
    }

    public func removed(state id: Int64) throws {
        try db.executeCached(sql: "UPDATE states SET status = 'removed' WHERE id = ?", arguments: [id])
    }

    private func insert(state: DecodeCommit.State, capture: CaptureRecord, run: Int64) throws {
        try db.executeCached(
            sql: """
                INSERT INTO states (server, capture, path, bytes, sha256, run, status, created_us) VALUES (?, ?, ?, ?, ?, ?, 'open', ?)
                """, arguments: [capture.server, capture.id, state.path, state.bytes, state.sha256, run, now])
    }

    func touch(table: String, day: String) throws {
        try db.executeCached(
            sql: """
                INSERT INTO partitions (table_name, day, revision, changed_us) VALUES (?, ?, 1, ?)
                ON CONFLICT (table_name, day) DO UPDATE SET revision = revision + 1, changed_us = excluded.changed_us
                """, arguments: [table, day, now])
    }
}
