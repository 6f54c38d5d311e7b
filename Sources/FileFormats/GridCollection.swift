/// The list of a run's fields over time, a `.pvd` file, as ParaView opens it.
///
/// - SeeAlso: Kitware, *ParaView documentation*, PVDReader,
///   <https://www.paraview.org/paraview-docs/latest/python/paraview.simple.PVDReader.html>.
public struct GridCollection: Sendable, Equatable {
  /// A state in the list.
  public struct Entry: Sendable, Equatable {
    /// The time of the state, in [time].
    public let time: Double
    /// Its `.vtu` file, relative to the list.
    public let file: String

    /// Creates an entry.
    public init(time: Double, file: String) {
      self.time = time
      self.file = file
    }
  }

  /// The states in the order of time.
  public private(set) var entries: [Entry] = []

  /// Creates an empty list.
  public init() {}

  /// Adds a state; one that has the same file is replaced, so that a resumed run adds none twice.
  public mutating func append(_ entry: Entry) {
    entries.removeAll { $0.file == entry.file }
    entries.append(entry)
  }

  /// The file's contents.
  public var text: String {
    let sets = entries.map { entry in
      "<DataSet timestep=\"\(entry.time)\" part=\"0\" "
        + "file=\"\(MarkupText.escaped(entry.file))\"/>\n"
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <VTKFile type="Collection" version="1.0" byte_order="LittleEndian">
      <Collection>
      \(sets.joined())</Collection>
      </VTKFile>

      """
  }

  /// Writes the `.pvd` file, atomically.
  public func write(to path: String) throws(OutputError) {
    try AtomicFile.write(text, to: path)
  }
}
