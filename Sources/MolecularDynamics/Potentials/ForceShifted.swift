internal import Tensors

/// A pair interaction shifted so that energy *and* force vanish at the cutoff.
///
///     u_fs(r) = u(r) − u(r_c) − (r − r_c) u′(r_c)
///
/// Trajectories then conserve energy to the order of the integrator.
///
/// - SeeAlso: Stoddard & Ford, *Phys. Rev. A* **8**, 1504 (1973),
///   <https://doi.org/10.1103/PhysRevA.8.1504>.
public struct ForceShifted<Base: PairFunction>: PairFunction {
  /// The interaction before the shift.
  public let base: Base

  private let energyAtCutoff: Double
  private let forceAtCutoff: Double

  /// The cutoff distance, in [length].
  public var cutoff: Double { base.cutoff }

  /// Shifts an interaction; its tail correction, if any, is dropped.
  public init(_ base: Base) {
    self.base = base
    let edge: (energy: Double, forceOverDistance: Double) = base.evaluate(
      squaredDistance: base.cutoff * base.cutoff)
    energyAtCutoff = edge.energy
    forceAtCutoff = edge.forceOverDistance * base.cutoff
  }

  /// Energy, force and distance at the cutoff, then the parameters of the interaction itself.
  public var parameters: [Double] {
    [energyAtCutoff, forceAtCutoff, base.cutoff] + base.parameters
  }

  /// The functions of a mixture share what those before the shift share.
  public static func sharing(_ functions: [[ForceShifted]]) -> [[ForceShifted]] {
    Base.sharing(functions.map { $0.map(\.base) }).map { $0.map(ForceShifted.init) }
  }

  /// Energy and force over distance of some pairs.
  @inline(__always)
  public func evaluate<Values: PairLanes>(
    squaredDistance: Values, _ parameters: PairParameters<Values>
  ) -> (energy: Values, forceOverDistance: Values) {
    let pair = base.evaluate(squaredDistance: squaredDistance, parameters.dropping(3))
    let inverse = squaredDistance.inverseSquareRoot
    let distance = squaredDistance * inverse
    let (energy, force, edge) = (parameters[0], parameters[1], parameters[2])
    return (
      (pair.energy - energy).addingProduct(distance - edge, force),
      pair.forceOverDistance.subtractingProduct(force, inverse)
    )
  }

  /// Goes through all listed pairs in double precision.
  public func accumulate(
    _ work: borrowing KernelWork<DoubleLanes>, for task: PairTask
  ) -> PairSums {
    base.accumulate(work, for: task, shifted: .force)
  }

  /// Goes through all listed pairs in single precision.
  public func accumulate(
    _ work: borrowing KernelWork<SingleLanes>, for task: PairTask
  ) -> PairSums {
    base.accumulate(work, for: task, shifted: .force)
  }
}
