import Model
import Testing

@Suite struct ObjectKeyTests {
    @Test(arguments: [
        ("12", ObjectKey.number(12)), ("run:12", .run(12)), ("capture:4711", .capture(4711)),
        ("job:stage", .job("stage")),
        ("server:ns1", .server("ns1")), ("ns1", .name("ns1")), ("a.pcap", .name("a.pcap")), ("", .name("")),
        ("capture:a.pcap", .name("capture:a.pcap")), ("run:x", .name("run:x")), ("job:a:b", .job("a:b")),
        ("other:1", .name("other:1")), ("12 ", .name("12 ")), ("-1", .number(-1)),
    ])
    func whatOperatorsWrite(_ text: String, _ key: ObjectKey) { #expect(ObjectKey(text) == key) }

    @Test func aNumberIsARunOrACapture() {
        #expect(ObjectKey("12").run == 12 && ObjectKey("12").capture == 12)
        #expect(ObjectKey("run:12").run == 12 && ObjectKey("run:12").capture == nil)
        #expect(ObjectKey("capture:12").run == nil && ObjectKey("capture:12").capture == 12)
        #expect(ObjectKey("job:12").run == nil && ObjectKey("ns1").capture == nil)
    }
}
