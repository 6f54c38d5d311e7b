public import Tensors

/// What the pair loop is to find out.
public enum PairTask: Sendable {
  /// Forces.
  case forces
  /// Forces, and the energy of all pairs.
  case forcesAndEnergy
  /// The energy of every particle's pairs along a direction, in place of its force.
  case siteEnergies
  /// What pairs contribute to the heat flux; no forces.
  case heatFlux
  /// What a heat field along a direction does to every particle through its pairs, in place of its force.
  case heatShares
}

/// Sums over all listed pairs.
public struct PairSums: Sendable {
  /// The energy Σ u, in [energy], where it was needed.
  public var energy = 0.0

  /// The energy of pairs that moves along with them, ½ Σ u (v_i + v_j), in [energy·length/time].
  public var transport = Vector3.zero

  /// The work of pair forces along the distance it is done over, ½ Σ r (f · (v_i + v_j)) with f the
  /// force on i and r = r_i − r_j, in [energy·length/time].
  public var work = Vector3.zero

  static func + (left: PairSums, right: PairSums) -> PairSums {
    PairSums(
      energy: left.energy + right.energy, transport: left.transport + right.transport,
      work: left.work + right.work)
  }
}
