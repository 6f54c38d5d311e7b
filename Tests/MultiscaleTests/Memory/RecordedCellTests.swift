import CellProblems
import Continuum
import Discretization
import Multiscale
import NumericalMethods
import ScaleBridge
import Tensors
import Testing

/// The fluxes of a cell, counted: what a database asks of a law that it shall remember.
private struct CountedCell: SamplingLaw {
  var cell: CellLaw
  private(set) var questions = 0
  private(set) var lastAmounts: [SampleAmount] = []
  private(set) var lastNumbers: [Int] = []

  init(_ cell: CellLaw) { self.cell = cell }

  mutating func respond(
    to loads: [ThermalLoad], within precision: Precision
  ) async throws -> [Estimate<HeatFlux>] {
    questions += loads.count
    lastAmounts = loads.map { _ in SampleAmount(used: 1, discarded: 0) }
    lastNumbers = loads.indices.map { questions - loads.count + $0 }
    return try await cell.respond(to: loads, within: precision)
  }
}

@Suite("Cells in the constitutive database")
struct RecordedCellTests {
  private let database: ScratchDatabase

  init() throws { database = try ScratchDatabase() }

  /// Layers of 1 and 9: 1.8 across and 5 along, met exactly by voxels.
  private var cell: CellLaw {
    CellLaw([
      VoxelMap(
        grid: VoxelGrid(shape: [2, 2]), indices: [0, 0, 1, 1],
        materials: [1.0, 9].map { Tensor3(diagonal: Vector3(repeating: $0)) })
    ])
  }

  private var body: ConductingBody {
    get throws {
      let zero: BoxDiffusion.Function = { _ in 0 }
      return try BoxDiffusion(
        size: Vector3(1, 1, 1), dimension: 2, source: { 1 + $0.x * $0.y },
        held: ["left": zero, "top": zero]
      ).body(cells: [6, 5], of: .quadrilateral, order: 1)
    }
  }

  /// The temperature that a law brings about, and how many questions a database passed on.
  private func recorded(_ shelf: AnswerShelf) async throws -> (values: [Double], questions: Int) {
    var conduction = LinearConduction(try body)
    var law = RecordedLaw(CountedCell(cell), knowing: shelf)
    var answers: [Estimate<HeatFlux>] = []
    // In batches, as a run asks: what one has stored the next finds.
    let loads = conduction.loads.map(\.load)
    for start in stride(from: 0, to: loads.count, by: 2) {
      answers += try await law.respond(
        to: Array(loads[start..<start + 2]), within: conduction.precision)
    }
    try conduction.advance(with: answers)
    return (conduction.temperature.values, law.inner.questions)
  }

  @Test("the same temperature to rounding through a formula, a cell, and a cell that is remembered")
  func sameAnswer() async throws {
    var formula = try FourierConduction(tensor: Tensor3(diagonal: Vector3(1.8, 5, 5)))
    var (exact, direct) = (LinearConduction(try body), LinearConduction(try body))
    let loads = exact.loads.map(\.load)
    try exact.advance(with: try await formula.respond(to: loads, within: exact.precision))
    var cell = cell
    try direct.advance(with: try await cell.respond(to: loads, within: exact.precision))
    func shelf(_ run: String) throws -> AnswerShelf {
      try database.shelf("layers", components: 3, run: run)
    }
    let first = try await recorded(try shelf("first"))
    let again = try await recorded(try shelf("second"))
    #expect(first.questions == 2 && again.questions == 0)
    #expect(first.values == again.values)
    for values in [first.values, direct.temperature.values] {
      let difference = zip(values, exact.temperature.values).reduce(0) {
        max($0, abs($1.0 - $1.1))
      }
      #expect(difference < 1e-13)
    }
  }
}
