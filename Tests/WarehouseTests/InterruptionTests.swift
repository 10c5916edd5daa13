import Foundation
import Testing

@testable import Warehouse

struct InterruptionTests {
    @Test(.timeLimit(.minutes(1))) func aRunningStatementIsStopped() async throws {
        let engine = try Engine(EngineSettings(threads: 2, memoryLimitBytes: 256 << 20))
        let (events, event) = AsyncStream<String>.makeStream()
        let thread = Thread {
            do {
                let connection = try engine.connect()
                try TableFeed.register("endless", EndlessRows { event.yield("begun") }, on: connection)
                try connection.execute("SELECT count(*) FROM endless()")
                event.yield("came to its end")
            } catch { event.yield("\(error)") }
            event.finish()
        }
        thread.start()
        var texts: [String] = []
        for await text in events {
            if text == "begun" { engine.interrupt() }
            texts.append(text)
        }
        #expect(texts == ["begun", "interrupted"])
    }

    @Test func nothingBeginsAfterwards() throws {
        let engine = try Engine(.decoding)
        let connection = try engine.connect()
        engine.interrupt()
        #expect(throws: WarehouseError.self) { try connection.execute("SELECT 1") }
    }

    @Test func anEngineTellsWhatItRefuses() {
        let settings = EngineSettings(threads: 0, memoryLimitBytes: 256 << 20)
        let error = #expect(throws: WarehouseError.self) { try Engine(settings) }
        #expect(error?.description.isEmpty == false)
    }
}
