/// A pair interaction shifted so that the energy vanishes at the cutoff.
///
///     u_s(r) = u(r) − u(r_c)
///
/// Forces are untouched. Definition.
public struct Shifted<Base: PairFunction>: PairFunction {
  /// The interaction before the shift.
  public let base: Base

  private let energyAtCutoff: Double

  /// The cutoff distance, in [length].
  public var cutoff: Double { base.cutoff }

  /// Shifts an interaction; its tail correction, if any, is dropped.
  public init(_ base: Base) {
    self.base = base
    energyAtCutoff = base.evaluate(squaredDistance: base.cutoff * base.cutoff, between: 0, 0).energy
  }

  /// The energy at the cutoff, then the parameters of the interaction itself.
  public var parameters: [Double] { [energyAtCutoff] + base.parameters }

  /// The functions of a mixture share what those before the shift share.
  public static func sharing(_ functions: [[Shifted]]) -> [[Shifted]] {
    Base.sharing(functions.map { $0.map(\.base) }).map { $0.map(Shifted.init) }
  }

  /// Energy and force over distance of some pairs.
  @inline(__always)
  public func evaluate<Values: PairLanes>(
    squaredDistance: Values, _ parameters: PairParameters<Values>
  ) -> (energy: Values, forceOverDistance: Values) {
    let pair = base.evaluate(squaredDistance: squaredDistance, parameters.dropping(1))
    return (pair.energy - parameters[0], pair.forceOverDistance)
  }

  /// Goes through all listed pairs in double precision.
  public func accumulate(
    _ work: borrowing KernelWork<DoubleLanes>, for task: PairTask
  ) -> PairSums {
    base.accumulate(work, for: task, shifted: .energy)
  }

  /// Goes through all listed pairs in single precision.
  public func accumulate(
    _ work: borrowing KernelWork<SingleLanes>, for task: PairTask
  ) -> PairSums {
    base.accumulate(work, for: task, shifted: .energy)
  }
}
