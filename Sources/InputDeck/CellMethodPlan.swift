public import CellProblems
internal import Tensors

/// How a deck wants its cells solved: the size, the boundary, the average, the regularisation.
public struct CellMethodPlan: Sendable {
  /// The edge of the cell in periods, δ/ε.
  public let size: Double

  /// The condition on the boundary.
  public let boundary: CellBoundary

  /// The weight of the average.
  public let average: CellAverage

  /// The screening length in units of √(εδ) and the steps of extrapolation; nil for none.
  public let screening: (length: Double, extrapolations: Int)?

  /// Reads the section `cell`.
  ///
  /// - Throws: `DeckError` for what does not go together.
  init(_ cell: DeckSection, phases: CellPhases, isFile: Bool) throws {
    size = cell.number("size")
    guard size >= 1 else {
      throw cell.problem(
        at: "size",
        "the cell's edge δ is shorter than one period ε of the microstructure, δ/ε = \(size)",
        advice: "Choose δ ≥ ε; a cell stands for the medium only where ε << δ, or δ = ε with "
          + "periodic conditions.")
    }
    guard size == 1 || !isFile else {
      throw cell.problem(
        at: "size", "a voxel file is a cell of its own size", advice: "Remove it.")
    }
    (boundary, average, screening) = (cell.cellBoundary, cell.cellAverage, cell.cellScreening)
    if phases.hasPerfectConductors {
      let keys = ["boundary": boundary == .periodic, "average": average == .plain]
      for key in ["boundary", "average", "regularization"]
      where !(keys[key] ?? (screening == nil)) {
        throw cell.problem(
          at: key, "a cell with a perfect conductor is periodic, and averaged as a whole",
          advice: "Leave it out, or give the phase a large finite conductivity.")
      }
    }
    if let advice = Self.objection(boundary, phases, isScreened: screening != nil) {
      throw cell.problem(at: "boundary", advice.0, advice: advice.1)
    }
  }

  /// Why a boundary cannot be, and what can.
  private static func objection(
    _ boundary: CellBoundary, _ phases: CellPhases, isScreened: Bool
  ) -> (String, String)? {
    switch boundary {
    case .mixed where phases.isElastic:
      ("mixed conditions are for conduction only", "Choose linear or periodic.")
    case .uniformFlux where phases.hasPores:
      ("a uniform flux cannot enter a pore", "Choose linear or periodic.")
    case .uniformFlux where isScreened:
      ("regularised correctors have linear or periodic conditions", "Choose one of them.")
    default: nil
    }
  }

  /// The method for a cell of some size on a grid.
  func method(boundary: CellBoundary? = nil, size: Double, grid: VoxelGrid) -> CellMethod {
    let period = (grid.lengths.max() ?? 1) / size
    return CellMethod(
      boundary: boundary ?? self.boundary, average: average,
      regularization: screening.map {
        CellRegularization(
          length: $0.length * size.squareRoot() * period, extrapolations: $0.extrapolations)
      })
  }

  /// What a user should know who asks for a cell that does not fit the period.
  func notes(isRandom: Bool) -> [String] {
    guard !isRandom, average.order == 0 else { return [] }
    if boundary == .periodic, size != size.rounded() {
      return [
        "\(size) is no whole number of periods: expect an error of the order ε/δ = \(1 / size)"
      ]
    }
    if boundary != .periodic {
      return [
        "these conditions on the boundary err by the order ε/δ = \(1 / size) in a periodic medium"
      ]
    }
    return []
  }
}

extension DeckSection {
  /// The condition on a cell's boundary.
  var cellBoundary: CellBoundary { choice("boundary", as: CellBoundary.self) }

  /// The weight of a cell's average.
  var cellAverage: CellAverage {
    optionalSection("average").map {
      CellAverage(part: $0.number("part"), order: $0.integer("order"))
    } ?? .plain
  }

  /// The screening length in units of √(εδ) and the steps of extrapolation; nil for none.
  var cellScreening: (length: Double, extrapolations: Int)? {
    optionalSection("regularization").map {
      ($0.number("screening"), $0.integer("extrapolations"))
    }
  }
}

/// A study of the size of cells, as a deck asks for it.
public struct SizeStudyPlan: Sendable {
  /// Edges of the cells in periods.
  public let sizes: [Double]
  /// The conditions on the boundary.
  public let boundaries: [CellBoundary]
  /// How many cells of each size.
  public let samples: Int
  /// Voxels along the edge of one period.
  public let voxels: Int
  /// The known answer, if the deck tells it.
  public let reference: Double?

  /// Reads the section `study`.
  ///
  /// - Throws: `DeckError`.
  init(_ cell: DeckSection, _ study: DeckSection, phases: CellPhases, isFile: Bool) throws {
    guard !isFile else {
      throw cell.problem(
        at: "study", "a voxel file is one cell of one size", advice: "Remove the study.")
    }
    sizes = study.numbers("sizes")
    if let small = sizes.first(where: { $0 < 1 }) {
      throw study.problem(
        at: "sizes",
        "the cell's edge δ is shorter than one period ε of the microstructure, δ/ε = \(small)",
        advice: "Choose sizes of at least 1.")
    }
    boundaries = study.texts("boundaries").compactMap(CellBoundary.init)
    samples = study.integer("samples")
    voxels = study.integer("voxels")
    reference = study.optionalQuantity("reference", in: .si)
    if phases.hasPerfectConductors, boundaries != [.periodic] {
      throw study.problem(
        at: "boundaries", "a cell with a perfect conductor is periodic",
        advice: "Write boundaries: [periodic], or give the phase a large finite conductivity.")
    }
    for boundary in boundaries {
      guard boundary != .mixed || !phases.isElastic, boundary != .uniformFlux || !phases.hasPores
      else {
        throw study.problem(
          at: "boundaries", "\(boundary.rawValue) does not go with these phases",
          advice: "A uniform flux cannot enter a pore; mixed conditions are for conduction.")
      }
    }
  }
}
