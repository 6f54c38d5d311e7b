internal import CLanes

/// Eight numbers in double precision.
public struct DoubleLanes: PairLanes, Equatable {
  /// One number.
  public typealias Scalar = Double

  /// The numbers.
  public var values: SIMD8<Double>

  /// Takes the numbers as they are.
  @inline(__always)
  public init(_ values: SIMD8<Double>) { self.values = values }

  /// The same number everywhere.
  @inline(__always)
  public init(repeating value: Double) { values = SIMD8(repeating: value) }

  /// One number for each row.
  @inline(__always)
  public init(rows first: Double, _ second: Double) { values = SIMD8(repeating: first) }

  /// Four numbers, those above a limit replaced by minus the limit.
  @inline(__always)
  public static func reflecting(_ four: SIMD4<Double>, beyond limit: Double) -> SIMD4<Double> {
    lanes_reflect_double(four, limit)
  }

  /// Eight numbers for each row.
  @inline(__always)
  public init(narrowing first: DoubleLanes, _ second: DoubleLanes) { self = first }

  /// The eight sums over rows.
  @inline(__always)
  public var widened: DoubleLanes { self }

  /// How many rows there are.
  @inline(__always)
  public static var rows: Int { 1 }

  /// Whether positions are taken relative to their blocks.
  @inline(__always)
  public static var isRelative: Bool { false }

  /// One of the eight.
  @inline(__always)
  public subscript(lane: Int) -> Double {
    get { values[lane] }
    set { values[lane] = newValue }
  }

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
    Self(lanes_fma_double(left.values, right.values, values))
  }

  /// self − left · right, rounded once.
  @inline(__always)
  public func subtractingProduct(_ left: Self, _ right: Self) -> Self {
    Self(lanes_fnma_double(left.values, right.values, values))
  }

  /// 1/self, to rounding.
  @inline(__always)
  public var reciprocal: Self { Self(lanes_reciprocal_double(values)) }

  /// The square root.
  @inline(__always)
  public var squareRoot: Self { Self(lanes_sqrt_double(values)) }

  /// One over the square root, to rounding.
  @inline(__always)
  public var inverseSquareRoot: Self { Self(lanes_rsqrt_double(values)) }

  /// Rows of a table, one for each lane.
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

  /// The nearest whole numbers.
  @inline(__always)
  public var rounded: Self { Self(lanes_round_double(values)) }

  /// 2 to the power of self.
  @inline(__always)
  public var powerOfTwo: Self { Self(lanes_power_of_two_double(values)) }

  /// Another number wherever `value` exceeds `limit`.
  @inline(__always)
  public func replaced(by other: Self, where value: Self, exceeds limit: Self) -> Self {
    Self(lanes_replace_double(values, other.values, value.values, limit.values))
  }

  /// The lanes whose bit is set, and −1 elsewhere.
  @inline(__always)
  public func keeping(_ bits: UInt32) -> Self { Self(lanes_keep_double(values, bits)) }

  /// Whether any lane lies below another.
  @inline(__always)
  public func hasLane(below limit: Self) -> Bool {
    lanes_any_below_double(values, limit.values)
  }

  /// The sum over the lanes of each row.
  @inline(__always)
  public var rowSums: (Double, Double) { (lanes_sum_double(values), 0) }

  /// Lets a potential go through a list in this precision.
  public static func accumulate(
    _ potential: any PairPotential, _ work: borrowing KernelWork<Self>, for task: PairTask
  ) -> PairSums {
    potential.accumulate(work, for: task)
  }

  /// The number of one of a half block's four particles everywhere.
  @inline(__always)
  public init(spreading four: SIMD4<Double>, register: Int) {
    values = SIMD8(repeating: four[register])
  }

  /// The sums over the lanes of four registers.
  @inline(__always)
  public static func folding(
    _ first: Self, _ second: Self, _ third: Self, _ fourth: Self
  ) -> SIMD4<Double> {
    lanes_fold_double(first.values, second.values, third.values, fourth.values)
  }
}
