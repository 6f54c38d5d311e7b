public import ScaleBridge
public import Tensors

/// How the reciprocal part of an Ewald sum is computed in motion.
public enum ReciprocalMethod: Sendable, Equatable {
  /// On a mesh.
  case mesh(MeshParameters)
  /// Wave vector by wave vector: in boxes so small, or so accurately, that it is faster.
  case waves(EwaldParameters)

  /// The splitting parameter α, in [1/length].
  public var splitting: Double {
    switch self {
    case .mesh(let mesh): mesh.splitting
    case .waves(let waves): waves.splitting
    }
  }

  /// Up to which distance pairs count, in [length].
  public var cutoff: Double {
    switch self {
    case .mesh(let mesh): mesh.cutoff
    case .waves(let waves): waves.cutoff
    }
  }

  /// The cheaper one for an accuracy of the forces on charges arranged as in a configuration.
  ///
  /// - Parameters:
  ///   - error: the root of the mean squared error of a force, in [force].
  ///   - charges: a typical configuration.
  ///   - cutoff: up to which distance pairs count, in [length].
  /// - Throws: `ParameterError` unless error and cutoff are finite and positive, or where neither
  ///   reaches the accuracy.
  public init(
    error: Double, of charges: PointCharges, cutoff: Double
  ) throws(ParameterError) {
    let waves = try EwaldParameters(error: error, of: charges, cutoff: cutoff)
    // Where waves are few, no mesh need be looked for; where they are many, one must be found.
    guard waves.isAffordable(for: charges) else {
      self = .mesh(try MeshParameters(error: error, of: charges, cutoff: cutoff))
      return
    }
    guard let mesh = try? MeshParameters(error: error, of: charges, cutoff: cutoff),
      mesh.cost(of: charges) <= waves.cost(of: charges)
    else {
      self = .waves(waves)
      return
    }
    self = .mesh(mesh)
  }

  /// The expected root of the mean squared error of a force, in [force].
  public func predictedError(of charges: PointCharges) -> Double {
    switch self {
    case .mesh(let mesh):
      let parts = mesh.predictedError(of: charges)
      return (parts.pairs * parts.pairs + parts.mesh * parts.mesh).squareRoot()
    case .waves(let waves): return waves.predictedError(of: charges)
    }
  }

  /// Sums over a single configuration.
  ///
  /// - Throws: `MicroFailure` as `DirectEwald`.
  public func sum(over charges: PointCharges) throws(MicroFailure) -> CoulombSum {
    switch self {
    case .mesh(let mesh): try MeshEwald(mesh)(charges).sum
    case .waves(let waves): try DirectEwald(waves)(charges)
    }
  }
}

extension EwaldParameters {
  /// How many wave vectors are summed, one of each opposite two.
  public func waveCount(in cell: SimulationCell) -> Double {
    let radius = reciprocalCutoff
    return radius * radius * radius * cell.volume / (12 * Double.pi * Double.pi)
  }

  /// About how long the reciprocal part takes, in nanoseconds.
  func cost(of charges: PointCharges) -> Double {
    let count = Double(charges.values.count { $0 != 0 })
    return count * (60 + waveCount(in: charges.cell))
  }

  /// Whether a mesh might be slower: sums that take longer than a few milliseconds are not for motion.
  fileprivate func isAffordable(for charges: PointCharges) -> Bool { cost(of: charges) < 3e6 }
}
