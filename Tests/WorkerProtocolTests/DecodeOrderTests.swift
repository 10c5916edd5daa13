import Testing
import WorkerProtocol

@Suite("What a worker is told while it works, and answers")
struct DecodeOrderTests {
    @Test("an order is a line that other programs may write, every key spelled out")
    func order() throws {
        let line = #"""
            {"capture":{"drops_last":true,"id":7,"out":"/w/out/7","path":"/p/a.pcap","run":3,"state_out":"/w/7.state"}}
            """#
        let order = DecodeOrder(
            capture: .init(
                id: 7, path: "/p/a.pcap", out: "/w/out/7", state_out: "/w/7.state", run: 3, drops_last: true))
        #expect(try DecodeOrder(line: line) == order)
        #expect(try order.line() == line)
        #expect(try DecodeOrder(line: "{}").capture == nil)
        #expect(try DecodeOrder(capture: nil).line() == "{}")
        #expect(throws: (any Error).self) { try DecodeOrder(line: "nonsense") }
    }

    @Test("an answer to an order has the fields of the last event, and the protocol's version")
    func answer() throws {
        var outcome = DecodeOutcome()
        outcome.reason = "not a capture"
        for (event, name) in [(WorkerEvent.decoded(outcome), "decoded"), (.refused(outcome), "refused")] {
            let line = try event.line()
            #expect(line.contains(#""event":"\#(name)""#))
            switch try WorkerEvent(line: line) {
            case .decoded(let read), .refused(let read): #expect(read.reason == "not a capture" && read.event == name)
            default: Issue.record("\(line) is read as something else")
            }
            let later = line.replacing(#""version":1"#, with: #""version":2"#)
            #expect(throws: VersionMismatch.self) { try WorkerEvent(line: later) }
        }
    }
}
