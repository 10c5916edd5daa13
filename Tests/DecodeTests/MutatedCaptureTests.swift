import Decode
import FuzzHarness
import Testing

/// Two hundred thousand damaged captures are decoded or refused, and every row that comes out can be written. One decoder
/// takes a few hundred of them, one after another, so that what waits is damaged as well.
@Suite("Many damaged captures")
struct MutatedCaptureTests {
    private static let workers = 8
    private static let capturesPerWorker = 25_600 * Mutation.effort
    private static let capturesPerDecoder = 256

    /// The same again, by hand: a decoder's first seed is the number of the capture, rounded down.
    @Test(arguments: 0..<workers)
    func areDecodedOrRefused(worker: Int) throws {
        let file = MemoryFile()
        let note = CrashNote(slot: worker)
        let first = worker * Self.capturesPerWorker
        var (decoded, refused) = (0, 0)
        for block in stride(from: first, to: first + Self.capturesPerWorker, by: Self.capturesPerDecoder) {
            let sink = CheckingSink()
            let decoder = Decoder(options: FuzzOptions.make(), enrichment: InventedFacts(), suffixes: nil, sink: sink)
            var seed = UInt64(block)
            var bytes: ByteString = []
            do {
                while seed < UInt64(block + Self.capturesPerDecoder) {
                    bytes = Self.bytes(seed)
                    note.set(seed: seed, bytes)
                    bytes.withUnsafeBytes { file.replace(with: $0) }
                    do {
                        _ = try decoder.decode(CaptureInput(id: Int64(seed), path: file.path))
                        decoded += 1
                    } catch is DecodeError { refused += 1 }
                    seed += 1
                }
                _ = try decoder.finish(keepsState: false)
            } catch {
                Issue.record("\(error): \(CrashNote.text(seed, bytes))")
                return
            }
            let totals = decoder.totals
            #expect(totals.messages == totals.queries + totals.responses, "\(CrashNote.text(seed, bytes))")
            #expect(sink.rows > 0 && sink.rows <= totals.packets * 40, "\(CrashNote.text(seed, bytes))")
        }
        #expect(decoded + refused == Self.capturesPerWorker && decoded > refused && refused > 0)
    }

    private static func bytes(_ seed: UInt64) -> ByteString {
        var mutation = FileMutation(seed: seed)
        return mutation.mutate(mutation.choose(MutationSeeds.all), with: mutation.choose(MutationSeeds.all))
    }
}
