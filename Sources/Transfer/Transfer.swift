// Transfer: how a capture gets from a name server into the data root.
//
// A `CaptureSource` is one connection to a place that holds finished captures: an SFTP server (`SFTPSource`) or a
// directory of this host (`LocalDirectorySource`). Both do the same three things with the same promises, and one suite
// of tests runs against both:
//
//  - `list` names the plain files of a directory, a bounded number of them;
//  - `fetch` copies one of them so that its local path holds either nothing or the whole, durable file;
//  - `remove` deletes one at the source, only when a policy asks for it, and only if it is still the file that was
//    listed.
//
// The two differ in a handful of file operations (`FileAccess`). Everything that keeps a promise is written once, in
// `SourceConnection`, which is an actor whose executor is a thread of its own (`BlockingThread`): libssh2, `read` and
// `fsync` block for as long as they like without taking a thread of Swift's cooperative pool, and a session pointer is
// never touched by two threads because it is state of the actor.
//
// Which listed files are complete is a question of its own: `StabilityCheck`, a pure function over two listings.
//
// Errors are `TransferError`s (or `CancellationError`): each says where, what, and what to do, and `canRetry` says
// whether the same call can succeed later without anybody's help. After an error for which `breaksConnection` holds the
// connection is to be closed and a new one made. No key material ever gets into an error.
//
// libssh2 1.10 signs with RSA keys only by SHA-1, which OpenSSH refuses since 8.8: user keys are Ed25519 or ECDSA.
