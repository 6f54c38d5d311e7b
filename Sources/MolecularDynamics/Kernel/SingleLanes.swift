internal import CLanes

/// Sixteen numbers in single precision: two rows of eight.
public struct SingleLanes: PairLanes {
  public typealias Scalar = Float

  /// The numbers, first row first.
  public var values: SIMD16<Float>

  @inline(__always)
  public init(_ values: SIMD16<Float>) { self.values = values }

  @inline(__always)
  public init(repeating value: Double) { values = SIMD16(repeating: Float(value)) }

  @inline(__always)
  public init(rows a: Float, _ b: Float) {
    values = SIMD16(a, a, a, a, a, a, a, a, b, b, b, b, b, b, b, b)
  }

  @inline(__always)
  public init(narrowing first: DoubleLanes, _ second: DoubleLanes) {
    values = lanes_narrow(first.values, second.values)
  }

  @inline(__always)
  public var widened: DoubleLanes { DoubleLanes(lanes_widen_sum(values)) }

  @inline(__always)
  public static var rows: Int { 2 }

  @inline(__always)
  public static var isRelative: Bool { true }

  @inline(__always)
  public static func + (left: Self, right: Self) -> Self { Self(left.values + right.values) }

  @inline(__always)
  public static func - (left: Self, right: Self) -> Self { Self(left.values - right.values) }

  @inline(__always)
  public static func * (left: Self, right: Self) -> Self { Self(left.values * right.values) }

  @inline(__always)
  public func addingProduct(_ left: Self, _ right: Self) -> Self {
    Self(lanes_fma_float(left.values, right.values, values))
  }

  @inline(__always)
  public func subtractingProduct(_ left: Self, _ right: Self) -> Self {
    Self(lanes_fnma_float(left.values, right.values, values))
  }

  @inline(__always)
  public var reciprocal: Self { Self(lanes_reciprocal_float(values)) }

  @inline(__always)
  public var squareRoot: Self { Self(lanes_sqrt_float(values)) }

  @inline(__always)
  public var inverseSquareRoot: Self { Self(lanes_rsqrt_float(values)) }

  @inline(__always)
  public static func rows(of table: LaneTable, at index: Self) -> LaneRows<Self> {
    unsafe table.withSingles { start, last in
      unsafe LaneRows(
        first: Self(lanes_look_up_float(start, index.values, last, 0)),
        second: Self(lanes_look_up_float(start, index.values, last, 1)),
        third: Self(lanes_look_up_float(start, index.values, last, 2)),
        fourth: Self(lanes_look_up_float(start, index.values, last, 3)))
    }
  }

  @inline(__always)
  public var rounded: Self { Self(lanes_round_float(values)) }

  @inline(__always)
  public var powerOfTwo: Self { Self(lanes_power_of_two_float(values)) }

  @inline(__always)
  public func replaced(by other: Self, where value: Self, exceeds limit: Self) -> Self {
    Self(lanes_replace_float(values, other.values, value.values, limit.values))
  }

  @inline(__always)
  public func keeping(_ bits: UInt32) -> Self { Self(lanes_keep_float(values, bits)) }

  @inline(__always)
  public func hasLane(below limit: Self) -> Bool {
    lanes_any_below_float(values, limit.values)
  }

  @inline(__always)
  public var rowSums: (Float, Float) {
    (lanes_sum_low_float(values), lanes_sum_high_float(values))
  }

  public static func accumulate(
    _ potential: any PairPotential, _ work: borrowing KernelWork<Self>, needsEnergy: Bool
  ) -> Double {
    potential.accumulate(work, needsEnergy: needsEnergy)
  }
}
