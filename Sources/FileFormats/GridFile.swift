internal import Foundation
internal import Tensors

extension UnstructuredGrid {
  /// The contents of a `.vtu` file: XML with the numbers in base64, little-endian, uncompressed,
  /// each array preceded by its length in bytes as a 64-bit integer.
  public var text: String {
    let offsets = cells.reduce(into: [Int]()) { $0.append(($0.last ?? 0) + $1.points.count) }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <VTKFile type="UnstructuredGrid" version="1.0" byte_order="LittleEndian" \
      header_type="UInt64">
      <UnstructuredGrid>
      \(timeElement)<Piece NumberOfPoints="\(points.count)" NumberOfCells="\(cells.count)">
      <Points>
      \(Field("Points", .vectors(points)).element)</Points>
      <Cells>
      \(Field("connectivity", .integers(cells.flatMap(\.points))).element)\
      \(Field("offsets", .integers(offsets)).element)\
      \(shapesElement)</Cells>
      <PointData>
      \(pointFields.map(\.element).joined())</PointData>
      <CellData>
      \(cellFields.map(\.element).joined())</CellData>
      </Piece>
      </UnstructuredGrid>
      </VTKFile>

      """
  }

  /// Writes the `.vtu` file, atomically.
  public func write(to path: String) throws(OutputError) {
    try AtomicFile.write(text, to: path)
  }

  /// The time of the state, under the name that ParaView looks for.
  private var timeElement: String {
    guard let time else { return "" }
    let array = BinaryArray.element(
      name: "TimeValue", type: "Float64", shape: "NumberOfTuples=\"1\"", bytes: [time].littleEndian)
    return "<FieldData>\n\(array)</FieldData>\n"
  }

  /// The shapes of the cells, as VTK's numbers.
  private var shapesElement: String {
    BinaryArray.element(name: "types", type: "UInt8", bytes: Data(cells.map(\.shape.rawValue)))
  }
}

extension UnstructuredGrid.Field {
  /// The field as an XML element.
  var element: String {
    switch values {
    case .scalars(let values):
      BinaryArray.element(name: name, type: "Float64", bytes: values.littleEndian)
    case .integers(let values):
      BinaryArray.element(name: name, type: "Int64", bytes: values.littleEndian)
    case .vectors(let values):
      BinaryArray.element(
        name: name, type: "Float64", shape: BinaryArray.components(["x", "y", "z"]),
        bytes: values.flatMap { [$0.x, $0.y, $0.z] }.littleEndian)
    case .tensors(let values):
      BinaryArray.element(
        name: name, type: "Float64", shape: BinaryArray.components(Tensor3.componentNames),
        bytes: values.flatMap(\.components).littleEndian)
    }
  }
}

/// Arrays of numbers inside a VTK file.
private enum BinaryArray {
  /// An array as an XML element on three lines.
  static func element(name: String, type: String, shape: String = "", bytes: Data) -> String {
    let length = [bytes.count].littleEndian
    let attributes = ["type=\"\(type)\"", "Name=\"\(MarkupText.escaped(name))\"", shape]
    return """
      <DataArray \(attributes.filter { !$0.isEmpty }.joined(separator: " ")) format="binary">
      \((length + bytes).base64EncodedString())
      </DataArray>

      """
  }

  /// The attributes that give the number of components and their names.
  static func components(_ names: [String]) -> String {
    let named = names.enumerated().map { "ComponentName\($0)=\"\($1)\"" }
    return "NumberOfComponents=\"\(names.count)\" " + named.joined(separator: " ")
  }
}

extension [Double] {
  /// The numbers as 64-bit floating point, least significant byte first.
  fileprivate var littleEndian: Data { map(\.bitPattern).littleEndian }
}

extension Array where Element: FixedWidthInteger {
  /// The numbers as 64-bit integers, least significant byte first.
  fileprivate var littleEndian: Data {
    var data = Data(capacity: 8 * count)
    for value in self {
      let bits = UInt64(truncatingIfNeeded: value)
      for shift in stride(from: 0, to: 64, by: 8) {
        data.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
      }
    }
    return data
  }
}
