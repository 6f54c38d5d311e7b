public import Tensors

/// Charges at points in a periodic cell.
///
/// A charge is measured so that two of them, q and q′, have the energy q q′/r: it is a multiple of
/// √(energy · length), and no constant of electrostatics is needed.
public struct PointCharges: Sendable {
  /// Where the charges are, any images, shape [N], in [length].
  public var positions: [Vector3]

  /// The charges, shape [N], in [√(energy · length)].
  public let values: [Double]

  /// Pairs whose nearest images do not interact, as bonded particles do not.
  public let exclusions: [BondedTopology.ParticlePair]

  /// The periodic cell.
  public var cell: SimulationCell

  /// What happens to a charge that the whole cell has.
  public enum NetCharge: Sendable {
    /// There must be none.
    case forbidden

    /// A uniform background of the opposite charge makes the cell neutral.
    case neutralized
  }

  /// The largest net charge, in units of the sum of all magnitudes, that is taken for rounding.
  public static let neutrality = 1e-10

  /// Creates charges.
  ///
  /// - Throws: `ParameterError` when the cell has a net charge and no background was asked for.
  /// - Precondition: as many values as positions, and exclusions between them.
  public init(
    positions: [Vector3], values: [Double], exclusions: [BondedTopology.ParticlePair] = [],
    cell: SimulationCell, netCharge: NetCharge = .forbidden
  ) throws(ParameterError) {
    precondition(positions.count == values.count, "a charge for each position")
    precondition(exclusions.allSatisfy { $0.first >= 0 && $0.second < positions.count })
    self.positions = positions
    self.values = values
    self.exclusions = exclusions
    self.cell = cell
    guard netCharge == .forbidden, !Self.isNeutral(values) else { return }
    throw ParameterError(
      parameter: "net charge of the cell", rule: "zero, unless a background makes it neutral",
      value: values.reduce(0, +))
  }

  /// Whether charges add up to zero but for rounding.
  public static func isNeutral(_ values: [Double]) -> Bool {
    let total = values.reduce(0) { $0 + $1.magnitude }
    return values.reduce(0, +).magnitude <= neutrality * total
  }

  /// The number of points N.
  public var count: Int { positions.count }

  /// The net charge Σ q, in [√(energy · length)].
  public var net: Double { values.reduce(0, +) }

  /// Σ q², in [energy · length].
  public var sumOfSquares: Double { values.reduce(0) { $0 + $1 * $1 } }
}

extension PointCharges {
  /// Positions and charges in blocks of eight, zero in empty lanes, shape [blocks].
  var blocks: (positions: [BlockVectors], values: [DoubleLanes]) {
    let blocks = (count + 7) / 8
    var positions = [BlockVectors](repeating: .zero, count: blocks)
    var values = [DoubleLanes](repeating: .zero, count: blocks)
    for index in 0..<count {
      positions[index / 8][index % 8] = self.positions[index]
      values[index / 8][index % 8] = self.values[index]
    }
    return (positions, values)
  }
}
