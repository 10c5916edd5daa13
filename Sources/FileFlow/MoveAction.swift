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
