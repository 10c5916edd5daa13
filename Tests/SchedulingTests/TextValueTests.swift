import Scheduling
import Testing

@Suite("Durations and sizes as text")
struct TextValueTests {
    @Test(
        "Durations",
        arguments: [
            ("30s", Duration.seconds(30)), ("10m", .seconds(600)), ("2h", .seconds(7200)), ("7d", .seconds(604_800)),
            ("1h30m", .seconds(5400)), ("250ms", .milliseconds(250)), ("1m500ms", .milliseconds(60_500)),
            ("1d2h3m4s5ms6us", .microseconds(93_784_005_006)),
        ])
    func duration(text: String, value: Duration) throws {
        #expect(try DurationText.parse(text) == value)
        #expect(DurationText.format(value) == text)
    }

    @Test("Zero needs no unit, and is written with one")
    func zero() throws {
        #expect(try DurationText.parse("0") == .zero)
        #expect(try DurationText.parse("0s") == .zero)
        #expect(DurationText.format(.zero) == "0s")
    }

    @Test(
        "What is no duration",
        arguments: [
            "", "5", "s", "5 s", "-5s", "1.5h", "5x", "5s5s", "5s1h", "5S", "٣s", "99999999999999999999s",
            "9223372036854775807d",
        ])
    func badDuration(text: String) {
        let error = #expect(throws: TextValueError.self) { try DurationText.parse(text) }
        #expect(error?.text == text)
    }

    @Test(
        "Sizes",
        arguments: [
            ("512MiB", 512 << 20), ("1GiB", 1 << 30), ("4KiB", 4096), ("1TiB", 1 << 40), ("1000B", 1000), ("0B", 0),
        ] as [(String, Int64)])
    func bytes(text: String, value: Int64) throws {
        #expect(try ByteCountText.parse(text) == value)
        #expect(ByteCountText.format(value) == text)
    }

    @Test("Decimal units, no unit, and a blank before the unit are read too")
    func otherBytes() throws {
        #expect(try ByteCountText.parse("1GB") == 1_000_000_000)
        #expect(try ByteCountText.parse("4096") == 4096)
        #expect(try ByteCountText.parse("2 MiB") == 2 << 20)
    }

    @Test("What is no size", arguments: ["", "MiB", "-1B", "1.5GiB", "5mib", "5Mib", "9223372036854775807KiB"])
    func badBytes(text: String) {
        #expect(throws: TextValueError.self) { try ByteCountText.parse(text) }
    }
}
