/// The schema, table by table. Times are microseconds since the epoch (`_us`), sizes bytes, paths relative to the data
/// root. `user_version` is the schema's version; migrations go forward only, after a backup.
enum LedgerSchema {
    static let version = 3

    private static let captureStates = CaptureState.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    /// Word by word as it has always been: `RunState` has what is used of it.
    private static let runStates = """
        'scheduled', 'available', 'running', 'completed', 'retryable', 'discarded', 'cancelled', 'interrupted', 'superseded'
        """

    /// The conditions of partial indexes. A query uses such an index only if it repeats the condition word by word.
    static let openRun = "state IN ('scheduled', 'available', 'running', 'retryable', 'interrupted')"
    static let failedRun = "state IN ('discarded', 'retryable', 'interrupted')"
    /// Of a row of `captures`: it is worth waiting for.
    static let mayBeHad =
        "NOT EXISTS (SELECT 1 FROM capture_troubles t WHERE t.capture = captures.id AND t.hopeless = 1)"
    static let unsettledIntent = "status IN ('open', 'conflict', 'lost')"

    /// Version 1.
    static let first = """
        -- Facts about this ledger: ledger_id, created_us.
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

        -- Every start of a daemon on this data root. The one without ended_us is running, or died.
        CREATE TABLE incarnations (
            id INTEGER PRIMARY KEY, boot_id TEXT NOT NULL, pid INTEGER NOT NULL, started_us INTEGER NOT NULL,
            program TEXT NOT NULL, ended_us INTEGER,
            end_kind TEXT CHECK (end_kind IN ('orderly', 'crashed'))) STRICT;

        -- What a source has shown: identity of a source file is (server, path, size, mtime).
        CREATE TABLE source_entities (
            id INTEGER PRIMARY KEY, server TEXT NOT NULL, path TEXT NOT NULL,
            size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0), modified_us INTEGER NOT NULL,
            first_seen_us INTEGER NOT NULL, last_seen_us INTEGER NOT NULL,
            capture INTEGER REFERENCES captures (id),
            UNIQUE (server, path, size_bytes, modified_us)) STRICT;

        -- A capture and the state it is in; directory and file_name say where its bytes lie. replaces:
        -- the capture that had the same path before; new_version: this one begins with all of its bytes.
        CREATE TABLE captures (
            id INTEGER PRIMARY KEY AUTOINCREMENT, server TEXT NOT NULL, name TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN (\(captureStates))),
            source_path TEXT, size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0), modified_us INTEGER NOT NULL,
            directory TEXT, file_name TEXT, sha256 TEXT, content_sha256 TEXT,
            generation INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
            orphaned INTEGER NOT NULL DEFAULT 0, run INTEGER REFERENCES runs (id),
            replaces INTEGER REFERENCES captures (id),
            new_version INTEGER NOT NULL DEFAULT 0 CHECK (new_version IN (0, 1)), duplicate_of INTEGER REFERENCES captures (id), reason TEXT,
            packets INTEGER, first_packet_us INTEGER, last_packet_us INTEGER,
            announced_us INTEGER NOT NULL, fetched_us INTEGER, incoming_us INTEGER, loaded_us INTEGER,
            archived_us INTEGER, changed_us INTEGER NOT NULL) STRICT;
        CREATE INDEX captures_by_state ON captures (state, server, modified_us, name);
        CREATE INDEX captures_backlog ON captures (server, state, changed_us);
        CREATE INDEX captures_by_source ON captures (source_path, server);
        CREATE INDEX captures_by_name ON captures (name);
        CREATE INDEX captures_by_file ON captures (file_name, directory) WHERE file_name IS NOT NULL;
        CREATE INDEX captures_by_content ON captures (server, content_sha256) WHERE content_sha256 IS NOT NULL;

        -- How many captures of a server are in a state, and their bytes: kept by triggers, so that a status does not read
        -- a million captures.
        CREATE TABLE capture_counts (
            server TEXT NOT NULL, state TEXT NOT NULL, captures INTEGER NOT NULL CHECK (captures >= 0),
            bytes INTEGER NOT NULL CHECK (bytes >= 0), PRIMARY KEY (server, state)) STRICT, WITHOUT ROWID;
        CREATE TRIGGER captures_count_new AFTER INSERT ON captures BEGIN
            INSERT INTO capture_counts VALUES (NEW.server, NEW.state, 1, NEW.size_bytes)
                ON CONFLICT DO UPDATE SET captures = captures + 1, bytes = bytes + excluded.bytes;
        END;
        CREATE TRIGGER captures_count_changed AFTER UPDATE OF server, state, size_bytes ON captures BEGIN
            UPDATE capture_counts SET captures = captures - 1, bytes = bytes - OLD.size_bytes
                WHERE server = OLD.server AND state = OLD.state;
            INSERT INTO capture_counts VALUES (NEW.server, NEW.state, 1, NEW.size_bytes)
                ON CONFLICT DO UPDATE SET captures = captures + 1, bytes = bytes + excluded.bytes;
        END;
        CREATE TRIGGER captures_count_gone AFTER DELETE ON captures BEGIN
            UPDATE capture_counts SET captures = captures - 1, bytes = bytes - OLD.size_bytes
                WHERE server = OLD.server AND state = OLD.state;
        END;

        -- Moves and removals that have been decided and may not have been applied yet.
        CREATE TABLE intents (
            id INTEGER PRIMARY KEY, capture INTEGER REFERENCES captures (id),
            kind TEXT NOT NULL CHECK (kind IN ('move', 'remove')),
            source TEXT NOT NULL, target TEXT, size_bytes INTEGER NOT NULL, sha256 TEXT,
            status TEXT NOT NULL CHECK (status IN ('open', 'done', 'conflict', 'lost')),
            created_us INTEGER NOT NULL, settled_us INTEGER, message TEXT,
            CHECK ((kind = 'move') = (target IS NOT NULL))) STRICT;
        CREATE INDEX intents_open ON intents (status, id) WHERE \(unsettledIntent);
        CREATE INDEX intents_open_source ON intents (source) WHERE \(unsettledIntent);
        CREATE INDEX intents_open_target ON intents (target) WHERE \(unsettledIntent);
        CREATE INDEX intents_by_capture ON intents (capture) WHERE capture IS NOT NULL;

        -- Jobs as the daemon last loaded them, and what operators have said about them.
        CREATE TABLE jobs (
            name TEXT PRIMARY KEY, kind TEXT NOT NULL, definition_sha256 TEXT NOT NULL,
            enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)), present INTEGER NOT NULL CHECK (present IN (0, 1)),
            paused_reason TEXT, paused_by TEXT, paused_until_us INTEGER, last_nominal_us INTEGER,
            next_due_us INTEGER, changed_us INTEGER NOT NULL) STRICT;

        -- A run is (job, subject, cause), once.
        CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, kind TEXT NOT NULL,
            subject TEXT NOT NULL, cause TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN (\(runStates))),
            priority INTEGER NOT NULL, nominal_us INTEGER NOT NULL, due_us INTEGER NOT NULL,
            available_us INTEGER NOT NULL, started_us INTEGER, finished_us INTEGER,
            attempt INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
            orphaned INTEGER NOT NULL DEFAULT 0, incarnation INTEGER REFERENCES incarnations (id),
            worker_pid INTEGER, worker_start TEXT, error TEXT, result TEXT, requested_by TEXT, reason TEXT,
            UNIQUE (job, subject, cause)) STRICT;
        CREATE INDEX runs_open ON runs (state, available_us) WHERE \(openRun);
        CREATE INDEX runs_failed ON runs (finished_us) WHERE \(failedRun);
        CREATE INDEX runs_by_job ON runs (job, id);
        CREATE INDEX runs_by_subject ON runs (subject, id);

        -- Each start of a run.
        CREATE TABLE attempts (
            run INTEGER NOT NULL REFERENCES runs (id), number INTEGER NOT NULL,
            incarnation INTEGER NOT NULL REFERENCES incarnations (id), started_us INTEGER NOT NULL, finished_us INTEGER,
            outcome TEXT CHECK (outcome IN ('completed', 'failed', 'interrupted', 'orphaned', 'cancelled', 'superseded')),
            exit_code INTEGER, message TEXT, PRIMARY KEY (run, number)) STRICT, WITHOUT ROWID;

        -- Parquet files. Live ones are the tables' content; retired ones wait until no lease needs them.
        CREATE TABLE data_files (
            id INTEGER PRIMARY KEY AUTOINCREMENT, table_name TEXT NOT NULL CHECK (table_name IN ('dns', 'icmp', 'flows')),
            day TEXT NOT NULL, area TEXT NOT NULL CHECK (area IN ('staging', 'warehouse')),
            generation INTEGER NOT NULL, path TEXT NOT NULL UNIQUE, rows INTEGER NOT NULL CHECK (rows >= 0),
            bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, run INTEGER REFERENCES runs (id),
            live INTEGER NOT NULL CHECK (live IN (0, 1)), created_us INTEGER NOT NULL, retired_us INTEGER,
            removed_us INTEGER) STRICT;
        CREATE INDEX data_files_live ON data_files (table_name, day) WHERE live = 1;
        CREATE INDEX data_files_retired ON data_files (retired_us) WHERE live = 0 AND removed_us IS NULL;

        -- Per (table, day): the compacted generation, and a revision that grows with every change of the live set.
        CREATE TABLE partitions (
            table_name TEXT NOT NULL, day TEXT NOT NULL, generation INTEGER NOT NULL DEFAULT 0,
            revision INTEGER NOT NULL DEFAULT 0, purged_us INTEGER, changed_us INTEGER NOT NULL,
            PRIMARY KEY (table_name, day)) STRICT, WITHOUT ROWID;

        -- Lineage: how many rows of a capture are in which file.
        CREATE TABLE capture_rows (
            file INTEGER NOT NULL REFERENCES data_files (id), capture INTEGER NOT NULL, rows INTEGER NOT NULL,
            PRIMARY KEY (file, capture)) STRICT, WITHOUT ROWID;
        CREATE INDEX capture_rows_by_capture ON capture_rows (capture);

        -- Generations and masks: rows of this capture in this file are not there for readers.
        CREATE TABLE masks (
            file INTEGER NOT NULL REFERENCES data_files (id), capture INTEGER NOT NULL, run INTEGER,
            created_us INTEGER NOT NULL, PRIMARY KEY (file, capture)) STRICT, WITHOUT ROWID;

        -- What a decoder carries from one capture of a chain to the next.
        CREATE TABLE states (
            id INTEGER PRIMARY KEY, server TEXT NOT NULL, capture INTEGER NOT NULL REFERENCES captures (id),
            path TEXT NOT NULL UNIQUE, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, run INTEGER,
            status TEXT NOT NULL CHECK (status IN ('open', 'consumed', 'flushed', 'removed')),
            consumed_by INTEGER, created_us INTEGER NOT NULL) STRICT;
        CREATE INDEX states_by_status ON states (status, server);
        CREATE INDEX states_by_capture ON states (capture);
        CREATE INDEX states_by_consumer ON states (consumed_by) WHERE consumed_by IS NOT NULL;

        -- Readers' snapshots: the files a lease names keep their paths until it ends.
        CREATE TABLE leases (
            id INTEGER PRIMARY KEY AUTOINCREMENT, holder TEXT NOT NULL, pid INTEGER NOT NULL,
            created_us INTEGER NOT NULL, expires_us INTEGER NOT NULL, released_us INTEGER) STRICT;
        CREATE INDEX leases_open ON leases (expires_us) WHERE released_us IS NULL;
        CREATE TABLE lease_files (
            lease INTEGER NOT NULL REFERENCES leases (id) ON DELETE CASCADE, file INTEGER NOT NULL REFERENCES data_files (id),
            PRIMARY KEY (lease, file)) STRICT, WITHOUT ROWID;
        CREATE INDEX lease_files_by_file ON lease_files (file);

        -- Every change, as the exact bytes that are hashed; hash = SHA-256(previous hash ‖ body).
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY, capture INTEGER, run INTEGER, body TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
        CREATE INDEX events_by_capture ON events (capture) WHERE capture IS NOT NULL;
        CREATE INDEX events_by_run ON events (run) WHERE run IS NOT NULL;

        -- Who asked for what. The request's id is made by the client: a repeated request returns the first answer.
        CREATE TABLE operator_actions (
            id INTEGER PRIMARY KEY, time_us INTEGER NOT NULL, request_id TEXT NOT NULL UNIQUE, who TEXT NOT NULL,
            uid INTEGER, pid INTEGER, action TEXT NOT NULL, subject TEXT NOT NULL, reason TEXT, result TEXT NOT NULL) STRICT;
        """
    /// Version 2: what became of packets, sums over the rows, and pruning.
    static let second = """
        -- What became of the packets of a capture when it was decoded: JSON, counts by name. Together they are `packets`.
        ALTER TABLE captures ADD COLUMN packet_fates TEXT;

        -- How many rows a table has and their sum (RowDigest); of the events the number of the last one, and no sum. The
        -- newest event with a digest has SHA-256 over all of this.
        CREATE TABLE row_sums (
            table_name TEXT PRIMARY KEY, rows INTEGER NOT NULL CHECK (rows >= 0), sum BLOB NOT NULL) STRICT;

        -- Where the chain begins, after its first events have been pruned; states: the sum over the states of then.
        CREATE TABLE anchors (
            id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL, events INTEGER NOT NULL,
            states BLOB NOT NULL, created_us INTEGER NOT NULL) STRICT;

        -- A run can be removed without a look at every capture and file.
        CREATE INDEX captures_by_run ON captures (run) WHERE run IS NOT NULL;
        CREATE INDEX data_files_by_run ON data_files (run) WHERE run IS NOT NULL;
        """

