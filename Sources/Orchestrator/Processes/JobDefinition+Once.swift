import Jobs

extension JobDefinition {
    /// A run of it that was cut off is not run again.
    var runsOnce: Bool {
        if case .command(let parameters) = parameters { parameters.onInterrupt == .fail } else { false }
    }

    /// What is said of such a run.
    static let onceText =
        "; it may have done its work, and is not run again because on_interrupt is \"fail\": check, then entradactl retry"
}
