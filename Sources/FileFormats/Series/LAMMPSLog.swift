/// The thermodynamic output in a log of LAMMPS: one block of rows for each run.
///
/// Read are the styles `one` and `custom` (a line of names, then rows of numbers), `multi`
/// (`Temp = 0.72`) and `yaml`, up to `Loop time of` or the end of a log that was cut off.
///
/// - SeeAlso: LAMMPS manual, command `thermo_style`, <https://docs.lammps.org/thermo_style.html>.
struct LAMMPSLog {
  /// One run's rows.
  private struct Block {
    /// The line of the names.
    let line: Int
    var columns: [SeriesColumn]
    var rows: Int { columns.first?.values.count ?? 0 }
  }

  /// How the rows of the block being read are written.
  private enum Style { case table, multi, yaml }

  private let file: String
  private var blocks: [Block] = []
  private var style: Style?
  /// Whether the next line may name the columns.
  private var isHeaderDue = false
  /// Names and values of the row being read in style `multi`.
  private var pending: [(name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
  private var pendingLine = 0

  /// Whether contents are such a log: its first words, or the line before a block, say so.
  static func looksLikeOne(_ bytes: [UInt8]) -> Bool {
    var start = bytes.startIndex
    while start < bytes.count {
      let line = bytes[start...].prefix { $0 != 0x0A }
      if line.starts(with: Words.version) || line.starts(with: Words.memory)
        || line.starts(with: Words.loop)
      {
        return true
      }
      start = line.endIndex + 1
    }
    return false
  }

  /// Reads all blocks.
  ///
  /// - Throws: `DataFileError` for a log without thermodynamic output or with a broken row.
  init(file: String, bytes: [UInt8]) throws(DataFileError) {
    self.file = file
    var (start, number) = (bytes.startIndex, 0)
    while start < bytes.count {
      let line = bytes[start...].prefix { $0 != 0x0A }
      number += 1
      start = line.endIndex + 1
      try read(line.trimmingBlanks, number, isCutOff: line.endIndex == bytes.count)
    }
    try finishMulti(isCutOff: true)
    blocks.removeAll { $0.rows == 0 }
    guard !blocks.isEmpty else {
      throw DataFileError(
        file: file, found: "a LAMMPS log without thermodynamic output",
        rule: "samples are the rows between 'Step' and 'Loop time'",
        remedy: "check that the run got this far, or set thermo to a smaller interval")
    }
  }

  /// The samples of a run, or of all of them.
  ///
  /// - Throws: `DataFileError` where there is no such run, or runs have different columns.
  func series(of run: SeriesFile.Run) throws(DataFileError) -> SeriesFile {
    let count = blocks.count
    let (block, words): (Block, String)
    switch run {
    case .last: (block, words) = (blocks[count - 1], "run \(count) of \(count)")
    case .all: (block, words) = (try joined(), count == 1 ? "one run" : "all \(count) runs")
    case .number(let number):
      guard (1...count).contains(number) else {
        throw DataFileError(
          file: file, found: count == 1 ? "one run" : "\(count) runs",
          rule: "runs are counted from 1", remedy: "choose a run from 1 to \(count) with --run")
      }
      (block, words) = (blocks[number - 1], "run \(number) of \(count)")
    }
    var series = try SeriesFile(file: file, columns: block.columns)
    series.kind = "LAMMPS log, \(words)"
    return series
  }

  /// All runs, the first row of each left out where it repeats the last one's step.
  private func joined() throws(DataFileError) -> Block {
    var all = blocks[0]
    for block in blocks.dropFirst() {
      guard block.columns.map(\.name) == all.columns.map(\.name) else {
        throw DataFileError(
          file: file, line: block.line, found: "a run with other columns than the first",
          rule: "runs are joined column by column", remedy: "choose one run with --run")
      }
      let isRepeated = all.columns[0].values.last == block.columns[0].values.first
      for index in all.columns.indices {
        all.columns[index].append(contentsOf: block.columns[index], dropping: isRepeated ? 1 : 0)
      }
    }
    return all
  }
}

// MARK: - Lines

extension LAMMPSLog {
  /// What lines begin with.
  private enum Words {
    static let version = Array("LAMMPS (".utf8)
    static let memory = Array("Per MPI rank memory".utf8)
    static let oldMemory = Array("Memory usage per processor".utf8)
    static let loop = Array("Loop time of".utf8)
    static let step = Array("Step".utf8)
    static let ruler = Array("-----".utf8)
    static let keywords = Array("keywords:".utf8)
    static let bullet = Array("- [".utf8)
  }

  /// Takes in one line.
  private mutating func read(
    _ line: ArraySlice<UInt8>, _ number: Int, isCutOff: Bool
  ) throws(DataFileError) {
    let fields = line.split { $0 == 0x20 || $0 == 0x09 }
    if line.starts(with: Words.memory) || line.starts(with: Words.oldMemory) {
      isHeaderDue = true
    } else if line.starts(with: Words.loop) {
      try finishMulti()
      (style, isHeaderDue) = (nil, false)
    } else if line.starts(with: Words.ruler),
      fields.contains(where: { $0.elementsEqual(Words.step) })
    {
      try beginMulti(fields, number)
    } else if line.starts(with: Words.keywords) {
      open(Self.listed(line), number, .yaml)
    } else if style == nil, isHeaderDue || fields.first?.elementsEqual(Words.step) == true {
      isHeaderDue = false
      guard fields.count > 0,
        fields.allSatisfy({ DecimalField($0, decimalComma: false).value == nil })
      else { return }
      open(fields, number, .table)
    } else {
      try readRow(line, fields, number, isCutOff: isCutOff)
    }
  }

  /// Takes in a line inside a block; messages between rows are passed over.
  private mutating func readRow(
    _ line: ArraySlice<UInt8>, _ fields: [ArraySlice<UInt8>], _ number: Int, isCutOff: Bool
  ) throws(DataFileError) {
    switch style {
    case .table
    where fields.first.map { DecimalField($0, decimalComma: false).value != nil } == true:
      try append(fields, number, isCutOff: isCutOff)
    case .yaml where line.starts(with: Words.bullet):
      try append(Self.listed(line), number, isCutOff: isCutOff)
    case .multi:
      for index in fields.indices.dropLast(2) where fields[index + 1].elementsEqual([0x3D]) {
        pending.append((fields[index], fields[index + 2]))
      }
    default: break
    }
  }

  /// Starts a block.
  private mutating func open(_ names: [ArraySlice<UInt8>], _ line: Int, _ style: Style) {
    self.style = style
    blocks.append(Block(line: line, columns: names.map { SeriesColumn(name: $0.text) }))
  }

  /// Adds a row to the block; a last row that the end of the file cuts off is passed over.
  private mutating func append(
    _ row: [ArraySlice<UInt8>], _ line: Int, isCutOff: Bool
  ) throws(DataFileError) {
    let last = blocks.count - 1
    let count = blocks[last].columns.count
    guard row.count == count else {
      if isCutOff { return }
      throw DataFileError(
        file: file, line: line, found: "\(row.count) values",
        rule: "line \(blocks[last].line) names \(count) columns",
        remedy: "remove the broken row; processes that write one log at a time avoid such rows")
    }
    for index in row.indices {
      blocks[last].columns[index].append(row[index], decimalComma: false, line: line)
    }
  }

  /// The items of a list in brackets, quotes removed: `['Step', 'Temp', ]`.
  private static func listed(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let inner = line.drop { $0 != 0x5B }.dropFirst().prefix { $0 != 0x5D }
    return inner.split(separator: 0x2C).map { item in
      var item = item.trimmingBlanks
      if item.first == 0x27 || item.first == 0x22 { item = item.dropFirst().dropLast() }
      return item
    }.filter { !$0.isEmpty }
  }

  /// Starts a row of style `multi`: `----- Step 100 ----- CPU = 0.1 (sec) -----`.
  private mutating func beginMulti(
    _ fields: [ArraySlice<UInt8>], _ number: Int
  ) throws(DataFileError) {
    try finishMulti()
    if style != .multi {
      isHeaderDue = false
      open([], number, .multi)
    }
    pendingLine = number
    guard let step = fields.firstIndex(where: { $0.elementsEqual(Words.step) }),
      step + 1 < fields.count
    else { return }
    pending.append((fields[step], fields[step + 1]))
  }

  /// Adds the row of style `multi` that is complete.
  private mutating func finishMulti(isCutOff: Bool = false) throws(DataFileError) {
    guard style == .multi, !pending.isEmpty else { return }
    defer { pending = [] }
    if blocks[blocks.count - 1].columns.isEmpty {
      blocks[blocks.count - 1].columns = pending.map { SeriesColumn(name: $0.name.text) }
    }
    try append(pending.map(\.value), pendingLine, isCutOff: isCutOff)
  }
}
