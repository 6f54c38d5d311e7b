/// Products of matrices of a few rows.
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
}
