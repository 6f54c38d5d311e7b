public import Discretization
public import Tensors

/// A plane channel of infinite width, 0 ≤ y ≤ H, through which a fluid is driven along x:
///
///     ρ ∂u/∂t = ∂σ_xy/∂y + f(y).
///
/// Any consistent system of units will do. Definition.
public struct Channel: Sendable, Codable, Equatable {
  /// The fluid as far as it is known without its law.
  public struct Fluid: Sendable, Codable, Equatable {
    /// The mass density ρ, in [mass/length³].
    public var density: Double

    /// A guess of the viscosity, in [pressure · time], from which an iteration starts.
    ///
    /// It never enters a converged result.
    public var expectedViscosity: Double

    /// Creates a fluid.
    public init(density: Double, expectedViscosity: Double) {
      self.density = density
      self.expectedViscosity = expectedViscosity
    }
  }

  /// The body force f along x, in [force/volume].
  public enum Forcing: Sendable, Codable, Equatable {
    /// The same everywhere, as a pressure gradient.
    case uniform(Double)
    /// f cos(2π y/H), which adds up to zero over the height.
    case cosine(Double)
  }

  /// What happens at y = 0 and y = H.
  public enum Boundaries: Sendable, Codable, Equatable {
    /// Walls that move along x, to which the fluid sticks; speeds in [length/time].
    case walls(lower: Double, upper: Double)
    /// The flow repeats.
    case periodic

    /// Walls at rest.
    public static let wallsAtRest = Boundaries.walls(lower: 0, upper: 0)
  }

  /// The nodes, on which velocities live, and the faces, on which shear stresses live.
  public let grid: UniformGrid

  /// The fluid.
  public let fluid: Fluid

  /// The body force.
  public let forcing: Forcing

  /// The boundaries.
  public let boundaries: Boundaries

  /// The velocities at the beginning, shape [nodes], in [length/time]; the walls at their speed.
  public private(set) var initialVelocity: [Double]

  /// Creates a channel with the fluid at rest and the walls at their speed.
  ///
  /// - Parameters:
  ///   - height: the height H, in [length].
  ///   - cells: the number of cells across the height.
  /// - Throws: `ParameterError` for a parameter outside its domain.
  public init(
    height: Double, cells: Int, fluid: Fluid, boundaries: Boundaries, forcing: Forcing
  ) throws(ParameterError) {
    grid = try UniformGrid(length: height, cells: cells, isPeriodic: boundaries == .periodic)
    self.fluid = Fluid(
      density: try .positive(fluid.density, "density"),
      expectedViscosity: try .positive(fluid.expectedViscosity, "expectedViscosity"))
    for value in boundaries.speeds + [forcing.amplitude] where !value.isFinite {
      throw ParameterError(parameter: "driving", rule: "finite", value: value)
    }
    self.forcing = forcing
    self.boundaries = boundaries
    initialVelocity = Array(repeating: 0, count: grid.nodeCount)
    holdWalls()
  }

  /// The same channel with another velocity at the beginning.
  ///
  /// - Parameter velocity: the velocity at every node, shape [nodes], in [length/time]; the
  ///   walls keep their speed.
  /// - Throws: `ParameterError` unless there is one finite velocity per node.
  public func starting(from velocity: [Double]) throws(ParameterError) -> Channel {
    guard velocity.count == grid.nodeCount else {
      throw ParameterError(
        parameter: "initialVelocity", rule: "one value for each of \(grid.nodeCount) nodes",
        value: Double(velocity.count))
    }
    if let value = velocity.first(where: { !$0.isFinite }) {
      throw ParameterError(parameter: "initialVelocity", rule: "finite", value: value)
    }
    var channel = self
    channel.initialVelocity = velocity
    channel.holdWalls()
    return channel
  }

  private mutating func holdWalls() {
    guard case .walls(let lower, let upper) = boundaries else { return }
    initialVelocity[0] = lower
    initialVelocity[grid.cells] = upper
  }
}
