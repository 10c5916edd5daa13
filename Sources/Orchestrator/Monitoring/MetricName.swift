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
