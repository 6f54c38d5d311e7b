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

  @Test("of the wrong shape, without shape or of an unknown format are refused")
  func shapes() throws {
    let error = #expect(throws: DataFileError.self) {
      try plan([1, 2, 3, 4, 5, 6], keys: ", shape: [2, 4]")
    }
    #expect(error?.found == "24 bytes")
    #expect(throws: DeckError.self) { try plan([1, 2], keys: "") }
    #expect(throws: DeckError.self) { try plan([1, 2], keys: "", name: "cell.jpeg") }
  }
}
