internal import CLanes

/// Eight numbers in double precision.
public struct DoubleLanes: PairLanes, Equatable {
  public typealias Scalar = Double

  /// The numbers.
  public var values: SIMD8<Double>

  @inline(__always)
  public init(_ values: SIMD8<Double>) { self.values = values }

  @inline(__always)
  public init(repeating value: Double) { values = SIMD8(repeating: value) }

  @inline(__always)
  public init(rows first: Double, _ second: Double) { values = SIMD8(repeating: first) }

  @inline(__always)
  public init(narrowing first: DoubleLanes, _ second: DoubleLanes) { self = first }

  @inline(__always)
  public var widened: DoubleLanes { self }

  @inline(__always)
  public static var rows: Int { 1 }

  @inline(__always)
  public static var isRelative: Bool { false }

  /// One of the eight.
  @inline(__always)
  public subscript(lane: Int) -> Double {
    get { values[lane] }
    set { values[lane] = newValue }
  }

  @inline(__always)
  public static func + (left: Self, right: Self) -> Self { Self(left.values + right.values) }

  @inline(__always)
  public static func - (left: Self, right: Self) -> Self { Self(left.values - right.values) }

  @inline(__always)
  public static func * (left: Self, right: Self) -> Self { Self(left.values * right.values) }

  @inline(__always)
  public func addingProduct(_ left: Self, _ right: Self) -> Self {
    Self(lanes_fma_double(left.values, right.values, values))
  }

  @inline(__always)
  public func subtractingProduct(_ left: Self, _ right: Self) -> Self {
    Self(lanes_fnma_double(left.values, right.values, values))
  }

  @inline(__always)
  public var reciprocal: Self { Self(lanes_reciprocal_double(values)) }

  @inline(__always)
  public var squareRoot: Self { Self(lanes_sqrt_double(values)) }

  @inline(__always)
  public var inverseSquareRoot: Self { Self(lanes_rsqrt_double(values)) }

  @inline(__always)
  public static func rows(of table: LaneTable, at index: Self) -> LaneRows<Self> {
    unsafe table.withDoubles { start, last in
      unsafe LaneRows(
        first: Self(lanes_look_up_double(start, index.values, last, 0)),
        second: Self(lanes_look_up_double(start, index.values, last, 1)),
        third: Self(lanes_look_up_double(start, index.values, last, 2)),
        fourth: Self(lanes_look_up_double(start, index.values, last, 3)))
    }
  }

  @inline(__always)
  public var rounded: Self { Self(lanes_round_double(values)) }

  @inline(__always)
  public var powerOfTwo: Self { Self(lanes_power_of_two_double(values)) }

  @inline(__always)
  public func replaced(by other: Self, where value: Self, exceeds limit: Self) -> Self {
    Self(lanes_replace_double(values, other.values, value.values, limit.values))
  }

  @inline(__always)
  public func keeping(_ bits: UInt32) -> Self { Self(lanes_keep_double(values, bits)) }

  @inline(__always)
  public func hasLane(below limit: Self) -> Bool {
    lanes_any_below_double(values, limit.values)
  }

  @inline(__always)
  public var rowSums: (Double, Double) { (lanes_sum_double(values), 0) }

  public static func accumulate(
    _ potential: any PairPotential, _ work: borrowing KernelWork<Self>, needsEnergy: Bool
  ) -> Double {
    potential.accumulate(work, needsEnergy: needsEnergy)
  }
}
