public import Failpoints

/// Faults that are injected between the steps of durable operations.
public struct DiskFaults: Sendable {
    /// Nothing fails but what the system lets fail.
    public static let none = DiskFaults { _, _ in nil }

    private let strike: @Sendable (DiskStep, String) throws -> Int32?

    /// - Parameter strike: is asked at each step with its path; gives an `errno` that the step then fails with.
    public init(_ strike: @escaping @Sendable (DiskStep, String) throws -> Int32?) { self.strike = strike }

    /// What a failpoint gives looks as if the system had given it. An error without a number is thrown as it is.
    public init(_ failpoints: Failpoints) {
        self.init { step, _ in
            do { try step.pass(failpoints) } catch let error as FailpointError {
                guard let code = error.code else { throw error }
                return code
            }
            return nil
        }
    }

    func pass(_ step: DiskStep, _ action: String, _ path: String) throws {
        if let code = try strike(step, path) { throw DiskError(action, path, code) }
    }
}

extension DiskStep {
    /// Those of reading have none: nothing is half done there.
    fileprivate func pass(_ failpoints: Failpoints) throws {
        switch self {
        case .write: try failpoints.hit(.filesWrite)
        case .written: try failpoints.hit(.filesWritten)
        case .syncFile: try failpoints.hit(.filesSyncFile)
        case .rename: try failpoints.hit(.filesRename)
        case .renamed: try failpoints.hit(.filesRenamed)
        case .syncDirectory: try failpoints.hit(.filesSyncDirectory)
        case .makeDirectory: try failpoints.hit(.filesMakeDirectories)
        case .remove: try failpoints.hit(.filesRemove)
        case .removed: try failpoints.hit(.filesRemoved)
        case .list, .space: break
        }
    }
}

/// A step of an operation that can fail, or be the last one before the power goes.
public enum DiskStep: String, Sendable, CaseIterable {
    // Before it is done
    case write, syncFile, rename, syncDirectory, makeDirectory, remove, list, space
    // After it
    case written, renamed, removed
}
