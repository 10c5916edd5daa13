// Jobs
//
// What the operator has written, read and checked: `entrada.toml` becomes a `Configuration`, the files of `jobs.d`
// become a `JobSet`. Nothing here acts; the orchestrator does what these values say.
//
// Reading is strict. A key that nobody knows is an error, because a misspelt `reqired = true` that is silently ignored
// is found out in the worst moment. All problems of all files are collected and told at once, each with file, line,
// and, where a name is close to a known one, that name. A set is either without any problem or it is refused as a
// whole, so that a running daemon keeps the old one.
//
// The parser of TOML does not tell where a key stands. `LineIndex` walks the text once more, after the parser has found
// it valid, and notes the line of each key and array element.
//
// Secrets never stand in a file: a key is a path, or the name of a credential of the service manager.
