internal import CellProblems
internal import Tensors

/// Nonlinear materials of a deck and the mean gradients that its cell is asked.
public struct NonlinearPlan: Sendable {
  /// The mean gradients, shape [questions][d], in the units of the deck's results.
  public let gradients: [[Double]]

  private let laws: [Law]

  /// How the flux of a phase grows.
  private enum Law: Sendable {
    case power(Double, scale: Double)
    case polynomial([Double], scale: Double)

    func flux(coefficient: Double) -> any MonotoneFlux {
      switch self {
      case .power(let exponent, let scale):
        PowerFlux(coefficient: coefficient, exponent: exponent, scale: scale)
      case .polynomial(let terms, let scale):
        PolynomialFlux(
          coefficients: terms.reduce(into: (list: [Double](), factor: coefficient)) { sum, term in
            sum.list.append(sum.factor * term)
            sum.factor /= scale
          }.list)
      }
    }
  }

  /// Reads the section `nonlinear` of a cell.
  ///
  /// - Throws: `DeckError`.
  init(_ cell: DeckSection, _ section: DeckSection, dimension: Int) throws {
    guard case .conducting(let tensors) = try CellPhases(cell),
      tensors.allSatisfy({ $0 == Tensor3(diagonal: Vector3(repeating: $0[0, 0])) }),
      tensors.allSatisfy({ $0[0, 0] > 0 && $0.isFinite })
    else {
      throw cell.problem(
        at: "phases",
        "nonlinear phases conduct alike in all directions, and are neither pores nor perfect "
          + "conductors",
        advice: "Give each a finite conductivity above zero.")
    }
    let sections = section.sections("laws")
    guard sections.count == tensors.count else {
      throw section.problem(
        at: "laws", "there are \(tensors.count) phases and \(sections.count) laws",
        advice: "Give one law for each phase.")
    }
    laws = try sections.map { law in
      let scale = law.quantity("referenceGradient", in: .si)
      switch (law.optionalNumber("exponent"), law.has("polynomial")) {
      case (let exponent?, false): return .power(exponent, scale: scale)
      case (nil, true):
        let terms = law.numbers("polynomial")
        guard terms.contains(where: { $0 > 0 }) else {
          throw law.problem(at: "polynomial", "all terms are zero", advice: "Write [1, 0, 1].")
        }
        return .polynomial(terms, scale: scale)
      default:
        throw law.problem(
          at: "exponent", "a law has an exponent or a polynomial",
          advice: "Write exponent: 3, or polynomial: [1, 0, 1].")
      }
    }
    gradients = section.quantityRows("gradients", in: .si)
    guard gradients.allSatisfy({ $0.count == dimension }) else {
      throw section.problem(
        at: "gradients", "a gradient of this cell has \(dimension) components",
        advice: "Write [[1, 0]] in the plane, [[1, 0, 0]] in space.")
    }
  }

  /// The cell of an arrangement: crossed voxels are filled by the phase with the largest share.
  func cell(_ map: VoxelMap<VoxelContent>, _ phases: CellPhases) -> NonlinearCell? {
    guard case .conducting(let tensors) = phases else { return nil }
    let fluxes = tensors.enumerated().map { index, tensor in
      laws[min(index, laws.count - 1)].flux(coefficient: tensor[0, 0])
    }
    return NonlinearCell(
      map.map { content -> any MonotoneFlux in
        switch content {
        case .pure(let phase): fluxes[phase]
        case .layered(let first, let second, let share, _): fluxes[share >= 0.5 ? first : second]
        case .blended(let shares):
          fluxes[shares.indices.max { shares[$0] < shares[$1] } ?? 0]
        }
      })
  }
}
