/// Jobs that go on by themselves all the time, and never give up: nobody has to order anything.
enum BusyJobs {
    private static let patience = #"retry = { attempts = 100, first = "1s", factor = 1.0, max = "1s", jitter = 0.0 }"#

    /// For `Installation`: the file's text, whatever was in it.
    static func text(_ name: String, _ shipped: String) -> String { texts[name] ?? shipped }

    /// A capture waits for the one before it however long that takes, so that the chain is never cut.
    static func decode(flushAfter: String, attempts: Int = 100, filesPerWorker: Int = 100) -> String {
        """
        name = "decode"
        kind = "decode"
        every = "1s"
        after = ["stage"]
        for_each = "server"
        concurrency = 2
        \(patience.replacing("100", with: String(attempts)))
        [parameters]
        max_files_per_run = \(filesPerWorker)
        order_wait = "10h"
        flush_after = "\(flushAfter)"
        """
    }

    private static func plain(_ kind: String, every: String, _ more: String = "", parameters: String = "") -> String {
        "name = \"\(kind)\"\nkind = \"\(kind)\"\nevery = \"\(every)\"\n\(patience)\n\(more)\n[parameters]\n\(parameters)\n"
    }

    private static let texts = [
        "10-fetch.toml": plain(
            "fetch", every: "1s", "for_each = \"server\"\nconcurrency = 2",
            parameters: "min_age = \"0s\"\nquiet = \"0s\""),
        "20-stage.toml": plain("stage", every: "1s", "after = [\"fetch\"]", parameters: "quiet = \"0s\""),
        "30-decode.toml": decode(flushAfter: "10h"),
        "40-compact.toml": plain(
            "compact", every: "1s", "for_each = \"partition\"", parameters: "closed_after = \"0s\""),
        "50-expire.toml": plain("expire", every: "2s"),
        "80-backup.toml": plain("backup", every: "3s", parameters: "keep = 2"),
        "90-verify.toml": plain("verify", every: "5s"),
    ]
}
