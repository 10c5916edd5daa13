import Control
import Testing

/// Golden output of the renderer.
struct TextTableTests {
    private static var sample: TextTable {
        var table = TextTable([
            .init("RUN", .right), .init("JOB", minimum: 4), .init("NAME", minimum: 6), .init("SIZE", .right),
        ])
        table.add([.init("7"), .init("decode", .strong), .init("dns-20260225-1200.pcap.gz"), .init("1.5 MiB")])
        table.add([.init("1234"), .init("fetch"), .init("a"), .init("12 B")])
        table.add([.init("8")])
        return table
    }

    @Test(arguments: [
        (
            nil,
            """
             RUN  JOB     NAME                          SIZE
               7  decode  dns-20260225-1200.pcap.gz  1.5 MiB
            1234  fetch   a                             12 B
               8
            """
        ),
        (
            40,
            """
             RUN  JOB     NAME                  SIZE
               7  decode  dns-20260225-120…  1.5 MiB
            1234  fetch   a                     12 B
               8
            """
        ),
        (
            27,
            """
             RUN  JOB   NAME       SIZE
               7  dec…  dns-2…  1.5 MiB
            1234  fet…  a          12 B
               8
            """
        ),
        (
            14,
            """
             RUN  JOB   N…
               7  dec…  d…
            1234  fet…  a
               8
            """
        ),
    ])
    func fitsTheTerminal(width: Int?, expected: String) {
        let lines = Self.sample.lines(Terminal(width: width, colours: false))
        #expect(lines.joined(separator: "\n") == expected)
    }

    @Test func noLineIsEverWiderThanTheTerminal() {
        for width in 0...60 {
            let lines = Self.sample.lines(Terminal(width: width, colours: false))
            #expect(lines.allSatisfy { $0.count <= width }, "width \(width)")
        }
    }

    @Test func coloursWrapTheTextOnly() {
        var table = TextTable([.init("A"), .init("B", .right)])
        table.add([.init("x", .good), .init("12", .bad)])
        #expect(
            table.lines(Terminal(width: nil, colours: true)) == [
                "\u{1B}[2mA\u{1B}[0m   \u{1B}[2mB\u{1B}[0m", "\u{1B}[32mx\u{1B}[0m  \u{1B}[31m12\u{1B}[0m",
            ])
    }

    @Test func namesOfFilesCannotSteerTheTerminal() {
        var table = TextTable([.init("NAME")])
        table.add([.init("a\u{1B}]0;owned\u{07}\n\u{202E}b")])
        #expect(table.lines(.none) == ["NAME", "a?]0;owned???b"])
    }
}
