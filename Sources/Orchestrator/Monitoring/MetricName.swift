import Measures

/// Every metric that the daemon gives, with its meaning. Rules and dashboards in `deploy/monitoring` use these names; a
/// test compares them.
public enum MetricName: String, CaseIterable, Sendable {
    case info = "entrada_info"
    case startTime = "entrada_start_time_seconds"
    case draining = "entrada_draining"
    case passes = "entrada_scheduler_turns_total"
    case lastPass = "entrada_scheduler_last_turn_age_seconds"

    case captures = "entrada_captures"
    case captureBytes = "entrada_capture_bytes"
    case oldestCapture = "entrada_capture_oldest_age_seconds"
    case newestCapture = "entrada_capture_newest_timestamp_seconds"
    case troubledMoves = "entrada_troubled_moves"

    case openFailures = "entrada_failures_open"
    case openRuns = "entrada_runs_open"
    case oldestRun = "entrada_run_oldest_due_age_seconds"
    case runsRunning = "entrada_runs_running"
    case workersRunning = "entrada_workers_running"
    case workersLimit = "entrada_workers_limit"
    case runSeconds = "entrada_run_duration_seconds"
    case startDelay = "entrada_run_start_delay_seconds"
    case attemptsEnded = "entrada_run_attempts_total"
    case runFailures = "entrada_run_failures_total"
    case runRetries = "entrada_run_retries_total"

    case jobPaused = "entrada_job_paused"
    case jobNextFire = "entrada_job_next_fire_timestamp_seconds"
    case jobLastSuccess = "entrada_job_last_success_timestamp_seconds"

    case fetchedFiles = "entrada_fetched_files_total"
    case fetchedBytes = "entrada_fetched_bytes_total"
    case fetchSeconds = "entrada_fetch_seconds_total"
    case decodedCaptures = "entrada_decoded_captures_total"
    case decodedBytes = "entrada_decoded_bytes_total"
    case packets = "entrada_packets_total"
    case messages = "entrada_messages_total"
    case rows = "entrada_rows_total"
    case rejects = "entrada_rejects_total"

    case tableRows = "entrada_table_rows"
    case tableBytes = "entrada_table_bytes"
    case tableFiles = "entrada_table_files"

    case commitSeconds = "entrada_ledger_commit_seconds"
    case ledgerUnits = "entrada_ledger_units_total"
    case ledgerFailures = "entrada_ledger_commit_failures_total"
    case ledgerBytes = "entrada_ledger_bytes"

    case diskFree = "entrada_disk_free_bytes"
    case diskTotal = "entrada_disk_total_bytes"
    case diskLowMark = "entrada_disk_low_mark_bytes"
    case storageTrouble = "entrada_storage_trouble"
    case clockDoubt = "entrada_clock_in_doubt"

    case alertActive = "entrada_alert_active"
    case alertMessages = "entrada_alert_messages_total"
}

extension MetricName {
    /// An empty family of this name.
    var family: MetricFamily { MetricFamily(rawValue, kind: kind, help: help) }

    private var kind: MetricFamily.Kind {
        switch self {
        case .runSeconds, .startDelay, .commitSeconds: .histogram
        default: rawValue.hasSuffix("_total") ? .counter : .gauge
        }
    }

    private var help: String {
        switch self {
        case .info: "Always 1; the label says the version."
        case .startTime: "When the daemon started, seconds since the epoch."
        case .draining: "1 while the daemon is stopping and finishes running runs."
        case .passes: "Passes of the scheduler since the start; at least one every few seconds."
        case .lastPass: "Seconds since the last pass of the scheduler."
        case .captures: "Captures by server and state."
        case .captureBytes: "Bytes of the captures by server and state."
        case .oldestCapture: "Age in seconds of the oldest capture in the state, for states in which captures wait."
        case .newestCapture: "When the newest capture of a server was written there, seconds since the epoch."
        case .troubledMoves: "File moves that need attention: entradactl doctor."
        case .openFailures:
            "Open failures by job: failed permanently, not acknowledged, and no later run of the same subject has completed."
        case .openRuns: "Runs that are not final, by job and state."
        case .oldestRun: "Seconds since the oldest run that is not final was due."
        case .runsRunning: "Runs in progress."
        case .workersRunning: "Runs in progress that use a worker process."
        case .workersLimit: "Worker processes that may run at the same time."
        case .runSeconds: "Duration of attempts of runs in seconds."
        case .startDelay: "Seconds from when a run was due to its first start."
        case .attemptsEnded: "Ended attempts, by resulting state."
        case .runFailures: "Attempts that failed."
        case .runRetries: "Attempts of runs that had failed or been interrupted before."
        case .jobPaused: "1 while the job is paused."
        case .jobNextFire: "Next scheduled time of the job, seconds since the epoch."
        case .jobLastSuccess: "When a run of the job completed last, seconds since the epoch."
        case .fetchedFiles: "Files fetched from name servers."
        case .fetchedBytes: "Bytes fetched from name servers."
        case .fetchSeconds: "Seconds that downloads from name servers took; bytes by seconds is the throughput."
        case .decodedCaptures: "Captures whose rows became live."
        case .decodedBytes: "Bytes of these captures, as stored on disk."
        case .packets: "Packets of these captures."
        case .messages: "DNS messages in these captures."
        case .rows: "Rows written, by table."
        case .rejects: "Errors in packets of decoded captures, by reason."
        case .tableRows: "Live rows by table and area."
        case .tableBytes: "Bytes of live Parquet files by table and area."
        case .tableFiles: "Live Parquet files by table and area."
        case .commitSeconds: "Seconds of each transaction of the ledger that changed something."
        case .ledgerUnits: "Changes that transactions of the ledger have made durable."
        case .ledgerFailures: "Transactions of the ledger that failed."
        case .ledgerBytes: "Bytes of the ledger's file."
        case .diskFree: "Bytes free on the filesystem of the data root."
        case .diskTotal: "Bytes of the filesystem of the data root."
        case .diskLowMark: "With fewer free bytes than this, only jobs that free space are started."
        case .storageTrouble: "1 while the data root cannot be written."
        case .clockDoubt: "1 while the clock is in doubt and nothing is deleted."
        case .alertActive: "1 for each active alert and subject."
        case .alertMessages: "Alert messages: delivered, and failed attempts."
        }
    }
}
