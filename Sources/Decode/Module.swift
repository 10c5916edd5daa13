// Decode
//
// The data path, in one direction: Capture/ gives packets, Network/ gives datagrams and streams, DNS/ gives messages,
// Join/ pairs them, and rows are written into the column batches of `Tables`. Enrich/ is asked once per distinct address
// and batch.
//
// Everything is bytes and integers. A packet is a pointer into the reader's buffer and never leaves the call; what must be
// kept (a waiting query, a segment out of order, a fragment) is copied into memory that is pooled. No string, no object
// and no existential is made per packet. Every table here has a bound, and counts what it drops.
//
// Nothing here knows a ledger, a job or a state of a capture.
