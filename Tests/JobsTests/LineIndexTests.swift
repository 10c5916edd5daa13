import Testing

@testable import Jobs

@Suite("Lines of keys in TOML")
struct LineIndexTests {
    private let text = """
        # key = 1
        plain = 1  # [not] = a table
        dotted.inner . "quoted key" = 2
        'literal' = 'a "#" b'
        text = "a \\" = [ { # b"
        long = \"\"\"
        fake = 1
        [fake]
        \\\"\"\" still \"\"\"\"
        raw = '''
        x = 1
        '''
        list = [ # one
          1, [2,
            3],
          { a = 1, b = { c = [ 4 ] } }, "]", ']'
        ]
        time = 1979-05-27T07:32:00Z
        [table . sub]
        key = true
        [[rows]]
        id = 1
        [[rows]]

        id = 2
        [rows.child]
        x = 1
        [[rows.many]]
        y = 1
        last = -1.5e+3
        """

    @Test(
        "Each key, element and table",
        arguments: [
            (["plain"], 2), (["dotted"], 3), (["dotted", "inner"], 3), (["dotted", "inner", "quoted key"], 3),
            (["literal"], 4), (["text"], 5), (["long"], 6), (["raw"], 10), (["list"], 13), (["list", "0"], 14),
            (["list", "1"], 14), (["list", "1", "1"], 15), (["list", "2", "b", "c", "0"], 16), (["list", "4"], 16),
            (["time"], 18), (["table"], 19), (["table", "sub", "key"], 20), (["rows", "0", "id"], 22),
            (["rows", "1"], 23), (["rows", "1", "id"], 25), (["rows", "1", "child", "x"], 27),
            (["rows", "1", "many", "0", "y"], 29), (["rows", "1", "many", "0", "last"], 30),
            (["table", "sub", "absent"], 19), (["absent"], 1),
        ])
    func lines(path: [String], line: Int) throws {
        let document = try Document(file: "t", text: text)
        #expect(document.line(of: DocumentPath(path)) == line)
        #expect(LineIndex(text.replacing("\n", with: "\r\n")).line(of: DocumentPath(path)) == line)
    }

    @Test("Nothing of what a long text contains is a key")
    func noFakes() {
        let lines = LineIndex(text).lines.keys
        #expect(!lines.contains(["fake"]) && !lines.contains(["x"]) && !lines.contains(["long", "fake"]))
    }

    @Test("The walk ends, whatever the text")
    func hostile() {
        var state: UInt64 = 5
        let alphabet = Array("[]{}=,.'\"\\#\n\r\t ab1")
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<30 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(alphabet[Int((state >> 33) % UInt64(alphabet.count))])
            }
            let breaks = text.utf8.count { $0 == UInt8(ascii: "\n") }
            #expect(LineIndex(text).lines.values.allSatisfy { (1...breaks + 1).contains($0) })
        }
    }
}
