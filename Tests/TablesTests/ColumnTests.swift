import SharedInputs
import Tables
import Testing

extension Column {
    /// Where only the storage matters.
    fileprivate static let any = Column("any", .int32, .capture, .metadata, "of a test")
}

@Suite struct ColumnTests {
    @Test func aRowThatWasNeverSetIsNull() {
        let numbers = FixedColumn<Int32>(.any, capacity: 130)
        let (texts, codes) = (TextColumn(.any, capacity: 3), DictionaryColumn(.any, capacity: 3))
        let (lists, textLists) = (Int32ListColumn(.any, capacity: 3), TextListColumn(.any, capacity: 3))
        #expect((0..<130).allSatisfy { numbers.value($0) == nil })
        #expect((0..<3).allSatisfy { texts.string($0) == nil && codes.string($0) == nil })
        #expect((0..<3).allSatisfy { lists.list($0) == nil && textLists.list($0) == nil })
    }

    /// Every row has its own bit, also where words of the bitmap meet.
    @Test(arguments: [1, 63, 64, 65, 127, 128, 200])
    func settingAndClearingARowTouchesNoOther(_ capacity: Int) {
        let column = FixedColumn<Int64>(.any, capacity: capacity)
        for row in 0..<capacity {
            column.set(row, Int64(row) - 5)
            #expect((0..<capacity).allSatisfy { column.value($0) == ($0 <= row ? Int64($0) - 5 : nil) })
        }
        for row in stride(from: 0, to: capacity, by: 2) { column.clear(row) }
        #expect((0..<capacity).allSatisfy { column.value($0) == ($0.isMultiple(of: 2) ? nil : Int64($0) - 5) })
        column.removeAll()
        #expect((0..<capacity).allSatisfy { column.value($0) == nil })
    }

    @Test func theValuesOfEveryWidthComeBack() {
        let flags = FixedColumn<Bool>(.any, capacity: 2)
        flags.set(0, false)
        flags.set(1, true)
        #expect(flags.value(0) == false && flags.value(1) == true)
        let wide = FixedColumn<Int64>(.any, capacity: 2)
        wide.set(0, .min)
        wide.set(1, .max)
        #expect(wide.value(0) == .min && wide.value(1) == .max)
        let narrow = FixedColumn<Int32>(.any, capacity: 1)
        narrow.set(0, 0)
        #expect(narrow.value(0) == 0, "zero is not NULL")
    }

    @Test func textIsKeptWhileTheArenaGrows() {
        let column = TextColumn(.any, capacity: 1000)
        var random = SplitMix(seed: 1)
        var expected: [String?] = []
        for row in 0..<1000 {
            if Bool.random(using: &random) {
                expected.append(nil)
                continue
            }
            var text = String(repeating: "ä\(row).", count: Int.random(in: 0..<40, using: &random))
            text.withUTF8 { column.set(row, copying: UnsafeRawBufferPointer($0)) }
            expected.append(text)
        }
        #expect((0..<1000).map { column.string($0) } == expected)
        column.removeAll()
        #expect(column.string(0) == nil && column.arena.count == 0)
    }

    @Test func anEmptyTextIsNotNull() {
        let column = TextColumn(.any, capacity: 2)
        column.set(0, copying: UnsafeRawBufferPointer(start: nil, count: 0))
        column.set(1, .null)
        #expect(column.string(0) == "" && column.string(1) == nil)
    }

    @Test func aSliceThatIsTakenBackIsWrittenOver() {
        let arena = ByteArena(reserving: 64)
        let kept = arena.append("kept")
        let mark = arena.count
        _ = arena.append("a failed attempt")
        arena.truncate(to: mark)
        let next = arena.append("next")
        #expect(arena.string(kept) == "kept" && arena.string(next) == "next")
        #expect(next.offset == UInt32(mark) && arena.count == 8)
        arena.truncate(to: 0)
        #expect(arena.count == 0)
    }

    @Test(arguments: [1, 64, 65, 4096, 100_000])
    func theArenaGrowsByWhatIsAsked(_ size: Int) {
        let arena = ByteArena(reserving: 1)
        let first = arena.append("first")
        let slice = arena.reserve(size)
        (arena.base + Int(slice.offset)).update(repeating: 0x78, count: size)
        arena.ensure(size * 3)
        #expect(arena.count == 5 + size, "making room takes none")
        #expect(arena.string(first) == "first")
        #expect(arena.bytes(slice).allSatisfy { $0 == 0x78 } && slice.length == UInt32(size))
    }

    @Test func codesStandForTheirText() {
        let column = DictionaryColumn(.any, capacity: 4)
        let codes = ["192.0.2.1", "", "2001:db8::1"].map { column.dictionary.add($0) }
        #expect(codes == [0, 1, 2])
        column.set(0, code: codes[2])
        column.set(1, code: codes[1])
        column.set(3, code: codes[2])
        #expect((0..<4).map { column.string($0) } == ["2001:db8::1", "", nil, "2001:db8::1"])
        column.removeAll()
        #expect(column.dictionary.entries.isEmpty && column.string(0) == nil)
        #expect(column.dictionary.add("again") == 0)
    }

    @Test func listsBelongToTheirRows() {
        let (numbers, texts) = (Int32ListColumn(.any, capacity: 5), TextListColumn(.any, capacity: 5))
        for (row, values) in [(0, [1, 2, 3]), (2, [Int32.min]), (3, [7, 7])] {
            for value in values {
                numbers.append(row, Int32(value))
                texts.append(row, texts.arena.append("v\(value)"))
            }
        }
        #expect((0..<5).map { numbers.list($0) } == [[1, 2, 3], nil, [.min], [7, 7], nil])
        #expect(
            (0..<5).map { texts.list($0) }
                == [["v1", "v2", "v3"], nil, ["v-2147483648"], ["v7", "v7"], nil])
        numbers.removeAll()
        texts.removeAll()
        #expect((0..<5).allSatisfy { numbers.list($0) == nil && texts.list($0) == nil })
        numbers.append(4, 9)
        #expect(numbers.list(4) == [9] && numbers.values == [9])
    }

    @Test func recordsKeepTheirNamesAndData() {
        let column = RecordListColumn(.any, capacity: 2)
        for number in 0..<100 {
            let (name, data) = (column.arena.append("n\(number)."), column.arena.append("192.0.2.\(number)"))
            column.append(
                1,
                RecordListColumn.Record(section: 1, name: name, type: 1, recordClass: 1, ttl: Int64(number), data: data)
            )
        }
        #expect(column.lists[0].isNull && column.lists[1].count == 100)
        #expect(column.values.map(\.ttl) == Array(0..<100))
        #expect(column.arena.string(column.values[99].name) == "n99.")
        #expect(column.arena.string(column.values[99].data) == "192.0.2.99")
        column.removeAll()
        #expect(column.lists[1].isNull && column.values.isEmpty && column.arena.count == 0)
    }
}
