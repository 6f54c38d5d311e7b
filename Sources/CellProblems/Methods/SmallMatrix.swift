/// Products and inverses of matrices of a few rows.
enum SmallMatrix {
  /// The unit matrix.
  static func identity(_ size: Int) -> [[Double]] {
    (0..<size).map { row in (0..<size).map { $0 == row ? 1 : 0 } }
  }

  /// A B.
  static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    a.map { row in
      (b.first ?? []).indices.map { column in
        zip(row, b).reduce(0) { $0 + $1.0 * $1.1[column] }
      }
    }
  }

  /// Aᵀ.
  static func transposed(_ a: [[Double]]) -> [[Double]] {
    (a.first ?? []).indices.map { column in a.map { $0[column] } }
  }

  /// (A + Aᵀ)/2.
  static func symmetric(_ a: [[Double]]) -> [[Double]] {
    a.indices.map { row in a.indices.map { 0.5 * (a[row][$0] + a[$0][row]) } }
  }

  /// A^−1 by elimination with pivots; nil for a singular matrix.
  static func inverse(_ a: [[Double]]) -> [[Double]]? {
    let size = a.count
    let scale = a.joined().reduce(0) { max($0, $1.magnitude) }
    var rows = zip(a, identity(size)).map { $0 + $1 }
    for column in 0..<size {
      let pivot =
        (column..<size).max { rows[$0][column].magnitude < rows[$1][column].magnitude } ?? column
      guard rows[pivot][column].magnitude > 1e-13 * scale else { return nil }
      rows.swapAt(column, pivot)
      let factor = 1 / rows[column][column]
      rows[column] = rows[column].map { factor * $0 }
      for row in 0..<size where row != column {
        let share = rows[row][column]
        rows[row] = zip(rows[row], rows[column]).map { $0 - share * $1 }
      }
    }
    return rows.map { Array($0.dropFirst(size)) }
  }
}
