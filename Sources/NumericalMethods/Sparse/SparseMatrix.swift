/// A matrix with few elements per row, stored row by row with columns in increasing order.
///
/// The pattern of a matrix is fixed when it is made; elements are added into it afterwards.
/// Definition: compressed sparse rows.
public struct SparseMatrix: Sendable, Equatable {
  /// The number of columns.
  public let columns: Int

  /// Where each row begins, and the end, shape [rows + 1].
  public let starts: [Int]

  /// The column of every stored element, shape [elements].
  public let indices: [Int]

  /// The stored elements, shape [elements].
  public var values: [Double]

  /// The number of rows.
  public var rows: Int { starts.count - 1 }

  /// Creates a matrix from its parts.
  ///
  /// - Precondition: columns increase within each row.
  public init(columns: Int, starts: [Int], indices: [Int], values: [Double]) {
    precondition(
      starts.first == 0 && starts.last == indices.count && values.count == indices.count,
      "every element belongs to a row and has a column")
    self.columns = columns
    self.starts = starts
    self.indices = indices
    self.values = values
  }

  /// Creates a square matrix of zeros in which all unknowns of a group couple to each other.
  ///
  /// - Parameters:
  ///   - count: the number of unknowns.
  ///   - groups: the unknowns of every group, such as those of a cell of a mesh.
  public init(count: Int, couplings groups: [[Int]]) {
    var fill = Array(repeating: 0, count: count + 1)
    for group in groups { for unknown in group { fill[unknown + 1] += 1 } }
    for unknown in 0..<count { fill[unknown + 1] += fill[unknown] }
    let ends = fill
    var members = Array(repeating: 0, count: ends[count])
    for (number, group) in groups.enumerated() {
      for unknown in group {
        members[fill[unknown]] = number
        fill[unknown] += 1
      }
    }
    var seen = Array(repeating: -1, count: count)
    var (starts, indices) = ([0], [Int]())
    starts.reserveCapacity(count + 1)
    for row in 0..<count {
      let begin = indices.count
      for place in ends[row]..<ends[row + 1] {
        for column in groups[members[place]] where seen[column] != row {
          seen[column] = row
          indices.append(column)
        }
      }
      indices[begin...].sort()
      starts.append(indices.count)
    }
    self.init(
      columns: count, starts: starts, indices: indices,
      values: Array(repeating: 0, count: indices.count))
  }

  /// The place of an element among the stored ones; nil where none is stored.
  public func place(row: Int, column: Int) -> Int? {
    var (lower, upper) = (starts[row], starts[row + 1])
    while lower < upper {
      let middle = (lower + upper) / 2
      if indices[middle] < column { lower = middle + 1 } else { upper = middle }
    }
    return lower < starts[row + 1] && indices[lower] == column ? lower : nil
  }

  /// An element; zero where none is stored.
  public subscript(row: Int, column: Int) -> Double {
    place(row: row, column: column).map { values[$0] } ?? 0
  }

  /// Adds to an element of the pattern.
  ///
  /// - Precondition: the pattern has the element.
  public mutating func add(_ value: Double, row: Int, column: Int) {
    guard let place = place(row: row, column: column) else {
      preconditionFailure("row \(row) has no element in column \(column)")
    }
    values[place] += value
  }
}

extension SparseMatrix {
  /// The product with a vector, shape [rows].
  public func applied(to vector: [Double]) -> [Double] {
    precondition(vector.count == columns, "one factor per column")
    var result = Array(repeating: 0.0, count: rows)
    for row in 0..<rows {
      var sum = 0.0
      for place in starts[row]..<starts[row + 1] { sum += values[place] * vector[indices[place]] }
      result[row] = sum
    }
    return result
  }

  /// The product of the transposed matrix with a vector, shape [columns].
  public func transposedApplied(to vector: [Double]) -> [Double] {
    precondition(vector.count == rows, "one factor per row")
    var result = Array(repeating: 0.0, count: columns)
    for row in 0..<rows {
      for place in starts[row]..<starts[row + 1] {
        result[indices[place]] += values[place] * vector[row]
      }
    }
    return result
  }

  /// The elements of the diagonal, shape [rows].
  public var diagonal: [Double] { (0..<rows).map { self[$0, $0] } }

  /// The sum with a multiple of a matrix of the same pattern.
  public func adding(_ factor: Double, times other: SparseMatrix) -> SparseMatrix {
    precondition(indices.count == other.indices.count, "matrices of the same pattern")
    var sum = self
    for place in values.indices { sum.values[place] += factor * other.values[place] }
    return sum
  }

  /// The matrix with rows and columns of some unknowns replaced by those of the unit matrix,
  /// times the largest element of the diagonal.
  ///
  /// - Parameter held: whether each unknown is given, shape [n].
  public func holding(_ held: [Bool]) -> SparseMatrix {
    var matrix = self
    let scale = diagonal.reduce(0) { max($0, $1.magnitude) }
    for row in 0..<rows {
      for place in starts[row]..<starts[row + 1] where held[row] || held[indices[place]] {
        matrix.values[place] = indices[place] == row ? scale : 0
      }
    }
    return matrix
  }

  /// The matrix with rows and columns exchanged.
  public var transposed: SparseMatrix {
    var fill = Array(repeating: 0, count: columns + 1)
    for column in indices { fill[column + 1] += 1 }
    for column in 0..<columns { fill[column + 1] += fill[column] }
    let begins = fill
    var rowsOfElements = Array(repeating: 0, count: indices.count)
    var elements = Array(repeating: 0.0, count: indices.count)
    for row in 0..<rows {
      for place in starts[row]..<starts[row + 1] {
        let target = fill[indices[place]]
        rowsOfElements[target] = row
        elements[target] = values[place]
        fill[indices[place]] += 1
      }
    }
    return SparseMatrix(columns: rows, starts: begins, indices: rowsOfElements, values: elements)
  }

  /// The product of two matrices, the right one acting first.
  public static func * (left: SparseMatrix, right: SparseMatrix) -> SparseMatrix {
    precondition(left.columns == right.rows, "matching sizes")
    var sums = Array(repeating: 0.0, count: right.columns)
    var seen = Array(repeating: -1, count: right.columns)
    var (starts, indices, values) = ([0], [Int](), [Double]())
    for row in 0..<left.rows {
      let begin = indices.count
      for outer in left.starts[row]..<left.starts[row + 1] {
        let (middle, factor) = (left.indices[outer], left.values[outer])
        for place in right.starts[middle]..<right.starts[middle + 1] {
          let column = right.indices[place]
          if seen[column] != row {
            seen[column] = row
            sums[column] = 0
            indices.append(column)
          }
          sums[column] += factor * right.values[place]
        }
      }
      indices[begin...].sort()
      for place in begin..<indices.count { values.append(sums[indices[place]]) }
      starts.append(indices.count)
    }
    return SparseMatrix(columns: right.columns, starts: starts, indices: indices, values: values)
  }
}
