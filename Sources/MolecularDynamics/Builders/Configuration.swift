internal import Foundation
public import NumericalMethods
public import Tensors

/// A configuration of particles to start from: where they are, which kind each is, what is bound.
///
/// Builders make configurations; masses, velocities and interactions come later.
public struct Configuration: Sendable {
  /// The positions, shape [N], in [length]; any image of a particle will do, but the beads of a
  /// chain follow each other without a jump.
  public var positions: [Vector3]

  /// The species of each particle, counted from 0, shape [N].
  public var species: [Int]

  /// The pairs of particles that are bound, counted from 0.
  public var bonds: [(Int, Int)]

  /// The periodic cell.
  public var cell: SimulationCell

  /// Creates a configuration of one species without bonds.
  public init(positions: [Vector3], cell: SimulationCell, bonds: [(Int, Int)] = []) {
    self.positions = positions
    self.cell = cell
    self.bonds = bonds
    species = Array(repeating: 0, count: positions.count)
  }

  /// The number of particles N.
  public var count: Int { positions.count }

  /// The most particles that a builder makes.
  public static let largestCount = 100_000_000

  /// The nearest-neighbour distance of the face-centred cubic crystal of the same density,
  /// (√2 V/N)^(1/3), in [length]. Definition.
  public static func crystalDistance(particles: Int, volume: Double) -> Double {
    cbrt(2.0.squareRoot() * volume / Double(particles))
  }

  /// Gives every particle a species at random.
  ///
  /// The numbers are exact: N times the fraction of each species, rounded so that they add up
  /// to N.
  ///
  /// - Parameter fractions: the share of each species, in any common unit.
  /// - Throws: `ParameterError` unless the fractions are finite, not negative and not all zero.
  public mutating func assignSpecies(
    fractions: [Double], using random: inout RandomStream
  ) throws(ParameterError) {
    for fraction in fractions { _ = try Double.nonNegative(fraction, "fraction of a species") }
    let total = try Double.positive(fractions.reduce(0, +), "sum of the fractions of the species")
    var (sum, assigned): (Double, [Int]) = (0, [])
    for (index, fraction) in fractions.enumerated() {
      sum += fraction / total
      let isLast = index == fractions.indices.last
      let end = isLast ? count : min(Int((sum * Double(count)).rounded()), count)
      assigned += Array(repeating: index, count: max(0, end - assigned.count))
    }
    random.shuffle(&assigned)
    species = assigned
  }

  /// Returns a number of particles that a builder can make.
  ///
  /// - Throws: `ParameterError` for another one.
  static func requireCount(_ value: Int, _ name: String) throws(ParameterError) {
    guard (1...largestCount).contains(value) else {
      throw ParameterError(
        parameter: name, rule: "from 1 to \(largestCount)", value: Double(value))
    }
  }
}

extension RandomStream {
  /// Puts a list into a random order, each with the same probability (Fisher–Yates).
  mutating func shuffle(_ list: inout [Int]) {
    for last in stride(from: list.count - 1, to: 0, by: -1) {
      // The product can round up to last + 1.
      list.swapAt(min(Int(uniform() * Double(last + 1)), last), last)
    }
  }
}
