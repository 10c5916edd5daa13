/// The jobs of an ordinary site: looked at twice a minute, and a night in which days are closed.
enum SiteJobs {
    private static let patience = #"retry = { attempts = 100, first = "5s", factor = 2.0, max = "1m", jitter = 0.2 }"#

    static func text(_ name: String, _ shipped: String) -> String { texts[name] ?? shipped }

    /// A capture waits for the one before it however long that takes, so that the chain is never cut.
    static func decode(flushAfter: String) -> String {
        job(
            "decode", "every = \"30s\"\nafter = [\"stage\"]\nfor_each = \"server\"\nconcurrency = 2",
            "order_wait = \"10h\"\nflush_after = \"\(flushAfter)\"")
    }

    private static func job(_ kind: String, _ keys: String, _ parameters: String = "") -> String {
        "name = \"\(kind)\"\nkind = \"\(kind)\"\n\(keys)\n\(patience)\n[parameters]\n\(parameters)\n"
    }

    private static func night(_ kind: String, _ minute: Int, _ keys: String = "", _ parameters: String = "") -> String {
        job(kind, "schedule = \"\(minute) 0 * * *\"\ntimezone = \"UTC\"\n\(keys)", parameters)
    }

    private static let texts = [
        "10-fetch.toml": job(
            "fetch", "every = \"30s\"\nfor_each = \"server\"\nconcurrency = 4",
            "min_age = \"10s\"\nquiet = \"20s\""),
        "20-stage.toml": job("stage", "every = \"30s\"\nafter = [\"fetch\"]", "quiet = \"0s\""),
        "30-decode.toml": decode(flushAfter: "10h"),
        "40-compact.toml": night("compact", 20, "for_each = \"partition\"", "closed_after = \"10m\""),
        // Each hour, so that what becomes due is a small part of the archive, or what came since the last run.
        "50-expire.toml": job("expire", "schedule = \"30 * * * *\"\ntimezone = \"UTC\""),
        "80-backup.toml": night("backup", 35, "", "keep = 2"),
        "90-verify.toml": night("verify", 40),
        "95-reconcile.toml": night("reconcile", 45),
    ]
}
