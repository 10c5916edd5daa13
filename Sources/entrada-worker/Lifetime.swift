import Foundation
import WorkerProtocol

/// The daemon holds the other end of a pipe: when it ends, so does this process, whatever it is doing.
enum Lifetime {
    static func watch(_ descriptor: Int32) {
        let thread = Thread {
            var byte: UInt8 = 0
            while true {
                let count = read(descriptor, &byte, 1)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { _exit(WorkerExit.tryAgain.rawValue) }
            }
        }
        thread.name = "lifetime"
        thread.stackSize = 256 << 10
        thread.start()
    }
}
