import Control
import Testing

/// Instants, spans and amounts.
struct TextTests {
    @Test(arguments: [
        (0, "1970-01-01 00:00:00Z"), (1_772_000_000_000_000, "2026-02-25 06:13:20Z"), (-1, "1969-12-31 23:59:59Z"),
    ])
    func instants(us: Int64, text: String) { #expect(TimeText.absolute(us: us) == text) }

    @Test(arguments: [
        (0, "0ms"), (250_000, "250ms"), (4_260_000, "4.2s"), (59_000_000, "59s"), (60_000_000, "1m"),
        (3_723_000_000, "1h 2m"), (3_603_000_000, "1h"), (273_600_000_000, "3d 4h"), (-12_000_000, "12s"),
    ])
    func spans(us: Int64, text: String) { #expect(TimeText.duration(us: us) == text) }

    @Test func relativeToNow() {
        #expect(TimeText.relative(us: 1_000_000, nowUs: 31_000_000) == "30s ago")
        #expect(TimeText.relative(us: 91_000_000, nowUs: 1_000_000) == "in 1m 30s")
        #expect(TimeText.relative(us: 1, nowUs: 2) == "now")
    }

    @Test(arguments: [
        (0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1_572_864, "1.5 MiB"), (500 << 30, "500 GiB"),
        (-2048, "-2.0 KiB"),
    ])
    func bytes(count: Int64, text: String) { #expect(AmountText.bytes(count) == text) }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1 000"), (1_234_567, "1 234 567"), (-1000, "-1 000")])
    func counts(count: Int64, text: String) { #expect(AmountText.count(count) == text) }
}