    /// What has failed for good and is not over yet; conditions of partial indexes, too.
    static let openFailure = "state = 'discarded' AND over_us IS NULL"
    static let openQuarantine = "state = 'quarantined' AND over_us IS NULL"

    /// Since when the failure of a run, or the quarantine of a capture, is over: a later run has completed, or an operator
    /// has acknowledged it (`over_by`).
    private static let failures = """
        ALTER TABLE runs ADD COLUMN over_us INTEGER;
        ALTER TABLE runs ADD COLUMN over_by TEXT;
        ALTER TABLE runs ADD COLUMN over_why TEXT;
        ALTER TABLE captures ADD COLUMN over_us INTEGER;
        ALTER TABLE captures ADD COLUMN over_by TEXT;
        ALTER TABLE captures ADD COLUMN over_why TEXT;
        UPDATE runs SET over_us = finished_us, over_why = 'a later run completed' WHERE state = 'discarded' AND (
            EXISTS (SELECT 1 FROM runs AS later WHERE later.subject = runs.subject AND later.job = runs.job
                AND later.id > runs.id AND later.state = 'completed')
            OR EXISTS (SELECT 1 FROM captures WHERE runs.subject LIKE 'capture:%'
                AND captures.id = CAST(substr(runs.subject, 9) AS INTEGER)
                AND captures.state IN ('loaded', 'archived', 'duplicate', 'expired', 'gone')));
        CREATE INDEX runs_failed_open ON runs (job, subject, id) WHERE \(openFailure);
        CREATE INDEX captures_quarantined_open ON captures (id, server) WHERE \(openQuarantine);
        """

