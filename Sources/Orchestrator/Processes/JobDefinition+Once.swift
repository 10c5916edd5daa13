import Jobs

extension JobDefinition {
    /// A run of it that was cut off is not run again.
    var runsOnce: Bool { parameters.value.runsOnce }

    /// What is said of such a run.
    static let onceText =
        "; it may have done its work, and is not run again because on_interrupt is \"fail\": check, then entradactl retry"
}
