import CellProblems
import Foundation
import Testing

@Suite("NumPy files")
struct NumPyArrayTests {
  /// A file as `numpy.save` writes it.
  private func file(
    _ descriptor: String, _ shape: String, _ data: [UInt8], fortran: String = "False"
  ) -> [UInt8] {
    var header = "{'descr': '\(descriptor)', 'fortran_order': \(fortran), 'shape': \(shape), }"
    while (header.utf8.count + 11) % 64 != 0 { header += " " }
    header += "\n"
    let count = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(count & 255), UInt8(count >> 8)]
      + Array(header.utf8) + data
  }

  private func bytes(_ value: Double) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
  }

  @Test("of bytes, floats and both orders are read")
  func kinds() throws {
    let small = try NumPyArray(contents: file("|u1", "(2, 3)", [0, 1, 2, 3, 4, 255]))
    #expect(small.shape == [2, 3])
    #expect(small.values == [0, 1, 2, 3, 4, 255])
    let numbers = try NumPyArray(contents: file("<f8", "(2, 1)", bytes(0.1) + bytes(-7)))
    #expect(numbers.values == [0.1, -7])
    let columns = try NumPyArray(
      contents: file("|u1", "(2, 3)", [0, 3, 1, 4, 2, 5], fortran: "True"))
    #expect(columns.values == [0, 1, 2, 3, 4, 5])
    let signed = try NumPyArray(contents: file(">i2", "(2,)", [0xFF, 0xFE, 0, 5]))
    #expect(signed.values == [-2, 5])
  }

  @Test("that are damaged are refused")
  func damage() {
    let good = file("|u1", "(2, 3)", [0, 1, 2, 3, 4, 5])
    for bad in [
      [], Array("hello world".utf8), Array(good.dropLast()), good + [1],
      file("<c16", "(1,)", Array(repeating: 0, count: 16)), file("|O", "(1,)", [0]),
      file("|u1", "(0, 3)", []), file("|u1", "(99999999, 99999999)", [1]),
      file("|u1", "(-2, -3)", [0, 1, 2, 3, 4, 5]), Array(good.prefix(12)),
    ] {
      #expect(throws: NumPyArray.FormatError.self) { try NumPyArray(contents: bad) }
    }
  }
}
