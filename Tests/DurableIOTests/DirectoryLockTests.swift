import DurableIO
import Foundation
import RealServers
import Testing

@Suite("the lock of a directory")
struct DirectoryLockTests {
    private let folder: TestFolder
    private var path: String { folder["lock"] }

    init() throws { folder = try TestFolder() }

    @Test("one has it exclusively, and who is refused hears who")
    func exclusive() throws {
        let lock = try DirectoryLock(path, .exclusive, creates: true)
        try lock.sign()
        for mode in [DirectoryLock.Mode.exclusive, .shared] {
            let held = #expect(throws: DirectoryLock.Held.self) { try DirectoryLock(path, mode, creates: false) }
            #expect(held?.pid == "\(getpid())" && held?.isReaders == false)
        }
        lock.release()
        _ = try DirectoryLock(path, .exclusive, creates: false)
    }

    @Test("readers share it, and keep a writer away as readers")
    func shared() throws {
        let first = try DirectoryLock(path, .shared, creates: true)
        let second = try DirectoryLock(path, .shared, creates: false)
        let held = #expect(throws: DirectoryLock.Held.self) { try DirectoryLock(path, .exclusive, creates: true) }
        #expect(held?.isReaders == true)
        withExtendedLifetime((first, second)) {}
    }

    @Test("a file that is not there is made by who may, and is an error for others")
    func absent() throws {
        let error = #expect(throws: DiskError.self) { try DirectoryLock(path, .shared, creates: false) }
        #expect(error?.code == ENOENT)
        #expect(try folder.names(in: "").isEmpty)
    }
}
