/// A series of vectors sampled at equal intervals: rows in time, columns by component.
///
/// The values are stored flat, row after row. Definition.
public struct VectorSeries: Sendable, Codable, Equatable {
  /// The time between two rows, in [time].
  public let interval: Double

  /// The number of components of every row.
  public let componentCount: Int

  /// The values row by row, shape [count, componentCount], flat.
  public private(set) var values: [Double] = []

  /// Creates an empty series.
  ///
  /// - Precondition: at least one component, a positive interval.
  public init(componentCount: Int, interval: Double) {
    precondition(componentCount > 0 && interval > 0, "a series has components and an interval")
    self.componentCount = componentCount
    self.interval = interval
  }

  /// Creates a series from its rows, shape [count, componentCount].
  ///
  /// - Precondition: at least one row, all rows of the same length.
  public init(rows: [[Double]], interval: Double) {
    self.init(componentCount: rows.first?.count ?? 0, interval: interval)
    for row in rows { append(row) }
  }

  /// The number of rows.
  public var count: Int { values.count / componentCount }

  /// The time covered by the rows, in [time].
  public var duration: Double { Double(count) * interval }

  /// Adds a row, shape [componentCount], at the end.
  public mutating func append(_ row: [Double]) {
    precondition(row.count == componentCount, "a row has as many values as components")
    values.append(contentsOf: row)
  }

  /// Adds the rows of a series that continues this one.
  ///
  /// - Precondition: the same components and interval.
  public mutating func append(contentsOf other: VectorSeries) {
    precondition(
      other.componentCount == componentCount && other.interval == interval,
      "a continuation has the same components and interval")
    values.append(contentsOf: other.values)
  }

  /// One row, shape [componentCount].
  public subscript(row: Int) -> [Double] {
    Array(values[(row * componentCount)..<((row + 1) * componentCount)])
  }

  /// A part of the series.
  public subscript(rows: Range<Int>) -> VectorSeries {
    var part = VectorSeries(componentCount: componentCount, interval: interval)
    part.values = Array(
      values[(rows.lowerBound * componentCount)..<(rows.upperBound * componentCount)])
    return part
  }

  /// The series without its first rows; empty if there are not so many.
  public func dropFirst(_ number: Int) -> VectorSeries {
    self[Swift.min(max(0, number), count)..<count]
  }

  /// One component at all times, shape [count].
  public func column(_ component: Int) -> [Double] {
    precondition((0..<componentCount).contains(component), "one of the components")
    return stride(from: component, to: values.count, by: componentCount).map { values[$0] }
  }
}
