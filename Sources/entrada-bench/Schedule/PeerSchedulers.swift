import Foundation
import RealServers

/// What a task that does nothing costs in Luigi and in Prefect, on this machine and now; each in an environment of its
/// own, from the package index that pip knows. One that cannot be had is left out, and that is said.
struct PeerSchedulers {
    let tasks: Int
    let scratch: String?

    /// Each task leaves a file behind, since that is how Luigi knows what is done.
    private static let luigi = """
        from pathlib import Path
        from sys import argv, exit
        from tempfile import TemporaryDirectory
        from time import monotonic
        from luigi import IntParameter, LocalTarget, Parameter, Task, build

        class Nothing(Task):
            number = IntParameter()
            folder = Parameter()

            def output(self):
                return LocalTarget(str(Path(self.folder, str(self.number))))

            def run(self):
                with self.output().open("w"):
                    pass

        with TemporaryDirectory() as folder:
            begin = monotonic()
            wanted = [Nothing(number=number, folder=folder) for number in range(int(argv[1]))]
            fine = build(wanted, local_scheduler=True, workers=1, log_level="ERROR")
            print("seconds", monotonic() - begin)
        exit(not fine)
        """

    /// The clock starts in the flow: what it takes to start a server is not counted.
    private static let prefect = """
        from sys import argv
        from time import monotonic
        from prefect import flow, task

        @task
        def nothing(number):
            return number

        @flow
        def everything(count):
            begin = monotonic()
            for number in range(count):
                nothing(number)
            return monotonic() - begin

        print("seconds", everything(int(argv[1])))
        """

    func run() throws {
        try measure("Luigi (local scheduler)", ["luigi"], Self.luigi)
        // Later versions of either do not start with what the index has beside them.
        try measure("Prefect 3 (ephemeral server)", ["prefect==3.4.10", "fastapi==0.115.12"], Self.prefect)
    }

    private func measure(_ name: String, _ packages: [String], _ script: String) throws {
        let folder = (scratch ?? FileManager.default.temporaryDirectory.path) + "/entrada-peer-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let python = folder + "/bin/python"
        do {
            try Program.run("/usr/bin/python3", ["-m", "venv", folder])
            try Program.run(python, ["-m", "pip", "install", "--quiet"] + packages)
        } catch {
            FileHandle.standardError.write(Data("\(name) cannot be installed: \(error)\n".utf8))
            return
        }
        try Data(script.utf8).write(to: URL(fileURLWithPath: folder + "/tasks.py"))
        let output = try Program.run(
            "/usr/bin/env", ["HOME=" + folder, "PREFECT_HOME=" + folder, python, folder + "/tasks.py", String(tasks)])
        guard let line = output.split(separator: "\n").last(where: { $0.hasPrefix("seconds ") }),
            let seconds = Double(line.dropFirst(8))
        else { throw BenchRoot.NotReady(output: output) }
        try Figure("\(name): \(tasks) tasks that do nothing", [Double(tasks) / seconds], "1/s").report()
        try Figure("the same, time for each", [seconds / Double(tasks) * 1e3], "ms").report()
    }
}
