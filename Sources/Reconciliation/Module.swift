// Reconciliation
//
// Disk, ledger and Parquet files beside each other. The ledger says what is true; this says where the disk is something
// else. Looking changes nothing: `doctor` shows what is found, the job `reconcile` records it every hour, and
// `doctor --repair` (in the orchestrator) mends it.
//
// Everything that can be found is a `FindingKind`, whose raw value is stable: scripts and alarms may rely on it. A finding
// says what it is about, and no more; what it means and what is done about it is said once, for each kind.
//
// A look takes a view of the ledger first and walks the disk after, while files move. Whoever looks, looks twice and
// believes what both looks say; files that a run has published and not yet committed are known by the number of the run
// in their names.
//
// `Check/` is the other half of the question: what is wrong now, as `status --check` and `/health` say it. Its conditions
// are one list, for the daemon and for who reads the ledger's file without one.
