import Ledger

extension RunContext {
    /// I13: nothing is deleted while the clock is in doubt. Errors: `RunFailure`, which counts no attempt.
    func refuseDoubtfulClock() async throws {
        guard let why = try await dependencies.ledger.read({ try $0.clockDoubt() }) else { return }
        throw RunFailure(
            "the clock is in doubt (\(why)), so nothing is deleted. Check the clock (timedatectl), then: "
                + "entradactl clock confirm --reason …", isMisconfigured: true)
    }
}
