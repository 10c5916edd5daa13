// DurableIO
//
// What programs of Entrada do to a disk, once. Durable means both: the data, by fsync of the file, and the name, by fsync
// of its directory. A file that replaces another is written beside it under the name `<file>.part`, synced, renamed, and
// its directory synced: whatever fails or is killed, there is the old content or the new one, and the next write, or
// `Disk.removeDraft`, clears what was left of the draft.
//
// Nothing here takes "cannot be read" for "is not there": only ENOENT and ENOTDIR mean that there is nothing. A directory
// that cannot be read is an error (`DirectoryWalk`), and so is a filesystem that does not tell how much of it is free.
//
// `Disk` is a value and is passed in. Its `DiskFaults` are asked before and after each step, so that a test can have any
// step fail, and `DiskFaults(failpoints)` makes the daemon die or fail there. Every call blocks.
