public import CellProblems
internal import Tensors

/// A regular array whose interface elements are to follow.
public struct ResolvedPlan: Sendable {
  /// How the inclusions are arranged.
  public let array: Inclusions.Array
  /// The volume share of the inclusions.
  public let share: Double
  /// The coefficients of matrix and inclusions.
  public let coefficients: (matrix: Double, inclusion: Double)

  /// Reads the section `cell`.
  ///
  /// - Returns: nil where the deck does not ask for it.
  /// - Throws: `DeckError` for a microstructure that has no such elements.
  init?(_ cell: DeckSection) throws {
    guard cell.optionalText("interfaces") == "resolved" else { return nil }
    let section = cell.section("microstructure")
    guard section.text("kind") == "array",
      let array = Inclusions.Array(rawValue: section.text("lattice")),
      case .conducting(let tensors) = try CellPhases(cell), tensors.count == 2,
      tensors.allSatisfy({ $0 == Tensor3(diagonal: Vector3(repeating: $0[0, 0])) }),
      tensors[0][0, 0] > 0, tensors[0].isFinite
    else {
      throw cell.problem(
        at: "interfaces",
        "elements that end at the interface exist for arrays of isotropic conductors in a "
          + "conducting matrix", advice: "Choose composite.")
    }
    self.array = array
    share = section.number("share")
    coefficients = (tensors[0][0, 0], tensors[1][0, 0])
  }

  /// Solves the array.
  ///
  /// - Throws: `CellFailure`.
  public func solve() throws(CellFailure) -> ResolvedArray {
    let isPlane = array.dimension == 2
    return try ResolvedArray(
      array, share: share, matrix: coefficients.matrix, inclusion: coefficients.inclusion,
      tolerance: isPlane ? 1e-9 : 1e-7, limit: isPlane ? 30 : 10)
  }
}
