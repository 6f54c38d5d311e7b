internal import Tensors

extension ExtendedXYZ {
  /// Reads a file that holds one configuration.
  ///
  /// - Throws: `DataFileError` if it cannot be read, breaks the format or holds several frames.
  public init(file path: String) throws(DataFileError) {
    let frames = try Self.frames(file: path)
    guard frames.count == 1 else {
      throw DataFileError(
        file: path, found: "\(frames.count) configurations", rule: "one is needed",
        remedy: "keep the one that is meant")
    }
    self = frames[0]
  }

  /// Reads all configurations of a file, at least one.
  ///
  /// - Throws: `DataFileError` if it cannot be read or breaks the format.
  public static func frames(file path: String) throws(DataFileError) -> [ExtendedXYZ] {
    try frames(bytes: try InputFile.bytes(of: path), file: path)
  }

  /// Reads all configurations of a file's contents, at least one.
  ///
  /// - Parameter file: the name for error messages.
  /// - Throws: `DataFileError` if the contents break the format.
  public static func frames(bytes: [UInt8], file: String) throws(DataFileError) -> [ExtendedXYZ] {
    var reader = ExtendedXYZReader(lines: TextLines(file: file, bytes: bytes))
    var frames: [ExtendedXYZ] = []
    while let frame = try reader.next() { frames.append(frame) }
    if frames.isEmpty {
      throw DataFileError(
        file: file, found: "an empty file",
        rule: "a configuration starts with the number of particles",
        remedy: "check that the program that wrote it ended well")
    }
    return frames
  }

  /// The bytes that the first frames of a file take, each with the line break that ends it.
  ///
  /// - Throws: `DataFileError` if there are fewer whole frames.
  static func length(ofFrames count: Int, file path: String) throws(DataFileError) -> Int {
    let bytes = try InputFile.bytes(of: path)
    var reader = ExtendedXYZReader(lines: TextLines(file: path, bytes: bytes))
    for index in 0..<count {
      guard try reader.next() != nil, bytes[reader.lines.position - 1] == 0x0A else {
        throw DataFileError(
          file: path, found: "only \(index) whole configurations",
          rule: "the checkpoint knows \(count)", remedy: "start the run afresh with --overwrite")
      }
    }
    return reader.lines.position
  }
}

/// Reads frame after frame and says where a file breaks the rules.
private struct ExtendedXYZReader {
  /// The file.
  var lines: TextLines

  /// The next frame, or nothing where only blank lines are left.
  mutating func next() throws(DataFileError) -> ExtendedXYZ? {
    var first = try lines.next()
    while let line = first, line.allSatisfy(\.isWhitespace) { first = try lines.next() }
    guard let first else { return nil }
    let count = try particleCount(first)
    guard let second = try lines.next() else {
      throw error(
        "the end of the file", "the second line gives Lattice and Properties", "complete the file")
    }
    let header = try header(second)
    return try frame(count: count, header: header)
  }

  /// The first line of a frame, checked against what the file can hold.
  private func particleCount(_ line: String) throws(DataFileError) -> Int {
    guard let count = Int(line.trimmingPrefix(while: \.isWhitespace).prefix { !$0.isWhitespace }),
      line.split(whereSeparator: \.isWhitespace).count == 1, count > 0
    else {
      throw error(
        line.quotedForMessage,
        "a configuration starts with the number of particles, a whole number from 1 up, alone",
        "check the count, and that the frame before has as many lines as it announces")
    }
    // A particle takes at least four fields and three blanks, so memory follows the file.
    guard count <= lines.remainingBytes / 7 else {
      throw error(
        "a count of \(count)", "the file has only \(lines.remainingBytes) bytes left",
        "correct the count or complete the file")
    }
    return count
  }

  /// The second line of a frame.
  private func header(_ line: String) throws(DataFileError) -> ExtendedXYZHeader {
    do {
      return try ExtendedXYZHeader(line)
    } catch {
      throw self.error(error.found, error.rule, error.remedy)
    }
  }

  /// The lines of the particles.
  private mutating func frame(
    count: Int, header: ExtendedXYZHeader
  ) throws(DataFileError) -> ExtendedXYZ {
    var frame = ExtendedXYZ(species: [], positions: [], lattice: header.lattice)
    frame.origin = header.origin
    frame.periodic = header.periodic
    frame.remarks = header.remarks
    frame.skippedProperties = header.skippedProperties
    var velocities: [Vector3] = []
    var forces: [Vector3] = []
    for index in 0..<count {
      guard let line = try lines.next() else {
        throw error(
          "the end of the file after \(index) particles", "the count announces \(count)",
          "correct the count or complete the file")
      }
      let fields = line.utf8.split { $0 == 0x20 || $0 == 0x09 }.map { Substring($0) }
      guard fields.count == header.columnCount else {
        throw error(
          "\(fields.count) fields in \(line.quotedForMessage)",
          "Properties gives every particle \(header.columnCount)",
          "check the line, the count on the first line, and Properties")
      }
      frame.species.append(String(fields[header.species]))
      frame.positions.append(try vector(fields, at: header.position))
      if let column = header.velocity { velocities.append(try vector(fields, at: column)) }
      if let column = header.force { forces.append(try vector(fields, at: column)) }
    }
    if header.velocity != nil { frame.velocities = velocities }
    if header.force != nil { frame.forces = forces }
    return frame
  }

  /// Three numbers of a line, in consecutive columns.
  private func vector(_ fields: [Substring], at column: Int) throws(DataFileError) -> Vector3 {
    var vector = Vector3.zero
    for axis in 0..<3 {
      let field = fields[column + axis]
      guard let value = FiniteNumber.read(field) else {
        throw error(
          field.quotedForMessage, "column \(column + axis + 1) holds a finite decimal number",
          "write it like -1.25 or 3.0e-5")
      }
      vector[axis] = value
    }
    return vector
  }

  /// An error at the line read last.
  private func error(_ found: String, _ rule: String, _ remedy: String) -> DataFileError {
    DataFileError(
      file: lines.file, line: lines.number, found: found, rule: rule, remedy: remedy)
  }
}
