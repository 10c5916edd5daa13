/// One question of one client; its bytes are in `MessageForge.question`.
struct Lookup {
    var id: UInt16 = 0
    var type = RecordType.a
    var outcome = Outcome.referral
    var isLarge = false
    /// Index in `Zone.served`; -1: `Zone.foreign`.
    var zone = 0
    /// Where, in the message, the registered name and the zone begin: targets of compression pointers.
    var nameOffset: UInt16 = 12
    var zoneOffset: UInt16 = 12
    /// The advertised size; 0: without OPT.
    var ednsSize: UInt16 = 0
    var dnssecOK = false
    var hasCookie = false
    var asksServerIdentifier = false
    /// The prefix of a client subnet option; 0: none.
    var subnet: UInt32 = 0
    var cookie: UInt64 = 0
    /// RD and CD as the client sets them.
    var flags: UInt16 = 0
    /// Records of the answer come from here, hence a repeated question gets the same answer.
    var seed: UInt64 = 0

    var zoneOfName: Zone { zone < 0 ? Zone.foreign : Zone.served[zone] }
}
