import Testing

@testable import Decode

/// RFC 3492 7.1 and labels that are delegated.
@Suite struct PunycodeTests {
    @Test(arguments: [
        ("bücher", "xn--bcher-kva"), ("münchen", "xn--mnchen-3ya"), ("中国", "xn--fiqs8s"), ("公司", "xn--55qx5d"),
        ("рф", "xn--p1ai"), ("भारत", "xn--h2brj9c"), ("sidn", "sidn"), ("he-llo", "he-llo"),
        ("他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"),
        ("pročprostěnemluvíčesky", "xn--proprostnemluvesky-uyb24dma41a"),
        ("почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l"),
        ("3年b組金八先生", "xn--3b-ww4c5e180e575a65lsy2b"), ("ひとつ屋根の下2", "xn--2-u9tlzr9756bt3uc0v"),
        ("パフィーdeルンバ", "xn--de-jg4avhby1noc0d"), ("そのスピードで", "xn--d9juau41awczczp"),
        ("ليهمابتكلموشعربي؟", "xn--egbpdaj6bu4bxfgehfvwxn"), ("😀", "xn--e28h"),
    ])
    func encodes(_ label: String, _ expected: String) {
        #expect(String(decoding: Punycode.aLabel(label), as: UTF8.self) == expected)
    }
}
