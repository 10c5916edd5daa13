/// By what a job is split: one run for each, so that failures stay apart.
public enum ForEach: String, Hashable, Sendable, CaseIterable {
    case server, partition, file, none
}
