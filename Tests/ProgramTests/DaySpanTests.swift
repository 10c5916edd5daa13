import RealServers
import Testing

@Suite("Captures whose times are all over the calendar")
struct DaySpanTests {
    @Test("they are refused with what to do, and read when the job allows more days")
    func span() throws {
        let worker = Program.built("entrada-worker")
        let folder = try TestFolder()
        try Program.run(
            worker, ["simulate", "dns", "--out", folder.path, "--packets", "4000", "--duration", "864000"])
        let capture = folder[try #require(try folder.names(in: "").first { $0.hasSuffix(".pcap") })]
        let refused = try Program.outcome(worker, ["decode", "--server", "x", "--out", folder["a"], capture])
        #expect(refused.code == 65)
        #expect(refused.output.contains("outside 3 days") && refused.output.contains("max_days"), "\(refused.output)")
        let taken = try Program.outcome(
            worker, ["decode", "--server", "x", "--out", folder["b"], "--max-days", "12", capture])
        #expect(taken.code == 0, "\(taken.output)")
    }
}
