internal import Tensors

/// What particles do to each other in pairs, for one species of particles or several.
///
/// One that treats all pairs alike is a `PairFunction`; a `Mixture` has one function for each pair
/// of species.
public protocol PairPotential: Sendable {
  /// The largest distance at which any two particles interact, in [length].
  var cutoff: Double { get }

  /// How many species there are; one, where all particles are treated alike whatever theirs.
  var speciesCount: Int { get }

  /// Charges of the species, where they have any; what pairs contribute is part of the functions.
  var electrostatics: Electrostatics? { get }

  /// The function between two species: the square of its cutoff, then its parameters.
  func kernelParameters(of first: Int, _ second: Int) -> [Double]

  /// What the neglected pairs beyond the cutoff would add, seen as a uniform medium.
  func tail(of first: Int, _ second: Int) -> TailCorrection

  /// Energy u and force over distance −u′/r of one pair.
  func evaluate(
    squaredDistance: Double, between first: Int, _ second: Int
  ) -> (energy: Double, forceOverDistance: Double)

  /// Goes through all listed pairs in double precision.
  ///
  /// A requirement with a default body, so that the loop is compiled once for every potential and
  /// costs one dynamic call per evaluation.
  func accumulate(
    _ work: borrowing KernelWork<DoubleLanes>, for task: PairTask
  ) -> PairSums

  /// Goes through all listed pairs in single precision.
  func accumulate(
    _ work: borrowing KernelWork<SingleLanes>, for task: PairTask
  ) -> PairSums
}

/// An interaction between two particles that depends on their distance alone.
public protocol PairFunction: PairPotential {
  /// The numbers that tell one pair of species from another, in the order of `evaluate`.
  var parameters: [Double] { get }

  /// What the neglected pairs beyond the cutoff would add, seen as a uniform medium.
  var tail: TailCorrection { get }

  /// Goes through all listed pairs, shifted at the cutoff, in double precision.
  ///
  /// Like `accumulate(_:for:)`, requirements with default bodies: the loop of a shifted
  /// function is compiled once for each function, where that of a wrapper around any function would
  /// not be.
  func accumulate(
    _ work: borrowing KernelWork<DoubleLanes>, for task: PairTask, shifted: Shift
  ) -> PairSums

  /// Goes through all listed pairs, shifted at the cutoff, in single precision.
  func accumulate(
    _ work: borrowing KernelWork<SingleLanes>, for task: PairTask, shifted: Shift
  ) -> PairSums

  /// The functions of a mixture, made to share what lanes look up besides their parameters: the
  /// pair loop calls the first of them for all pairs.
  static func sharing(_ functions: [[Self]]) -> [[Self]]

  /// Energy u and force over distance −u′/r of some pairs, from their squared distances and the
  /// parameters of their species.
  ///
  /// Values beyond the cutoff are computed too and thrown away; they must be finite.
  func evaluate<Values: PairLanes>(
    squaredDistance: Values, _ parameters: PairParameters<Values>
  ) -> (energy: Values, forceOverDistance: Values)
}

/// The parameters of the pairs that an instruction treats.
@safe public struct PairParameters<Values: PairLanes> {
  let start: UnsafePointer<Values>

  @inline(__always)
  init(_ start: UnsafePointer<Values>) { unsafe self.start = unsafe start }

  /// One of the parameters of the function.
  @inline(__always)
  public subscript(index: Int) -> Values { unsafe start[index + 1] }

  /// The squared cutoff.
  @inline(__always)
  var squaredCutoff: Values { unsafe start[0] }

  /// The parameters from one on: those of a function that another one contains.
  @inline(__always)
  public func dropping(_ count: Int) -> PairParameters { unsafe PairParameters(start + count) }
}

extension PairFunction {
  /// No correction unless a potential says otherwise.
  public var tail: TailCorrection { .none }

  /// Nothing is shared unless a function says otherwise.
  public static func sharing(_ functions: [[Self]]) -> [[Self]] { functions }

  /// All particles are alike.
  public var speciesCount: Int { 1 }

  /// The square of the cutoff and the parameters.
  public func kernelParameters(of first: Int, _ second: Int) -> [Double] {
    [cutoff * cutoff] + parameters
  }

  /// The same for all pairs.
  public func tail(of first: Int, _ second: Int) -> TailCorrection { tail }

  /// Energy and force over distance of one pair.
  public func evaluate(
    squaredDistance: Double, between first: Int = 0, _ second: Int = 0
  ) -> (energy: Double, forceOverDistance: Double) {
    let parameters = kernelParameters(of: 0, 0).map { DoubleLanes(repeating: $0) }
    let pair = unsafe parameters.withUnsafeBufferPointer { buffer in
      unsafe buffer.baseAddress.map {
        unsafe evaluate(
          squaredDistance: DoubleLanes(repeating: squaredDistance), PairParameters($0))
      }
    }
    return (pair?.energy[0] ?? 0, pair?.forceOverDistance[0] ?? 0)
  }
}

/// What pairs beyond a cutoff contribute on average, per particle and per number density.
///
/// With g(r) = 1 beyond the cutoff the energy of N particles in a volume V gains N ρ `energy` and
/// the pressure ρ² `pressure`, ρ = N/V.
///
/// - SeeAlso: Allen & Tildesley, *Computer Simulation of Liquids*, 2nd edition (2017),
///   chapter 2, <https://doi.org/10.1093/oso/9780198803195.001.0001>.
public struct TailCorrection: Sendable, Equatable {
  /// Energy per particle and number density, in [energy·length³].
  public var energy: Double

  /// Pressure per squared number density, in [pressure·length⁶].
  public var pressure: Double

  /// Nothing is added.
  public static let none = TailCorrection(energy: 0, pressure: 0)

  /// Creates a correction.
  public init(energy: Double, pressure: Double) {
    self.energy = energy
    self.pressure = pressure
  }
}

extension PairPotential {
  /// No charges unless an interaction says otherwise.
  public var electrostatics: Electrostatics? { nil }

  /// The tail of a mixture, Σ x_a x_b tail_ab, from the share of each species.
  ///
  /// - Parameter shares: mole fractions, shape [species].
  public func tail(ofShares shares: [Double]) -> TailCorrection {
    var sum = TailCorrection.none
    for (first, share) in shares.enumerated() {
      for (second, other) in shares.enumerated() {
        let pair = tail(of: first, second)
        sum.energy += share * other * pair.energy
        sum.pressure += share * other * pair.pressure
      }
    }
    return sum
  }
}
