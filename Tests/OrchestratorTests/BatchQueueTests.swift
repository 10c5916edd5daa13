import Testing

@testable import Orchestrator

@Suite("which capture of a batch is next, and what it goes on from")
struct BatchQueueTests {
    @Test("each goes on from the one before; one order at a time")
    func order() {
        var queue = BatchQueue(captures: [10, 11, 12], state: 5)
        #expect(queue.order()?.index == 0)
        #expect(queue.order() == nil, "the worker has one")
        #expect(queue.decoded(content: "a", hasTwin: false)?.base == .given(state: 5))
        #expect(queue.order()?.index == 1)
        #expect(queue.decoded(content: "b", hasTwin: false)?.base == .capture(10))
        #expect(queue.order()?.index == 2)
        #expect(!queue.isExhausted)
        #expect(queue.decoded(content: "c", hasTwin: false)?.base == .capture(11))
        #expect(queue.isExhausted && queue.order() == nil)
        #expect(queue.decoded(content: "d", hasTwin: false) == nil, "an answer that nobody waits for")
    }

    @Test("what is refused, or there already, is left out of the chain")
    func left() {
        var queue = BatchQueue(captures: [10, 11, 12, 13, 14], state: nil)
        _ = queue.order()
        _ = queue.decoded(content: "a", hasTwin: false)
        _ = queue.order()
        #expect(queue.refused() == 1)
        #expect(queue.order()?.dropsLast == false)
        // The same content within the batch, before anything of it is live.
        #expect(queue.decoded(content: "a", hasTwin: false)?.isTwin == true)
        #expect(queue.order()?.dropsLast == true)
        let third = queue.decoded(content: "b", hasTwin: true)
        #expect(third?.isTwin == true && third?.base == .capture(10))
        #expect(queue.order()?.dropsLast == true)
        #expect(queue.decoded(content: nil, hasTwin: false)?.base == .capture(10))
    }

    @Test("one without packets is nobody's twin")
    func empty() {
        var queue = BatchQueue(captures: [10, 11], state: nil)
        for _ in 0..<2 {
            _ = queue.order()
            #expect(queue.decoded(content: nil, hasTwin: false)?.isTwin == false)
        }
    }

    @Test("after a stop the one that the worker has is the last")
    func stop() {
        var queue = BatchQueue(captures: [10, 11, 12], state: nil)
        _ = queue.order()
        queue.stop(before: 0)
        #expect(!queue.isExhausted)
        _ = queue.decoded(content: "a", hasTwin: false)
        #expect(queue.isExhausted && queue.order() == nil)
    }
}
