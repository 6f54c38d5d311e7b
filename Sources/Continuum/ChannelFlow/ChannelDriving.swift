internal import Discretization
internal import Foundation

/// What drives the fluid, as the solvers need it.
extension Channel {
  /// The body force at the nodes, which stands for its mean over the cell around the node, shape [nodes], in [force/volume].
  var nodalForce: [Double] {
    switch forcing {
    case .uniform(let force): Array(repeating: force, count: grid.nodeCount)
    case .cosine(let force):
      grid.nodes.map { force * cos(2 * Double.pi * $0 / grid.length) }
    }
  }

  /// How much faster the upper wall moves than the lower one; zero in a periodic channel.
  var wallSpeedDifference: Double {
    guard case .walls(let lower, let upper) = boundaries else { return 0 }
    return upper - lower
  }

  /// The stress that the driving sustains for a viscosity, in [pressure]: the largest stress of
  /// the force balance between walls at rest plus that of a linear profile.
  func drivingStress(viscosity: Double) -> Double {
    let force =
      switch forcing {
      case .uniform(let force): force.magnitude * grid.length / 2
      case .cosine(let force): force.magnitude * grid.length / (2 * Double.pi)
      }
    return force + viscosity * wallSpeedDifference.magnitude / grid.length
  }

  /// Whether a steady state exists: a uniform force would accelerate a periodic channel for ever.
  var hasSteadyState: Bool {
    guard boundaries == .periodic, case .uniform(let force) = forcing else { return true }
    return force == 0
  }
}

extension Channel.Boundaries {
  /// The speeds of the walls.
  var speeds: [Double] {
    guard case .walls(let lower, let upper) = self else { return [] }
    return [lower, upper]
  }
}

extension Channel.Forcing {
  /// The amplitude f, in [force/volume].
  public var amplitude: Double {
    switch self {
    case .uniform(let force), .cosine(let force): force
    }
  }
}
