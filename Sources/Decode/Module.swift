// Decode
//
// The data path, in one direction. Each folder is a layer, and knows only those above it in this list; a tidy test holds
// the folders to it.
//
//   Capture      files to packets: formats, compression, link types, the clock that packets give, what is counted
//   Link         frames to IP packets
//   IP           headers, addresses, fragments, tunnels
//   Transport    TCP streams to messages, ports, what a proxy says
//   DNS          messages, names, records in presentation form
//   Pairing      queries and their responses to exchanges
//   Enrichment   what is known about addresses and names; asked once per distinct address and batch
//   Options      how captures are decoded, and within what bounds
//   Rows         exchanges and ICMP packets to rows in the column batches of `Tables`
//   Pipeline     takes a packet through all of these
//   State        what is carried over the boundary of two captures
//
// Everything is bytes and integers. A packet is a pointer into the reader's buffer and never leaves the call; what must be
// kept (a waiting query, a segment out of order, a fragment) is copied into memory that is pooled. No string, no object
// and no existential is made per packet. Every table here has a bound, and counts what it drops.
//
// Nothing here knows a ledger, a job or a state of a capture.
