/// Several species, with one function of the same form for each pair of them.
public struct Mixture<Function: PairFunction>: PairPotential {
  /// The function between each two species, symmetric, shape [species][species].
  public let functions: [[Function]]

  /// The largest distance at which any two particles interact, in [length].
  public let cutoff: Double

  /// Charges of the species, where they have any.
  public internal(set) var electrostatics: Electrostatics?

  /// Creates a mixture from its functions.
  ///
  /// - Precondition: a square, symmetric matrix of at least one species.
  public init(_ functions: [[Function]]) {
    precondition(
      !functions.isEmpty && functions.allSatisfy { $0.count == functions.count },
      "a mixture has one function for each pair of species")
    self.functions = Function.sharing(functions)
    cutoff = functions.joined().map(\.cutoff).max() ?? 0
  }

  /// How many species are told apart.
  public var speciesCount: Int { functions.count }

  /// The square of the cutoff between two species and the parameters of their function.
  public func kernelParameters(of first: Int, _ second: Int) -> [Double] {
    functions[first][second].kernelParameters(of: 0, 0)
  }

  /// The correction for pairs of two species.
  public func tail(of first: Int, _ second: Int) -> TailCorrection {
    functions[first][second].tail
  }

  /// Energy and force over distance of one pair.
  public func evaluate(
    squaredDistance: Double, between first: Int, _ second: Int
  ) -> (energy: Double, forceOverDistance: Double) {
    functions[first][second].evaluate(squaredDistance: squaredDistance)
  }

  /// Goes through all listed pairs in double precision.
  public func accumulate(
    _ work: borrowing KernelWork<DoubleLanes>, for task: PairTask
  ) -> PairSums {
    functions[0][0].accumulate(work, for: task)
  }

  /// Goes through all listed pairs in single precision.
  public func accumulate(
    _ work: borrowing KernelWork<SingleLanes>, for task: PairTask
  ) -> PairSums {
    functions[0][0].accumulate(work, for: task)
  }
}
