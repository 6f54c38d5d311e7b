public import Tensors

/// What charges do to each other, with the terms of an Ewald sum kept apart.
public struct CoulombSum: Sendable {
  /// The terms of the energy, in [energy].
  public struct Energy: Sendable, Equatable {
    /// Screened pairs within the cutoff.
    public var real = 0.0

    /// Smooth charge clouds, summed over wave vectors.
    public var reciprocal = 0.0

    /// What each cloud has with itself, taken away.
    public var own = 0.0

    /// What the clouds of excluded pairs have with each other, taken away.
    public var excluded = 0.0

    /// The neutralizing background of a cell with a net charge.
    public var background = 0.0

    /// Creates terms of no charges.
    public init() {}

    /// The sum of all terms, which does not depend on the splitting.
    public var total: Double { real + reciprocal + own + excluded + background }
  }

  /// The terms of the energy, in [energy].
  public var energy = Energy()

  /// The virial W_ab = −∂U/∂ε_ab under a strain ε of cell and positions, in [energy].
  public var virial = Tensor3.zero

  /// The part of it that is summed over wave vectors, in [energy].
  public var reciprocalVirial = Tensor3.zero

  /// Forces, shape [N], in [force].
  public var forces: [Vector3]

  /// Creates a sum over no pairs.
  public init(count: Int) { forces = Array(repeating: .zero, count: count) }
}