    /// Version 3, a statement group for each thing that came with it.
    static let third: [String] = [failures, versions, troubles, batches]

    /// Versions of a file: which capture has the whole content of which.
    static let versions = """
        -- A capture whose bytes begin with all the bytes of another one of its server. What two rows say together has no
        -- row of its own: if a contains b and b contains c, there need be none for a and c.
        CREATE TABLE capture_contains (
            capture INTEGER NOT NULL REFERENCES captures (id), contained INTEGER NOT NULL REFERENCES captures (id),
            PRIMARY KEY (capture, contained), CHECK (capture <> contained)) STRICT, WITHOUT ROWID;
        CREATE INDEX capture_contains_by_contained ON capture_contains (contained);
        INSERT INTO capture_contains SELECT id, replaces FROM captures WHERE new_version = 1 AND replaces IS NOT NULL;
        ALTER TABLE captures DROP COLUMN new_version;

        -- Of the first 4096 bytes, if there are as many: captures that begin with each other have the same.
        ALTER TABLE captures ADD COLUMN head_sha256 TEXT;
        -- Whether its bytes have been compared with those of the captures that it may contain, or that may contain it.
        ALTER TABLE captures ADD COLUMN compared INTEGER NOT NULL DEFAULT 0 CHECK (compared IN (0, 1));
        CREATE INDEX captures_by_head ON captures (server, head_sha256) WHERE head_sha256 IS NOT NULL;
        CREATE INDEX captures_by_origin ON captures (server, coalesce(source_path, name)) WHERE sha256 IS NOT NULL;
        CREATE INDEX captures_by_original ON captures (duplicate_of) WHERE duplicate_of IS NOT NULL;
        CREATE INDEX captures_uncompared ON captures (id) WHERE compared = 0 AND sha256 IS NOT NULL;
        UPDATE captures SET compared = 1 WHERE sha256 IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM captures AS o WHERE o.server = captures.server AND o.id <> captures.id AND o.sha256 IS NOT NULL
            AND coalesce(o.source_path, o.name) = coalesce(captures.source_path, captures.name));
        """
    /// Captures that could not be had (fetched, adopted, removed at the source) although everything around them was well.
    /// Each is tried again after pauses of its own. Whatever becomes of the capture ends it.
    private static let troubles = """
        CREATE TABLE capture_troubles (
            capture INTEGER PRIMARY KEY REFERENCES captures (id) ON DELETE CASCADE,
            attempts INTEGER NOT NULL CHECK (attempts > 0), first_us INTEGER NOT NULL, last_us INTEGER NOT NULL,
            next_us INTEGER NOT NULL, hopeless INTEGER NOT NULL CHECK (hopeless IN (0, 1)),
            error TEXT NOT NULL) STRICT;
        CREATE TRIGGER capture_troubles_end AFTER UPDATE OF state ON captures WHEN OLD.state <> NEW.state BEGIN
            DELETE FROM capture_troubles WHERE capture = NEW.id;
        END;
        """

    private static let batches = """
        -- The run whose worker this one shared when it was started last: the first of them. NULL: its worker was its own.
        ALTER TABLE runs ADD COLUMN batch INTEGER;
        """
}
