import Decode
import SharedInputs
import Testing

/// How a stream of packets is cut into files makes no difference: thousands of cases, from seeds.
@Suite("Cuts into files")
struct CutTests {
    private static let casesPerTest = 100

    @Test(arguments: 0..<(25 * Mutation.effort))
    func anyCutsGiveTheSameRows(block: Int) throws {
        for seed in block * Self.casesPerTest..<(block + 1) * Self.casesPerTest {
            var traffic = RandomTraffic(seed: UInt64(seed) + 40_000)
            var generator = SplitMix(seed: UInt64(seed) ^ 0xC075)
            let capture = traffic.capture(packets: Int.random(in: 20...70, using: &generator))
            let cuts = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                Int.random(in: 0...capture.records.count, using: &generator)
            }
            let options = Decoding.options {
                // Every other one with bounds that are reached.
                if seed % 2 == 0 { return }
                $0.maximumWaiting = 16
                $0.bounds.connections = 3
                $0.bounds.streamBytes = 400
                $0.bounds.datagrams = 2
                $0.bounds.waitingBytes = 700
            }
            let whole = try Summary.chain([capture.bytes], options: options)
            let pieces = try Summary.chain(capture.split(at: cuts).map(\.bytes), options: options)
            #expect(pieces == whole, "seed \(seed), cut at \(cuts.sorted())")
        }
    }
}
