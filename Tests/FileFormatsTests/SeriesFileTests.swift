import FileFormats
import Foundation
import Testing

/// Tables of samples as other programs write them.
@Suite("Series from tables of text")
struct SeriesFileTests {
  private func series(_ text: String, run: SeriesFile.Run = .last) throws -> SeriesFile {
    try SeriesFile(bytes: Array(text.utf8), file: "s.csv", run: run)
  }

  private func values(_ text: String, _ name: String) throws -> [Double] {
    try #require(try series(text).columns.first { $0.name == name }).values
  }

  @Test(
    "are read whatever separates the fields",
    arguments: [
      "t,P\n1,2.5\n2,-3e2\n", "t;P\n1;2,5\n2;-3e2\n", "t\tP\n1\t2.5\n2\t-3e2\n",
      "  t   P\n 1  2.5\n 2 \t -3e2\n", "# t P\n1 2.5\n\n2 -3e2 # late\n",
      "\"t\",\"P\"\r\n1,\"2.5\"\r\n2,-3D2\r\n", "#made by hand\nt, P\n1, 2.5\n# pause\n2, -3e2",
    ])
  func separators(text: String) throws {
    let read = try series(text)
    #expect(read.columns.map(\.name) == ["t", "P"])
    #expect(try values(text, "P") == [2.5, -300])
    #expect(read.rows == 2)
  }

  @Test("may have no names, quoted names with separators, or the same name twice")
  func names() throws {
    #expect(try series("1,2\n3,4\n").columns.map(\.name) == ["column 1", "column 2"])
    let quoted = try series("\"a, \"\"b\"\"\",a\n1,2\n3,4\n")
    #expect(quoted.columns.map(\.name) == ["a, \"b\"", "a"])
    #expect(try series("P,P\n1,2\n3,4\n").columns.map(\.name) == ["P", "P (2)"])
  }

  @Test("leave out columns of words and empty ones")
  func skipped() throws {
    let read = try series("name,x,\nrun1,1,\nrun2,2,\n")
    #expect(read.columns.map(\.name) == ["x"])
    #expect(read.skipped.map(\.name) == ["name", "column 3"])
    #expect(read.skipped.map(\.reason) == ["words", "no values"])
  }

  @Test(
    "say where a value is no finite number",
    arguments: [
      ("nan", "'nan'"), ("", "nothing"), ("-inf", "'-inf'"), ("N/A", "'N/A'"), ("x1", "'x1'"),
    ])
  func faults(field: String, found: String) throws {
    let read = try series("t,P\n1,2\n2,\(field)\n3,4\n")
    let column = try #require(read.columns.last)
    #expect(column.fault == SeriesFile.Fault(line: 3, row: 2, found: found))
    let error = try #require(throws: DataFileError.self) { try column.requireFinite(in: "s.csv") }
    #expect(error.description.hasPrefix("s.csv, line 3: found \(found) in column P, row 2, but "))
  }

  @Test(
    "are refused where they are no tables",
    arguments: [
      ("", "nothing but comments"), ("# only\n", "nothing but comments"), ("a,b\n", "names of"),
      ("a,b\n1,2\n3\n", "line 3: found one field"), ("a\nx\n", "no column of numbers"),
      ("a,b\n1,\"2\n", "a quote that is never closed"), ("a\n\0\n", "binary data"),
    ])
  func broken(text: String, message: String) throws {
    let error = try #require(throws: DataFileError.self) { try series(text) }
    #expect(error.description.contains(message))
  }

  /// The fast path of the reader must round as the standard library does.
  @Test("hold the very numbers that were written")
  func exactNumbers() throws {
    var generator = SystemRandomNumberGenerator()
    let numbers = (0..<2000).map { _ in
      let number = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
      return number.isFinite ? number : 1
    }
    let short = (0..<2000).map { _ in
      Double(Int.random(in: -99_999_999...99_999_999, using: &generator)) / 1e6
    }
    let text = zip(numbers, short).map { "\($0),\($1)" }.joined(separator: "\n")
    let read = try series("a,b\n" + text)
    #expect(read.columns[0].values == numbers)
    #expect(read.columns[1].values == short)
  }
}

/// Logs of LAMMPS in the styles of its thermodynamic output.
@Suite("Series from logs of LAMMPS")
struct LAMMPSLogTests {
  private static let opening =
    "LAMMPS (29 Aug 2024)\nPer MPI rank memory allocation (min/avg/max) = 3 | 3 | 3 Mbytes\n"

  private static let table =
    opening + "   Step          Temp     \n         0   0.7\nWARNING: slow\n       100   0.75\n"
    + "Loop time of 1.2 on 1 procs\n"

  private func series(_ text: String, run: SeriesFile.Run = .last) throws -> SeriesFile {
    try SeriesFile(bytes: Array(text.utf8), file: "log.lammps", run: run)
  }

  @Test(
    "are read in the styles one, multi and yaml",
    arguments: [
      table,
      opening + "------------ Step  0 ----- CPU = 0 (sec) -----\nTemp     =  0.7 \n"
        + "------------ Step  100 ----- CPU = 1 (sec) -----\nTemp     =  0.75 \nLoop time of 1\n",
      opening
        + "---\nkeywords: ['Step', 'Temp', ]\ndata:\n  - [0, 0.7, ]\n  - [100, 0.75, ]\n...\n",
    ])
  func styles(text: String) throws {
    let read = try series(text)
    #expect(read.columns.map(\.name) == ["Step", "Temp"])
    #expect(read.columns.map(\.values) == [[0, 100], [0.7, 0.75]])
    #expect(read.kind == "LAMMPS log, run 1 of 1")
  }

  @Test("give the last run, one of them, or all without the repeated row")
  func runs() throws {
    let text =
      Self.table + "Per MPI rank memory\n Step Temp\n 100 0.75\n 200 0.8\nLoop time of 1\n"
    #expect(try series(text).columns[1].values == [0.75, 0.8])
    #expect(try series(text, run: .number(1)).columns[1].values == [0.7, 0.75])
    #expect(try series(text, run: .all).columns[1].values == [0.7, 0.75, 0.8])
    #expect(throws: DataFileError.self) { try series(text, run: .number(3)) }
  }

  @Test("may end in the middle of a row, but not have a broken one before")
  func cutOff() throws {
    let start = Self.opening + " Step Temp Press\n 0 0.7 1\n 100 0.8 2\n 200 0."
    #expect(try series(start).columns[0].values == [0, 100])
    let error = try #require(throws: DataFileError.self) { try series(start + "\n 300 0.7 1\n") }
    #expect(error.line == 6)
    #expect(throws: DataFileError.self) { try series("LAMMPS (29 Aug 2024)\nTotal wall time\n") }
  }
}
