/// What becomes of a run of a command that was cut off: the daemon stopped or died while it ran, or its time was over.
///
/// Nobody knows how far it has come. `retry` runs it again, so that it is run at least once; `fail` does not, so that it
/// is run at most once, as for what sends mails or money.
public enum OnInterrupt: String, Hashable, Sendable, CaseIterable {
    case retry, fail
}
