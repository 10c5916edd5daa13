// Orchestrator
//
// The daemon's heart: what is due, what is left to do, what runs, and what is committed when it ends.
//
// One actor owns the loop and puts the parts together; each duty is a type in a folder of its own, with private state
// (`Schedule/`, `Arrivals/`, `Fetching/`, `Health/`, `Maintenance/`, `Dispatch/`, `Recovery/`, `Operations/`, `Alerts/`,
// `Monitoring/`). The parts belong to the actor: their methods run on it, one at a time. A *pass* of the loop does three
// things: fires what the clock says, asks the ledger what is left to do (level before edge: time only signals), and starts
// what may start. Everything slow — SFTP, hashing, workers, SQLite — happens elsewhere and comes back as a message;
// between reading and writing one piece of state there is no `await`.
//
// Each kind of job is one type in `Kinds/`: it knows how a run of that kind is done and what it commits. A run never
// decides about another one. Results come from workers as JSON events; the daemon believes plain files beneath the
// attempt's own directory, and nothing else.
