// Scheduling
//
// When something is to run, and nothing else. Everything here is a pure function of what is passed in: there is no
// clock, no file and no random source, so that a test can ask for any instant of any year in any time zone.
//
// - `CronExpression` knows the fires of five or six fields. It searches in *local* time (a plain count of seconds as if
//   the wall clock never changed) and maps the result to an instant with `LocalClock`, which is the one place that
//   knows gaps and overlaps.
// - `Schedule` is what a job has: a cron expression in a zone, an interval, the start of the daemon, or nothing.
// - `Timetable` is that schedule less the days that are excluded, between its bounds; what it leaves out is told by
//   `FireTimer`, once for each day.
// - `CircuitBreaker` stops a job that makes more runs by itself than anybody can have meant.
// - `CatchUp` says which fires that were missed are made up for, `Overlap` what happens when the last run still goes
//   on, `Backoff` when a failed run is tried again, `Jitter` how fires are spread.
//
// Daylight saving. A job at a fixed local hour runs once on each day: in the gap it is moved to the first valid
// instant, in the overlap it runs at the first occurrence. A job that runs in every hour, or several times an hour over
// a range of hours, goes by elapsed time: what the wall clock leaves out is not made up for, what it shows twice counts
// twice. A day that a zone leaves out altogether (Samoa had no 30 December 2011) has no fires.
//
// Whatever spreads or shakes is derived from names and nominal times by a hash: the same job has the same jitter in
// each process and after each restart.
