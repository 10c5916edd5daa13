import Testing

@testable import Orchestrator

@Suite("signals have names")
struct SignalNameTests {
    @Test(
        "as signal(7) has them",
        arguments: [(Int32(9), "SIGKILL"), (11, "SIGSEGV"), (6, "SIGABRT"), (24, "SIGXCPU"), (40, "signal 40")])
    func names(signal: Int32, name: String) throws {
        #expect(SignalName.of(signal).hasPrefix(name))
        let failure = try #require(RunFailure.of(.signalled(signal), reason: nil, logPath: "/log"))
        #expect(failure.message.contains(name) && failure.exitCode == 128 + signal)
    }
}
