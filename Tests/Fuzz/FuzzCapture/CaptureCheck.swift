import Decode
import FuzzHarness

/// Decodes what would be the content of a file: in one go, and with what waits at its end as state.
enum CaptureCheck {
    private struct Outcome: Equatable {
        var sum: UInt64 = 0
        var rows: Int64 = 0
        var packets: Int64 = 0
        var messages: Int64 = 0
        var refusal: DecodeError?
        var state: [UInt8] = []
    }

    // libFuzzer calls from one thread.
    nonisolated(unsafe) private static let file = MemoryFile()
    private static var input: CaptureInput { CaptureInput(id: 1, path: file.path) }

    static func run(_ bytes: UnsafeRawBufferPointer) {
        file.replace(with: bytes)
        let whole = decode(keepsState: false)
        let head = decode(keepsState: true)
        precondition(head.packets == whole.packets)
        precondition(head.refusal == whole.refusal)
        let sink = CheckingSink()
        do {
            let again = decoder(CheckingSink())
            try again.restore(state: head.state)
            let state = try again.finish(keepsState: true).state
            precondition(state == head.state, "a restored state is saved as another one")
            let last = decoder(sink)
            try last.restore(state: head.state)
            _ = try last.finish(keepsState: false)
            // Some are found only when nothing can come any more: what waits behind a hole.
            precondition(head.messages + last.totals.messages == whole.messages, "a state loses messages")
        } catch { preconditionFailure("a state that was saved is refused: \(error)") }
        precondition(head.rows + sink.rows == whole.rows, "a state changes the number of rows")
        precondition(head.sum &+ sink.sum == whole.sum, "a state changes rows")
    }

    private static func decoder(_ sink: CheckingSink) -> Decoder {
        Decoder(
            options: FuzzOptions.make(), enrichment: InventedFacts(), suffixes: FuzzOptions.suffixes, sink: sink)
    }

    private static func decode(keepsState: Bool) -> Outcome {
        let sink = CheckingSink()
        let decoder = self.decoder(sink)
        var outcome = Outcome()
        do {
            let report = try decoder.decode(input)
            precondition(report.packets == decoder.totals.packets)
            precondition(report.contentSHA256.utf8.count == 64)
        } catch let error as DecodeError { outcome.refusal = error } catch {
            preconditionFailure("an error of another kind: \(error)")
        }
        do {
            let end = try decoder.finish(keepsState: keepsState)
            outcome.state = end.state ?? []
        } catch { preconditionFailure("an end that fails: \(error)") }
        let totals = decoder.totals
        (outcome.packets, outcome.messages) = (totals.packets, totals.messages)
        (outcome.sum, outcome.rows) = (sink.sum, sink.rows)
        precondition(totals.messages == totals.queries + totals.responses)
        return outcome
    }
}
