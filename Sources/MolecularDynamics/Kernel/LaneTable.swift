/// Rows of four numbers that lanes look up, in both precisions.
public struct LaneTable: Sendable, Equatable {
  /// The numbers, shape [rows][4].
  private(set) var doubles: [Double]
  private var singles: [Float]

  /// Creates a table from its numbers, shape [rows][4].
  ///
  /// - Precondition: at least one row.
  init(_ numbers: [Double]) {
    precondition(numbers.count >= 4 && numbers.count % 4 == 0, "a row has four numbers")
    doubles = numbers
    singles = numbers.map(Float.init)
  }

  /// Shows the numbers in double precision, and the index of the last row, to a body.
  @inline(__always)
  func withDoubles<Result>(_ body: (UnsafePointer<Double>, Double) -> Result) -> Result {
    unsafe doubles.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("a table has rows") }
      return unsafe body(start, Double(buffer.count / 4 - 1))
    }
  }

  /// Shows the numbers in single precision, and the index of the last row, to a body.
  @inline(__always)
  func withSingles<Result>(_ body: (UnsafePointer<Float>, Float) -> Result) -> Result {
    unsafe singles.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("a table has rows") }
      return unsafe body(start, Float(buffer.count / 4 - 1))
    }
  }
}

/// The four numbers of a row, one row for each lane.
public struct LaneRows<Values: PairLanes>: Sendable {
  var first, second, third, fourth: Values
}
