/// The `[parameters]` of a job, typed by its kind.
public enum JobParameters: Hashable, Sendable {
    case fetch(FetchParameters)
    case stage(StageParameters)
    case decode(DecodeParameters)
    case compact(CompactParameters)
    case expire(ExpireParameters)
    case purge(PurgeParameters)
    case refresh(RefreshParameters)
    case backup(BackupParameters)
    case verify(VerifyParameters)
    case reconcile(ReconcileParameters)
    case command(CommandParameters)
    case collect(CollectParameters)
    case export(ExportParameters)

    /// What holds when a file has no `[parameters]`.
    public init(defaultsOf kind: JobKind) {
        self =
            switch kind {
            case .fetch: .fetch(FetchParameters())
            case .stage: .stage(StageParameters())
            case .decode: .decode(DecodeParameters())
            case .compact: .compact(CompactParameters())
            case .expire: .expire(ExpireParameters())
            case .purge: .purge(PurgeParameters())
            case .refresh: .refresh(RefreshParameters())
            case .backup: .backup(BackupParameters())
            case .verify: .verify(VerifyParameters())
            case .reconcile: .reconcile(ReconcileParameters())
            case .command: .command(CommandParameters())
            case .collect: .collect(CollectParameters())
            case .export: .export(ExportParameters())
            }
    }

    public var kind: JobKind {
        switch self {
        case .fetch: .fetch
        case .stage: .stage
        case .decode: .decode
        case .compact: .compact
        case .expire: .expire
        case .purge: .purge
        case .refresh: .refresh
        case .backup: .backup
        case .verify: .verify
        case .reconcile: .reconcile
        case .command: .command
        case .collect: .collect
        case .export: .export
        }
    }
}
