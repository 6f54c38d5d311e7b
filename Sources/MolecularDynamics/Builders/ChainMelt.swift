internal import Foundation
public import NumericalMethods
public import Tensors

/// Linear bead-spring chains to be placed in a cell.
public struct ChainMelt: Sendable {
  /// The number M of chains.
  public let chains: Int

  /// The number n of beads of each.
  public let beads: Int

  /// The length of a bond, in [length].
  public let bondLength: Double

  /// The least distance of two beads as a fraction of the bond length.
  public let closestApproach: Double

  /// The largest fraction of the bond length to which beads are pushed apart; neighbours along a
  /// chain must not count as too close.
  public static let largestApproach = 0.95

  /// The largest part of space that spheres of the closest approach may fill; random packings of
  /// spheres jam at 0.64.
  public static let largestFilling = 0.5

  /// Describes chains.
  ///
  /// - Throws: `ParameterError` if a parameter is out of range.
  public init(
    chains: Int, beads: Int, bondLength: Double, closestApproach: Double = 0.9
  ) throws(ParameterError) {
    try Configuration.requireCount(chains, "chains")
    try Configuration.requireCount(beads, "beads of a chain")
    try Configuration.requireCount(
      chains.multipliedReportingOverflow(by: beads).overflow ? Int.max : chains * beads, "beads")
    guard closestApproach > 0, closestApproach <= Self.largestApproach else {
      throw ParameterError(
        parameter: "closest approach",
        rule: "above 0 and at most \(Self.largestApproach) of the bond length",
        value: closestApproach)
    }
    self.chains = chains
    self.beads = beads
    self.bondLength = try Double.positive(bondLength, "bond length")
    self.closestApproach = closestApproach
  }

  /// The bonds, chain after chain.
  public var bonds: [(Int, Int)] {
    (0..<chains).flatMap { chain in
      (1..<max(1, beads)).map { (chain * beads + $0 - 1, chain * beads + $0) }
    }
  }

  /// Chains in a cube.
  ///
  /// - Parameter density: the number density of beads, in [1/length³].
  /// - Throws: `ParameterError`, as `placed(in:using:)`.
  public func placed(
    atDensity density: Double, using random: inout RandomStream
  ) throws(ParameterError) -> Configuration {
    let density = try Double.positive(density, "density")
    let edge = cbrt(Double(chains * beads) / density)
    return try placed(in: .cube(edge: edge), using: &random)
  }

  /// Chains in a cell of any shape: random walks that do not fold back, pushed apart slowly.
  ///
  /// A bead is at least a bond length away from the last but one, so the angle θ between
  /// successive bonds has cos θ uniform from −1/2 to 1, and before the beads are pushed apart
  ///
  ///     ⟨(r_{i+2} − r_i)²⟩ = 2 b² (1 + ⟨cos θ⟩) = 5/2 b².
  ///
  /// Bonds end within 2 % of their length. Derived.
  ///
  /// - Throws: `ParameterError` if the beads are too dense or do not come apart.
  public func placed(
    in cell: SimulationCell, using random: inout RandomStream
  ) throws(ParameterError) -> Configuration {
    let distance = closestApproach * bondLength
    let filling = filling(ofVolume: cell.volume)
    guard filling <= Self.largestFilling else {
      throw ParameterError(
        parameter: "part of space filled by the beads at their closest approach",
        rule: "at most \(Self.largestFilling)", value: filling)
    }
    try Configuration.requireRoom(for: distance, in: cell)
    var positions: [Vector3] = []
    positions.reserveCapacity(chains * beads)
    for _ in 0..<chains { positions += walk(from: random.place(in: cell), using: &random) }
    let removal = OverlapRemoval(diameter: distance, bondLength: bondLength, bonds: bonds)
    try removal.run(on: &positions, in: cell, using: &random)
    return Configuration(positions: positions, cell: cell, bonds: bonds)
  }

  /// The part of a volume (in [length³]) that spheres of the closest approach fill.
  public func filling(ofVolume volume: Double) -> Double {
    .pi / 6 * pow(closestApproach * bondLength, 3) * Double(chains * beads) / volume
  }

  /// A random walk that does not fold back, shape [n], in [length].
  private func walk(from start: Vector3, using random: inout RandomStream) -> [Vector3] {
    var (positions, last) = ([start], Vector3.zero)
    for _ in 1..<max(1, beads) {
      var next = random.direction()
      while last.dot(next) < -0.5 { next = random.direction() }
      positions.append(positions[positions.count - 1] + bondLength * next)
      last = next
    }
    return positions
  }
}
