// FileFlow
//
// Where bytes meet the ledger. Two protocols, and nothing else:
//
// *Moves* (captures). Decide: a transaction records the outcome and the intent. Apply: RENAME_NOREPLACE, fsync of both
// directories; may be done twice. Confirm: the intent is done. `MoveDecision` is the recovery table as a total function;
// it serves the start of the daemon and an apply that failed while running alike.
//
// *Publication* (Parquet, states, downloads). Write in the attempt's own directory, fsync, rename to a unique final name
// that is never used again, fsync the directories, then one transaction makes it live. A published file that no
// committed run names is removed at recovery, never adopted.
//
// Durable means both: the data, by fsync of the file, and the name, by fsync of its directory and of each directory above
// that is new. The ledger hears of nothing that a power cut can take back. Of a filesystem one thing is expected that POSIX
// does not say: a rename never loses both names.
//
// Everything here blocks and runs on threads of its own; durable operations go through `DurableFileSystem`, so that a
// test can give one that forgets what was not synced.
