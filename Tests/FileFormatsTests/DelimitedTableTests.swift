import FileFormats
import Foundation
import Testing

@Suite("Tables of comma-separated values")
struct DelimitedTableTests {
  /// RFC 4180, section 2, rules 5 to 7: quotes around fields with commas, quotes, line breaks;
  /// a quote inside is doubled.
  @Test("quotes what a reader would misread, and nothing else")
  func quoting() {
    var table = DelimitedTable(columns: ["time", "who, what", "note"])
    table.append([0.1, "he said \"x\", y", .missing])
    table.append([.integer(-3), "two\nlines", "plain words"])
    #expect(
      table.text == """
        time,"who, what",note
        0.1,"he said ""x"", y",
        -3,"two
        lines",plain words

        """)
  }

  @Test("reads back exactly what it wrote")
  func roundTrip() throws {
    let directory = try TemporaryDirectory()
    var random = SplitMix64(state: 7)
    var table = DelimitedTable(columns: ["x", "n", "words"])
    for index in 0..<500 {
      let bits = Double(bitPattern: random.next())
      let number = bits.isFinite ? bits : 1e-300
      table.append([.number(number), .integer(index), .text("a,\"b\"\r\n\(index) é")])
    }
    try table.write(to: directory.file("t.csv"))
    #expect(try DelimitedTable(file: directory.file("t.csv")) == table)
  }

  @Test("keeps numbers that are not finite apart from words")
  func notFinite() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write("a,b\nnan,x\n-inf,\n\n2,3\n", as: "t.csv")
    let numbers = try #require(try DelimitedTable(file: path).numbers(in: "a"))
    #expect(numbers[0].isNaN)
    #expect(numbers[1...] == [-.infinity, 2])
    let other = try #require(try DelimitedTable(file: path).numbers(in: "b"))
    #expect(other.prefix(2).allSatisfy { $0.isNaN })
    #expect(try DelimitedTable(file: path).numbers(in: "c") == nil)
  }

  @Test("keeps a row whose only field is empty")
  func onlyEmptyField() throws {
    let directory = try TemporaryDirectory()
    let table = DelimitedTable(columns: ["a"], rows: [[.missing], [1.5]])
    try table.write(to: directory.file("t.csv"))
    #expect(try DelimitedTable(file: directory.file("t.csv")) == table)
  }

  @Test(
    "names the line that breaks the rules",
    arguments: [
      ("", nil), ("a,b\n1,2\n1,2,3\n", 3), ("a,b\n1,\"open\n3,4\n", 2), ("a,b\n\n1\n", 3),
    ] as [(String, Int?)])
  func brokenTables(text: String, line: Int?) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(text, as: "t.csv")
    let error = try #require(throws: DataFileError.self) { _ = try DelimitedTable(file: path) }
    #expect(error.file == path)
    #expect(error.line == line)
  }

  @Test("says so when there is no file")
  func missingFile() throws {
    let error = try #require(throws: DataFileError.self) {
      _ = try DelimitedTable(file: "/nonexistent/t.csv")
    }
    #expect(error.found == "no such file")
  }
}

@Suite("Tables that grow row by row")
struct AppendingTableTests {
  private let columns = ["time", "name"]

  @Test("holds every row on disk as soon as it is added")
  func rowsAreWrittenAtOnce() throws {
    let directory = try TemporaryDirectory()
    let table = try AppendingTable(creating: directory.file("h.csv"), columns: columns)
    #expect(try directory.read("h.csv") == "time,name\n")
    try table.append([0.5, "a,b"])
    #expect(try directory.read("h.csv") == "time,name\n0.5,\"a,b\"\n")
    try table.append([1.5, "c"])
    try table.synchronize()
    #expect(try directory.read("h.csv") == "time,name\n0.5,\"a,b\"\n1.5,c\n")
    #expect(table.rowCount == 2)
  }

  @Test("goes on after the rows that a checkpoint knows and drops later and torn ones")
  func continuing() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(
      "time,name\n1.0,\"two\nlines\"\n2.0,b\n3.0,late\n4.0,to", as: "h.csv")
    let table = try AppendingTable(continuing: path, columns: columns, keeping: 2)
    #expect(table.rowCount == 2)
    try table.append([3.0, "again"])
    #expect(try directory.read("h.csv") == "time,name\n1.0,\"two\nlines\"\n2.0,b\n3.0,again\n")
  }

  @Test("refuses to go on with another table or one that has lost rows", arguments: [0, 1])
  func refusesToContinue(which: Int) throws {
    let directory = try TemporaryDirectory()
    let texts = ["time,other\n1.0,a\n2.0,b\n", "time,name\n1.0,a\n2.0,torn"]
    let path = try directory.write(texts[which], as: "h.csv")
    #expect(throws: DataFileError.self) {
      _ = try AppendingTable(continuing: path, columns: columns, keeping: 2)
    }
    #expect(try directory.read("h.csv") == texts[which])
  }

  #if os(Linux)
    /// `/dev/full` answers every write with "no space left on device".
    @Test("reports a full disk")
    func fullDisk() throws {
      let error = try #require(throws: OutputError.self) {
        _ = try AppendingTable(creating: "/dev/full", columns: ["a"])
      }
      #expect(error.code == ENOSPC)
      #expect(error.description.contains("Free some space"))
    }
  #endif

  @Test("keeps rows whole when threads add them at once")
  func concurrentRows() async throws {
    let directory = try TemporaryDirectory()
    let table = try AppendingTable(creating: directory.file("h.csv"), columns: ["a", "b"])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<200 {
        group.addTask { try table.append([.integer(index), .integer(index * index)]) }
      }
      try await group.waitForAll()
    }
    let rows = try DelimitedTable(file: directory.file("h.csv")).rows
    let sorted = rows.sorted { ($0[0].value ?? 0) < ($1[0].value ?? 0) }
    #expect(sorted == (0..<200).map { [.integer($0), .integer($0 * $0)] })
  }
}
