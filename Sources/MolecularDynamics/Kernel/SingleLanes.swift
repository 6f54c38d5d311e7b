internal import CLanes

/// Sixteen numbers in single precision: two rows of eight.
public struct SingleLanes: PairLanes {
  /// One number.
  public typealias Scalar = Float

  /// The numbers, first row first.
  public var values: SIMD16<Float>

  /// Takes the numbers as they are.
  @inline(__always)
  public init(_ values: SIMD16<Float>) { self.values = values }

  /// The same number everywhere.
  @inline(__always)
  public init(repeating value: Double) { values = SIMD16(repeating: Float(value)) }

  /// One number for each row.
  @inline(__always)
  public init(rows a: Float, _ b: Float) {
    values = SIMD16(a, a, a, a, a, a, a, a, b, b, b, b, b, b, b, b)
  }

  /// Four numbers, those above a limit replaced by minus the limit.
  @inline(__always)
  public static func reflecting(_ four: SIMD4<Float>, beyond limit: Float) -> SIMD4<Float> {
    lanes_reflect_float(four, limit)
  }

  /// Eight numbers for each row.
  @inline(__always)
  public init(narrowing first: DoubleLanes, _ second: DoubleLanes) {
    values = lanes_narrow(first.values, second.values)
  }

  /// The eight sums over rows.
  @inline(__always)
  public var widened: DoubleLanes { DoubleLanes(lanes_widen_sum(values)) }

  /// How many rows there are.
  @inline(__always)
  public static var rows: Int { 2 }

  /// Whether positions are taken relative to their blocks.
  @inline(__always)
  public static var isRelative: Bool { true }

  /// The sums, lane by lane.
  @inline(__always)
  public static func + (left: Self, right: Self) -> Self { Self(left.values + right.values) }

  /// The differences, lane by lane.
  @inline(__always)
  public static func - (left: Self, right: Self) -> Self { Self(left.values - right.values) }

  /// The products, lane by lane.
  @inline(__always)
  public static func * (left: Self, right: Self) -> Self { Self(left.values * right.values) }

  /// self + left · right, rounded once.
  @inline(__always)
  public func addingProduct(_ left: Self, _ right: Self) -> Self {
    Self(lanes_fma_float(left.values, right.values, values))
  }

  /// self − left · right, rounded once.
  @inline(__always)
  public func subtractingProduct(_ left: Self, _ right: Self) -> Self {
    Self(lanes_fnma_float(left.values, right.values, values))
  }

  /// 1/self, to rounding.
  @inline(__always)
  public var reciprocal: Self { Self(lanes_reciprocal_float(values)) }

  /// The square root.
  @inline(__always)
  public var squareRoot: Self { Self(lanes_sqrt_float(values)) }

  /// One over the square root, to rounding.
  @inline(__always)
  public var inverseSquareRoot: Self { Self(lanes_rsqrt_float(values)) }

  /// Rows of a table, one for each lane.
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

  /// The nearest whole numbers.
  @inline(__always)
  public var rounded: Self { Self(lanes_round_float(values)) }

  /// 2 to the power of self.
  @inline(__always)
  public var powerOfTwo: Self { Self(lanes_power_of_two_float(values)) }

  /// Another number wherever `value` exceeds `limit`.
  @inline(__always)
  public func replaced(by other: Self, where value: Self, exceeds limit: Self) -> Self {
    Self(lanes_replace_float(values, other.values, value.values, limit.values))
  }

  /// The lanes whose bit is set, and −1 elsewhere.
  @inline(__always)
  public func keeping(_ bits: UInt32) -> Self { Self(lanes_keep_float(values, bits)) }

  /// Whether any lane lies below another.
  @inline(__always)
  public func hasLane(below limit: Self) -> Bool {
    lanes_any_below_float(values, limit.values)
  }

  /// The sum over the lanes of each row.
  @inline(__always)
  public var rowSums: (Float, Float) {
    (lanes_sum_low_float(values), lanes_sum_high_float(values))
  }

  /// Lets a potential go through a list in this precision.
  public static func accumulate(
    _ potential: any PairPotential, _ work: borrowing KernelWork<Self>, for task: PairTask
  ) -> PairSums {
    potential.accumulate(work, for: task)
  }

  /// The numbers of the first or the last two of a half block's four particles.
  @inline(__always)
  public init(spreading four: SIMD4<Float>, register: Int) {
    values = register == 0 ? lanes_spread_low_float(four) : lanes_spread_high_float(four)
  }

  /// The sums over the rows of two registers; the others are ignored.
  @inline(__always)
  public static func folding(
    _ first: Self, _ second: Self, _ third: Self, _ fourth: Self
  ) -> SIMD4<Float> {
    lanes_fold_float(first.values, second.values)
  }
}
