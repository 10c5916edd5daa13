/// A step of an operation that can fail, or be the last one before the power goes.
public enum DiskStep: String, Sendable, CaseIterable {
    // Before it is done
    case write, syncFile, rename, syncDirectory, makeDirectory, remove, list, space
    // After it
    case written, renamed, removed
}
