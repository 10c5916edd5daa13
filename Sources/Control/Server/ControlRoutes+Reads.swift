import Hummingbird
import Ledger

/// What is answered from the ledger. Any connected client may read it.
extension ControlRoutes {
    func addReadRoutes(to group: RouterGroup<ControlContext>) {
        group.get("/live") { _, _ in try JSONReply.response(await service.live()) }
        group.get("/configuration") { _, _ in try JSONReply.response(await service.configuration()) }
        group.get("/status") { _, _ in
            let live = await service.live()
            let nowUs = ledger.now()
            return try JSONReply.response(
                await ledger.read { try StatusReport(view: $0, live: live, nowUs: nowUs) })
        }
        group.get("/jobs") { _, _ in
            let live = await service.live()
            let nowUs = ledger.now()
            return try JSONReply.response(
                await ledger.read { try JobsReport(view: $0, live: live, nowUs: nowUs) })
        }
        group.get("/servers") { _, _ in
            let live = await service.live()
            return try JSONReply.response(await ledger.read { try ServersReport(view: $0, live: live) })
        }
        group.get("/why") { request, _ in
            guard let key = RequestQuery(request)["what"] else { throw ControlError(.usage, "what is missing: ?what=") }
            let runs = try await ledger.read { try WhyReport.waitingRuns(view: $0, key: key) }
            let (live, waiting) = (await service.live(), try await service.waitingReasons(runs))
            let nowUs = ledger.now()
            return try JSONReply.response(
                await ledger.read {
                    try WhyReport(view: $0, key: key, live: live, waiting: waiting, nowUs: nowUs)
                })
        }
        group.get("/runs") { request, _ in
            let query = RequestQuery(request)
            if let text = query["ids"] {
                let ids = text.split(separator: ",").prefix(RunFilter.maximumIDs).compactMap { Int64($0) }
                return try JSONReply.response(await ledger.read { try RunsReport(view: $0, ids: ids) })
            }
            let filter = RunFilter(
                job: query["job"], subject: query["subject"], states: try query.states(RunState.self),
                limit: try query.integer("limit") ?? 50)
            return try JSONReply.response(await ledger.read { try RunsReport(view: $0, filter: filter) })
        }
        group.get("/files") { request, _ in
            let query = RequestQuery(request)
            let filter = FileFilter(
                server: query["server"], states: try query.states(CaptureState.self),
                limit: try query.integer("limit") ?? 50)
            return try JSONReply.response(await ledger.read { try FilesReport(view: $0, filter: filter) })
        }
        group.get("/run") { request, _ in
            let id: Int64 = try RequestQuery(request).required("id")
            return try JSONReply.response(await ledger.read { try RunReport(view: $0, run: id) })
        }
        group.get("/trace") { request, _ in
            guard let key = RequestQuery(request)["file"] else { throw ControlError(.usage, "file is missing: ?file=") }
            return try JSONReply.response(await ledger.read { try CaptureTrace(view: $0, key: key) })
        }
        group.get("/events") { request, _ in
            let limit: Int = try RequestQuery(request).integer("limit") ?? 100
            return try JSONReply.response(await ledger.read { try EventsReport(view: $0, limit: limit) })
        }
        let file = CheckpointFile(root: server.places.dataRoot)
        group.get("/verify") { _, _ in
            let checkpoints = try await BlockingWork.run { try file.read() }
            return try JSONReply.response(
                await ledger.read { try VerifyReport(view: $0, checkpoints: checkpoints) })
        }
    }
}
