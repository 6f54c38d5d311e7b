internal import NumericalMethods
internal import Tensors

/// Pushes particles apart until no two are closer than a diameter, and keeps bonds at their
/// length.
///
/// Sweep after sweep each overlapping pair is moved apart by a share of its overlap, with some
/// inertia, then each bond is set to its length. The diameter grows to its end value over the first sweeps, so that
/// particles slide past each other before they get stuck and chains keep their shape: the slow
/// push-off of Auhl et al. without its dynamics.
///
/// - SeeAlso: Auhl, Everaers, Grest, Kremer & Plimpton, *J. Chem. Phys.* **119**, 12718 (2003),
///   <https://doi.org/10.1063/1.1628670>.
struct OverlapRemoval {
  /// The distance that no pair may fall below, in [length].
  let diameter: Double

  /// The length of the bonds, in [length].
  var bondLength = 0.0

  /// The bonds between particles that follow each other without a jump.
  var bonds: [(Int, Int)] = []

  /// The part of its length that a bond may be too long or too short.
  static let bondTolerance = 0.02

  /// The sweeps during which the diameter grows.
  private static let growingSweeps = 30

  /// The sweeps after which what still overlaps is shaken and the diameter grows anew: chains
  /// that cross can hold each other.
  private static let sweepsOfCycle = 150

  /// Many times the sweeps that fluids need.
  private static let mostSweeps = 3000

  /// Pairs are pushed a little further than they must be, so that the end is reached.
  private static let margin = 1.03

  /// The share of an overlap that one sweep removes: a particle has several at a time.
  private static let share = 0.6

  /// The part of a particle's last step that it repeats: it takes crossed chains past each other
  /// in a fraction of the sweeps.
  private static let inertia = 0.8

  /// Moves the particles (shape [N], in [length]).
  ///
  /// - Throws: `ParameterError` if they do not come apart.
  func run(
    on positions: inout [Vector3], in cell: SimulationCell, using random: inout RandomStream
  ) throws(ParameterError) {
    var reduced = cell
    reduced.reduceBasis()
    var steps = Array(repeating: Vector3.zero, count: positions.count)
    for sweep in 0..<Self.mostSweeps {
      let turn = sweep % Self.sweepsOfCycle
      let growth = min(1, Double(turn) / Double(Self.growingSweeps))
      let (moves, closest) = separation(
        of: positions, in: reduced, to: (0.5 + 0.5 * growth) * Self.margin * diameter)
      if growth == 1, closest >= diameter, largestBondError(positions) <= Self.bondTolerance {
        return
      }
      for index in positions.indices {
        steps[index] = Self.inertia * steps[index] + moves[index]
        positions[index] += steps[index]
      }
      if turn == Self.sweepsOfCycle - 1 { shake(&positions, moves, using: &random) }
      for _ in 0..<2 { restoreBonds(&positions) }
    }
    throw ParameterError(
      parameter: "closest approach",
      rule: "small enough for the particles to come apart at this density", value: diameter)
  }

  /// The moves that take overlapping pairs apart, shape [N], and the smallest distance found, in
  /// [length]; infinity if all are apart.
  private func separation(
    of positions: [Vector3], in cell: SimulationCell, to distance: Double
  ) -> (moves: [Vector3], closest: Double) {
    var moves = Array(repeating: Vector3.zero, count: positions.count)
    var closest = Double.infinity
    NeighbourGrid(positions, in: cell, cutoff: distance).forEachPair { i, j, separation, square in
      let length = square.squareRoot()
      closest = min(closest, length)
      let direction = length > 0 ? separation / length : Vector3(1, 0, 0)
      let move = 0.5 * Self.share * (distance - length) * direction
      moves[i] -= move
      moves[j] += move
    }
    return (moves, closest)
  }

  /// Throws the particles that are pushed hardest about, by a diameter.
  private func shake(
    _ positions: inout [Vector3], _ moves: [Vector3], using random: inout RandomStream
  ) {
    let least = 0.5 * Self.share * (Self.margin - 1) * diameter
    for index in positions.indices where moves[index].norm > least {
      positions[index] += diameter * random.direction()
    }
  }

  /// The largest relative error of a bond's length.
  private func largestBondError(_ positions: [Vector3]) -> Double {
    bonds.reduce(0) { worst, bond in
      max(worst, abs((positions[bond.1] - positions[bond.0]).norm / bondLength - 1))
    }
  }

  /// Sets the bonds to their length, one after the other.
  private func restoreBonds(_ positions: inout [Vector3]) {
    for (i, j) in bonds {
      let separation = positions[j] - positions[i]
      let length = separation.norm
      let direction = length > 0 ? separation / length : Vector3(1, 0, 0)
      let move = 0.5 * (length - bondLength) * direction
      positions[i] += move
      positions[j] -= move
    }
  }
}
