// Model
//
// Values that several modules speak of, and the one text that each of them has: what a run works on (`RunSubject`), why
// there is a run (`RunCause`), a day (`Day`). The ledger, the command line, job files and logs all have these texts, so
// that they are written and read in one place. Whoever has a value asks the value; nobody cuts a text apart elsewhere.
//
// No module of ours is imported here, and nothing here reads or writes anything.

/// The release that all programs of this package belong to.
public enum EntradaVersion {
    /// As `--version` prints it.
    public static let text = "0.1.0"
}
