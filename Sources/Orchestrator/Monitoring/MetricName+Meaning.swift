import Measures

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
        case .draining: "1 while the daemon was told to stop and finishes what runs."
        case .turns: "Turns of the scheduler since the start; one every few seconds at least."
        case .lastTurn: "Seconds since the scheduler turned last."
        case .captures: "Captures by server and state."
        case .captureBytes: "Bytes of the captures by server and state."
        case .oldestCapture: "Seconds since the oldest capture came into the state, where captures wait for something."
        case .newestCapture: "When the newest capture of a server was written there, seconds since the epoch."
        case .troubledMoves: "Moves of files that need a person: entradactl doctor."
        case .openFailures:
            "What has failed permanently, by job: no later run of the same subject has completed, and nobody has acknowledged it."
        case .openRuns: "Runs that are not final, by job and state."
        case .oldestRun: "Seconds since the oldest run that is not final was due."
        case .runsRunning: "Runs that go on now."
        case .workersRunning: "Runs that go on now and use a worker process."
        case .workersLimit: "Worker processes that may run at the same time."
        case .runSeconds: "Seconds that attempts of runs took."
        case .startDelay: "Seconds from when a run was due to its first start."
        case .attemptsEnded: "Attempts that ended, by the state that they led to."
        case .runFailures: "Attempts that failed."
        case .runRetries: "Attempts of runs that have failed or were cut off before."
        case .jobPaused: "1 while an operator holds the job back."
        case .jobNextFire: "When time fires the job next, seconds since the epoch."
        case .jobLastSuccess: "When a run of the job completed last, seconds since the epoch."
        case .fetchedFiles: "Files brought from name servers."
        case .fetchedBytes: "Bytes brought from name servers."
        case .fetchSeconds: "Seconds that downloads from name servers took; bytes by seconds is the throughput."
        case .decodedCaptures: "Captures whose rows became live."
        case .decodedBytes: "Bytes of these captures, as they lie on the disk."
        case .packets: "Packets of these captures."
        case .messages: "DNS messages in these captures."
        case .rows: "Rows written, by table."
        case .rejects: "What was wrong with packets of decoded captures, by reason."
        case .tableRows: "Live rows by table and area."
        case .tableBytes: "Bytes of live Parquet files by table and area."
        case .tableFiles: "Live Parquet files by table and area."
        case .commitSeconds: "Seconds of each transaction of the ledger that changed something."
        case .ledgerUnits: "Changes that transactions of the ledger have made durable."
        case .ledgerFailures: "Transactions of the ledger that failed."
        case .ledgerBytes: "Bytes of the ledger's file."
        case .diskFree: "Bytes free on the filesystem of the data root."
        case .diskTotal: "Bytes of the filesystem of the data root."
        case .diskLowMark: "Below so many free bytes only what frees space is started."
        case .storageTrouble: "1 while the data root cannot be written."
        case .clockDoubt: "1 while the clock is in doubt and nothing is deleted."
        case .alertActive: "1 for each alert and subject that is raised."
        case .alertMessages: "Messages of alerts: delivered, and tries that failed."
        }
    }
}
