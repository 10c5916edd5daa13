import Foundation
import RealServers
import Testing

@Suite("test traffic")
struct SimulateTests {
    @Test("the directory is made if it is not there, and a file in its way is said")
    func directory() throws {
        let folder = try TestFolder()
        let worker = Program.built("entrada-worker")
        try Program.run(worker, ["simulate", "dns", "--out", folder["a/b/c"], "--packets", "100", "--files", "2"])
        #expect(try folder.names(in: "a/b/c").count == 2)
        try folder.write("x", to: "file")
        let outcome = try Program.outcome(worker, ["simulate", "dns", "--out", folder["file/c"], "--packets", "100"])
        #expect(outcome.code == 64 && outcome.output.contains("can't be made"), "\(outcome)")
    }
}
