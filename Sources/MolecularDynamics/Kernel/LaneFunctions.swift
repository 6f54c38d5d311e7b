/// Functions that interactions are made of, lane by lane.
extension PairLanes {
  /// √self from 1/√self, to half a unit in the last place or little more.
  ///
  /// One step of Newton's method: exponentials multiply errors of distances.
  @inline(__always)
  func squareRoot(inverse: Self) -> Self {
    let root = self * inverse
    return root.addingProduct(subtractingProduct(root, root), Self(repeating: 0.5) * inverse)
  }

  /// e to the power of self, within two units in the last place.
  ///
  /// With n the whole number nearest to x log₂e and r = x − n ln 2, |r| ≤ ½ ln 2,
  ///
  ///     eˣ = 2ⁿ eʳ,    eʳ ≈ 1 + r + r² q(r).
  ///
  /// ln 2 is split in two numbers, the first of which n multiplies without rounding. q minimizes
  /// the largest relative error of eʳ, 4e-18 in double precision and 3e-9 in single. Beyond the
  /// exponents of normal numbers the nearest of them is taken; what is not a number stays.
  ///
  /// - SeeAlso: Cody & Waite, *Software Manual for the Elementary Functions* (1980), chapter 6,
  ///   for the reduction. The coefficients of q are derived.
  @inline(__always)
  public var exponential: Self {
    let isDouble = Scalar.significandBitCount > 23
    let largest = Self(repeating: isDouble ? 709 : 88)
    let smallest = Self(repeating: isDouble ? -708 : -87)
    let x = replaced(by: largest, where: self, exceeds: largest)
      .replaced(by: smallest, where: smallest, exceeds: self)
    let whole = (x * Self(repeating: 1.4426950408889634)).rounded
    // In double precision the last 20 bits of the first part are zero, in single the last 15.
    let high = Self(repeating: isDouble ? 6.93147180369123816490e-01 : 0.693359375)
    let low = Self(repeating: isDouble ? 1.90821492927058770002e-10 : -2.12194440054690583e-4)
    let rest = x.subtractingProduct(whole, high).subtractingProduct(whole, low)
    let tail = isDouble ? rest.doubleExponentialTail : rest.singleExponentialTail
    let fraction = rest.addingProduct(rest * rest, tail) + Self(repeating: 1)
    return fraction * whole.powerOfTwo
  }

  /// (eʳ − 1 − r)/r² for |r| ≤ ½ ln 2, to double precision.
  @inline(__always)
  private var doubleExponentialTail: Self {
    Self(repeating: 2.5000026619894901823e-8)
      .times(self, plus: 2.7630307439977517094e-7)
      .times(self, plus: 2.7557586785624910661e-6)
      .times(self, plus: 0.000024801492946079606192)
      .times(self, plus: 0.00019841269505784307037)
      .times(self, plus: 0.0013888888943763633596)
      .times(self, plus: 0.0083333333334949791787)
      .times(self, plus: 0.041666666666529713304)
      .times(self, plus: 0.16666666666666411488)
      .times(self, plus: 0.50000000000000106706)
  }

  /// The same to single precision.
  @inline(__always)
  private var singleExponentialTail: Self {
    Self(repeating: 0.0013814535665391275432)
      .times(self, plus: 0.0083687455747559844086)
      .times(self, plus: 0.041668390881229920927)
      .times(self, plus: 0.16666520394023218944)
      .times(self, plus: 0.49999993431627044925)
  }

  /// One step of Horner's scheme: self · argument + coefficient.
  @inline(__always)
  private func times(_ argument: Self, plus coefficient: Double) -> Self {
    Self(repeating: coefficient).addingProduct(self, argument)
  }
}
