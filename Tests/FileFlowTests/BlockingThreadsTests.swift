import Testing

@testable import FileFlow

@Suite struct BlockingThreadsTests {
    @Test func aQueueThatIsFullIsNoCancellation() async throws {
        let threads = BlockingThreads(count: 1, mostPending: 0)
        let error = await #expect(throws: BlockingThreads.Overloaded.self) { try await threads.run {} }
        #expect(error == BlockingThreads.Overloaded(waiting: 0))
        threads.stop()
        await #expect(throws: CancellationError.self) { try await threads.run {} }
    }
}
