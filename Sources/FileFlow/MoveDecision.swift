/// The recovery table of moves, as a total function.
///
/// | source | target | action |
/// |---|---|---|
/// | recorded | absent | rename |
/// | other | any but the recorded file | conflict |
/// | absent | recorded | mark done |
/// | absent | other | conflict and lost |
/// | recorded | recorded | remove the source |
/// | recorded | other | the source goes to quarantine |
/// | other | recorded | conflict |
/// | absent | absent | lost |
public enum MoveDecision {
    public static func decide(source: FileFinding, target: FileFinding) -> MoveAction {
        switch (source, target) {
        case (.recorded, .absent): .rename
        case (.recorded, .recorded): .removeSource
        case (.recorded, .other): .quarantineSource
        case (.absent, .recorded): .markDone
        case (.absent, .other): .conflictAndLost
        case (.absent, .absent): .lost
        case (.other, _): .conflict
        }
    }
}

/// What to do about an open move.
public enum MoveAction: Sendable, Equatable {
    case rename
    /// It has happened already.
    case markDone
    /// Both are there and the same: the source goes.
    case removeSource
    /// Touch nothing, alarm.
    case conflict
    /// The recorded file is nowhere.
    case lost
    /// A stranger lies at the target and the recorded file is gone.
    case conflictAndLost
    /// Both are there and differ: the source goes to quarantine, nothing is overwritten.
    case quarantineSource
}
