extension PairFunction {
  /// Energy and force over distance of some pairs of one species, in the precision of the lanes.
  public func evaluate<Values: PairLanes>(
    squaredDistances: Values
  ) -> (energy: Values, forceOverDistance: Values) {
    let parameters = kernelParameters(of: 0, 0).map { Values(repeating: $0) }
    return unsafe parameters.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("there is a cutoff") }
      return unsafe evaluate(squaredDistance: squaredDistances, PairParameters(start))
    }
  }
}
