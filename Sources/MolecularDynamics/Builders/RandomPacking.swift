public import NumericalMethods
public import Tensors

extension Configuration {
  /// The largest fraction of the crystal's nearest-neighbour distance to which a random packing is
  /// pushed apart: half of space is then filled, far from the 64 % where random packings jam.
  public static let largestPackingFraction = 0.87

  /// Particles at random in a cell of any shape, pushed apart until no two are too close.
  ///
  /// - Parameters:
  ///   - closestApproach: the least distance of two particles as a fraction of
  ///     `crystalDistance`.
  ///   - fractions: the share of each species; they are placed at random.
  /// - Throws: `ParameterError` if a parameter is out of range, the cell is thinner than the
  ///   closest approach, or the particles do not come apart.
  public static func randomPacking(
    particles: Int, in cell: SimulationCell, closestApproach: Double = 0.8,
    fractions: [Double] = [1], using random: inout RandomStream
  ) throws(ParameterError) -> Configuration {
    try requireCount(particles, "particles")
    guard closestApproach > 0, closestApproach <= largestPackingFraction else {
      throw ParameterError(
        parameter: "closest approach",
        rule: "above 0 and at most \(largestPackingFraction) of the crystal's distance",
        value: closestApproach)
    }
    let distance = closestApproach * crystalDistance(particles: particles, volume: cell.volume)
    try requireRoom(for: distance, in: cell)
    var positions = (0..<particles).map { _ in random.place(in: cell) }
    try OverlapRemoval(diameter: distance).run(on: &positions, in: cell, using: &random)
    cell.wrap(&positions)
    var configuration = Configuration(positions: positions, cell: cell)
    try configuration.assignSpecies(fractions: fractions, using: &random)
    return configuration
  }

  /// No particle may be too close to its own image: nothing could move them apart.
  static func requireRoom(for distance: Double, in cell: SimulationCell) throws(ParameterError) {
    let shortest = cell.shortestTranslation
    // The same margin that the pushing takes.
    guard shortest > 1.05 * distance else {
      throw ParameterError(
        parameter: "distance of nearest images", rule: "above the closest approach of \(distance)",
        value: shortest)
    }
  }
}

extension RandomStream {
  /// A place uniform in a cell, in [length].
  mutating func place(in cell: SimulationCell) -> Vector3 {
    let (x, y, z) = (uniform(), uniform(), uniform())
    return cell.vectors * Vector3(x, y, z)
  }
}
