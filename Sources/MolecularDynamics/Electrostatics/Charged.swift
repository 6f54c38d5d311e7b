internal import Tensors

/// A function of pairs that may be joined by the screened Coulomb interaction of their charges.
///
/// A requirement with a default body, as the loops of shifted functions: the loop is compiled once for
/// each function.
public protocol Chargeable: PairFunction {
  /// Goes through all listed pairs with their charges, in double precision.
  func accumulate(
    _ work: borrowing KernelWork<DoubleLanes>, for task: PairTask, charged: ScreenedCoulomb
  ) -> PairSums

  /// Goes through all listed pairs with their charges, in single precision.
  func accumulate(
    _ work: borrowing KernelWork<SingleLanes>, for task: PairTask, charged: ScreenedCoulomb
  ) -> PairSums
}

extension Chargeable {
  /// Goes through all listed pairs with their charges, in double precision.
  public func accumulate(
    _ work: borrowing KernelWork<DoubleLanes>, for task: PairTask, charged: ScreenedCoulomb
  ) -> PairSums {
    Charged(self, charged, product: 0).perform(task, on: work)
  }

  /// Goes through all listed pairs with their charges, in single precision.
  public func accumulate(
    _ work: borrowing KernelWork<SingleLanes>, for task: PairTask, charged: ScreenedCoulomb
  ) -> PairSums {
    Charged(self, charged, product: 0).perform(task, on: work)
  }
}

extension LennardJones: Chargeable {}
extension BornMayerHuggins: Chargeable {}

/// An interaction of pairs joined by the screened Coulomb interaction of their charges.
///
///     u(r) + q q′ erfc(α r)/r
///
/// Each part ends at its own cutoff; that of the Coulomb part is the larger one. Definition.
public struct Charged<Base: Chargeable>: PairFunction {
  /// The interaction without charges.
  public let base: Base

  /// The interaction of unit charges.
  public let coulomb: ScreenedCoulomb

  /// The product q q′ of the charges, in [energy · length].
  public let product: Double

  /// The cutoff distance, in [length].
  public var cutoff: Double { coulomb.cutoff }

  /// The correction for pairs beyond the cutoff of the interaction without charges.
  public var tail: TailCorrection { base.tail }

  /// Joins both parts.
  ///
  /// - Precondition: the interaction without charges does not reach farther than that of charges.
  public init(_ base: Base, _ coulomb: ScreenedCoulomb, product: Double) {
    precondition(base.cutoff <= coulomb.cutoff, "the Coulomb part reaches as far as any other")
    self.base = base
    self.coulomb = coulomb
    self.product = product
  }

  /// The product of the charges, the square of the cutoff without charges, and the parameters of the
  /// interaction without charges.
  public var parameters: [Double] { [product, base.cutoff * base.cutoff] + base.parameters }

  /// Energy and force over distance of some pairs.
  @inline(__always)
  public func evaluate<Values: PairLanes>(
    squaredDistance: Values, _ parameters: PairParameters<Values>
  ) -> (energy: Values, forceOverDistance: Values) {
    let (product, limit) = (parameters[0], parameters[1])
    let near = base.evaluate(squaredDistance: squaredDistance, parameters.dropping(2))
    let charges = coulomb.evaluate(squaredDistance: squaredDistance)
    return (
      near.energy.replaced(by: .zero, where: squaredDistance, exceeds: limit)
        .addingProduct(product, charges.energy),
      near.forceOverDistance.replaced(by: .zero, where: squaredDistance, exceeds: limit)
        .addingProduct(product, charges.forceOverDistance)
    )
  }

  /// Goes through all listed pairs in double precision.
  public func accumulate(
    _ work: borrowing KernelWork<DoubleLanes>, for task: PairTask
  ) -> PairSums {
    base.accumulate(work, for: task, charged: coulomb)
  }

  /// Goes through all listed pairs in single precision.
  public func accumulate(
    _ work: borrowing KernelWork<SingleLanes>, for task: PairTask
  ) -> PairSums {
    base.accumulate(work, for: task, charged: coulomb)
  }
}

extension Mixture {
  /// Joins a mixture and the charges of its species.
  ///
  /// - Throws: `ParameterError` unless splitting and cutoff are finite and positive.
  /// - Precondition: a charge for each species; no pair reaches farther than the cutoff of charges.
  public init<Base: Chargeable>(
    _ functions: [[Base]], electrostatics: Electrostatics
  ) throws where Function == Charged<Base> {
    let charges = electrostatics.charges
    precondition(charges.count == functions.count, "a charge for each species")
    let method = electrostatics.method
    let coulomb = try ScreenedCoulomb(splitting: method.splitting, cutoff: method.cutoff)
    self.init(
      functions.indices.map { first in
        functions.indices.map { second in
          Charged(functions[first][second], coulomb, product: charges[first] * charges[second])
        }
      })
    self.electrostatics = electrostatics
  }
}
