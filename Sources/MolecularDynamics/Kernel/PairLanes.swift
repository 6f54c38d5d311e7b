/// The numbers that one vector instruction of the pair loop treats at once.
///
/// A half block of four particles meets a block of eight: 32 pairs in four registers of double
/// precision, one for each of the four, or in two registers of single precision, each for two of
/// the four. Interactions are written once for both.
public protocol PairLanes: Sendable {
  /// One number.
  associatedtype Scalar: BinaryFloatingPoint & SIMDScalar & Sendable

  /// How many of the half block's four particles share a register, each with eight lanes.
  static var rows: Int { get }

  /// Whether positions are taken relative to their blocks, as single precision needs.
  static var isRelative: Bool { get }

  /// The same number everywhere.
  init(repeating value: Double)

  /// One number for each row; the second is ignored where there is but one row.
  init(rows first: Scalar, _ second: Scalar)

  /// The numbers of a half block's four particles that belong to a register, each in a row.
  init(spreading four: SIMD4<Scalar>, register: Int)

  /// Four numbers, those above a limit replaced by minus the limit.
  static func reflecting(_ four: SIMD4<Scalar>, beyond limit: Scalar) -> SIMD4<Scalar>

  /// The sums over the rows of the two or four registers that a half block has.
  static func folding(_ first: Self, _ second: Self, _ third: Self, _ fourth: Self)
    -> SIMD4<Scalar>

  /// Eight numbers for each row; the second are ignored where there is but one row.
  init(narrowing first: DoubleLanes, _ second: DoubleLanes)

  /// The eight sums over rows.
  var widened: DoubleLanes { get }

  /// The sums, lane by lane.
  static func + (left: Self, right: Self) -> Self

  /// The differences, lane by lane.
  static func - (left: Self, right: Self) -> Self

  /// The products, lane by lane.
  static func * (left: Self, right: Self) -> Self

  /// self + left · right, rounded once.
  func addingProduct(_ left: Self, _ right: Self) -> Self

  /// self − left · right, rounded once.
  func subtractingProduct(_ left: Self, _ right: Self) -> Self

  /// 1/self.
  var reciprocal: Self { get }

  /// The square root.
  var squareRoot: Self { get }

  /// 1/√self.
  var inverseSquareRoot: Self { get }

  /// Rows of a table, one for each lane; an index outside the table means its nearest row.
  static func rows(of table: LaneTable, at index: Self) -> LaneRows<Self>

  /// The nearest whole numbers.
  var rounded: Self { get }

  /// 2 to the power of self, a whole number within the range of exponents.
  var powerOfTwo: Self { get }

  /// Another number wherever `value` exceeds `limit`; what is not a number stays.
  func replaced(by other: Self, where value: Self, exceeds limit: Self) -> Self

  /// The lanes whose bit is set, and −1 elsewhere; eight bits for each row.
  func keeping(_ bits: UInt32) -> Self

  /// Whether any lane lies below another.
  func hasLane(below limit: Self) -> Bool

  /// Lets a potential go through a list in this precision; returns the energy if it is needed.
  static func accumulate(
    _ potential: any PairPotential, _ work: borrowing KernelWork<Self>, for task: PairTask
  ) -> PairSums

  /// The sum over the lanes of each row; zero for a row that does not exist.
  var rowSums: (Scalar, Scalar) { get }
}

extension PairLanes {
  /// Zero everywhere.
  @inline(__always)
  public static var zero: Self { Self(repeating: 0) }

  /// The sum over all lanes.
  @inline(__always)
  var total: Double {
    let sums = rowSums
    return Double(sums.0) + Double(sums.1)
  }

  /// Adds, lane by lane.
  @inline(__always)
  public static func += (left: inout Self, right: Self) { left = left + right }

  @inline(__always)
  mutating func addProduct(_ left: Self, _ right: Self) { self = addingProduct(left, right) }
}
