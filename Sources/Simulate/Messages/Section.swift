/// A section of records; the raw value is where its count stands in the header.
enum Section: Int {
    case answer = 6
    case authority = 8
    case additional = 10
}
