import Foundation
import RealServers
import Testing

/// What a worker may use, as the daemon tells it by environment.
@Suite("Limits of a worker")
struct WorkerLimitTests {
    @Test("beyond its processor time a worker is ended")
    func processorTime() throws {
        let folder = try TestFolder()
        let outcome = try Program.outcome(
            "/usr/bin/env",
            [
                "ENTRADA_CPU_SECONDS=1", "SWIFT_BACKTRACE=enable=no", Program.built("entrada-worker"), "simulate",
                "dns",
                "--out", folder.path, "--packets", "50000000",
            ])
        #expect(outcome.code == 128 + SIGXCPU || outcome.code == 128 + SIGKILL, "\(outcome)")
    }

    @Test("beyond its memory a worker fails, and says nothing that could be taken for a result")
    func memory() throws {
        let folder = try TestFolder()
        let traffic = try Traffic.shared.get()
        let arguments = ["decode", "--server", "x", "--out", folder["out"]] + traffic.captures
        let worker = Program.built("entrada-worker")
        let narrow = try Program.outcome(
            "/usr/bin/env", ["ENTRADA_MEMORY_BYTES=8000000", "SWIFT_BACKTRACE=enable=no", worker] + arguments)
        #expect(narrow.code != 0)
        #expect(!narrow.output.contains("\"files\":[{"), "\(narrow.output)")
        try? folder.remove("out")
        let wide = try Program.outcome("/usr/bin/env", ["ENTRADA_MEMORY_BYTES=1073741824", worker] + arguments)
        #expect(wide.code == 0, "\(wide.output)")
    }
}
