import CellProblems
import FileFormats
import Foundation
import InputDeck
import Testing

@Suite("Voxel files of decks")
struct CellFileTests {
  private let folder: URL

  init() {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("CellFileTests-\(UUID().uuidString)")
  }

  /// The plan of a deck with a file of 2 × 3 floating-point voxels.
  private func plan(
    _ numbers: [Float], keys: String, name: String = "cell.raw", phases: Int = 1
  ) throws -> HomogenizationPlan {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let data = numbers.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    }
    try Data(data).write(to: folder.appendingPathComponent(name))
    let deck = """
      units: reduced
      cell:
        microstructure: { kind: voxels, file: \(name), type: float32\(keys) }
        phases: [\((1...phases).map { "{ conductivity: \($0) }" }.joined(separator: ", "))]
      """
    let path = folder.appendingPathComponent("deck.yaml")
    try deck.write(to: path, atomically: true, encoding: .utf8)
    return try HomogenizationPlan(Deck(contentsOf: path.path, schema: .scout))
  }

  @Test("are read with x as the fastest axis")
  func raw() throws {
    let plan = try plan([1, 2, 3, 4, 5, 6], keys: ", shape: [2, 3]")
    #expect(plan.dimension == 2)
    let cell = try plan.cell(realization: 0, resolution: 3)
    #expect(cell.medium.grid.shape == [2, 3])
  }

  @Test(
    "that hold a coefficient of zero, below it or none are refused with the voxel",
    arguments: [(Float(0), "0.0"), (-2, "-2.0"), (.nan, "nan"), (.infinity, "inf")])
  func badNumbers(value: Float, shown: String) throws {
    let error = #expect(throws: DataFileError.self) {
      // The fourth number of the file: x = 1, y = 1.
      try plan([1, 2, 3, value, 5, 6], keys: ", shape: [2, 3]")
    }
    #expect(error?.found == "\(shown) in voxel (1, 1)")
  }

  @Test("whose numbers stand for no phase are refused with the voxel")
  func unknownPhase() throws {
    let error = #expect(throws: DataFileError.self) {
      try plan([1, 2, 1, 2, 7, 1], keys: ", shape: [2, 3], values: [1, 2]", phases: 2)
    }
    #expect(error?.found == "7.0 in voxel (0, 2)")
  }

  @Test("of a shape that is not the deck's name the line, both shapes and what to do")
  func shapes() throws {
    let short = #expect(throws: DeckError.self) {
      try plan([1, 2, 3, 4, 5, 6], keys: ", shape: [2, 4]")
    }
    let problem = try #require(short?.problems.first)
    #expect(problem.line == 3 && problem.path == "cell.microstructure.shape")
    #expect(problem.rule.contains("2 x 4 = 8 voxels of type float32, which take 32 bytes"))
    #expect(problem.rule.hasSuffix("has 24, 6 voxels"))
    #expect(problem.advice == "Correct shape or type.")
    #expect(throws: DeckError.self) { try plan([1, 2], keys: "") }
    #expect(throws: DeckError.self) { try plan([1, 2], keys: "", name: "cell.jpeg") }
  }

  /// A NumPy file of 2 × 3 doubles.
  @Test("that know their own shape are held to the deck's")
  func knownShape() throws {
    let head = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"
    let header = head + String(repeating: " ", count: 117 - head.count) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8)
    bytes += (1...6).flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: Double(number).bitPattern >> (8 * $0)) }
    }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(bytes).write(to: folder.appendingPathComponent("cell.npy"))
    func problem(_ keys: String) throws -> DeckProblem? {
      let text = """
        units: reduced
        cell:
          microstructure:
            kind: voxels
            file: cell.npy
        \(keys)
          phases: [{ conductivity: 1 }]
        """
      let path = folder.appendingPathComponent("deck.yaml").path
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      do {
        _ = try HomogenizationPlan(Deck(contentsOf: path, schema: .scout))
        return nil
      } catch let error as DeckError { return error.problems.first }
    }
    #expect(try problem("    shape: [2, 3]") == nil)
    let found = try #require(try problem("    shape: [3, 2]"))
    #expect(found.line == 6 && found.path == "cell.microstructure.shape")
    let file = folder.appendingPathComponent("cell.npy").path
    #expect(found.rule == "the deck expects 3 x 2 voxels, and \(file) holds 2 x 3")
    #expect(found.advice?.hasPrefix("Write shape: [2, 3]") == true)
  }
}
