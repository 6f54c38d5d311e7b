public import NumericalMethods

/// How a cell problem is solved.
public struct SolverSettings: Sendable {
  /// The relative residual in the norm of the reference medium's energy.
  ///
  /// Effective coefficients are stationary in the fluctuation, so their error is about its square
  /// times the contrast.
  public var tolerance: Double

  /// The most iterations for one mean gradient.
  public var iterationLimit: Int

  /// Who shares the loops over voxels.
  public var team: WorkTeam

  /// Creates settings.
  public init(
    tolerance: Double = 1e-8, iterationLimit: Int = 5000, team: WorkTeam = .one
  ) {
    precondition(tolerance > 0 && tolerance < 1, "a tolerance lies between 0 and 1")
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
    self.team = team
  }
}

/// What a cell problem cost and how its residual fell.
public struct SolverReport: Sendable, Equatable {
  /// Iterations for each mean gradient, shape [gradients].
  public var iterations: [Int]

  /// Relative residuals of each mean gradient, beginning with 1, shape [gradients][iterations + 1].
  public var residuals: [[Double]]

  /// Time on the clock, in [s].
  public var seconds: Double

  /// Bytes of all fields and spectra.
  public var bytes: Int
}
