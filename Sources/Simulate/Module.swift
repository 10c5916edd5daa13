// Simulate
//
// Traffic that looks like what an authoritative name server sees, written as capture files, together with the numbers
// that an ideal decoder would find in them. The same options give the same bytes, on every run.
//
// *Planning.* `TrafficGenerator` walks along the time span and begins one conversation after the other: a lookup over
// UDP with all that can happen to it, a TCP connection, an ICMP echo. A conversation makes all its packets at once, with
// their times, and counts in the truth what it means. Conversations that would not end within the time span become plain
// ones, hence nothing is cut off at the end, and the truth is exact.
//
// *Ordering.* Packets wait in a `PacketQueue` until no conversation that begins later can come before them. Only those
// of the last moments are in memory.
//
// *Writing.* `CaptureSeries` cuts the stream of packets into files by time alone; a query may be in one file and its
// answer in the next.
//
// Nothing is allocated per packet: messages are built in buffers that stay, frames in slots that are used again.
