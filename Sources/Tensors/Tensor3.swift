/// A point or vector in three-dimensional space, Cartesian components.
public typealias Vector3 = SIMD3<Double>

extension Vector3 {
  /// The scalar product with another vector.
  @inlinable
  public func dot(_ other: Vector3) -> Double { (self * other).sum() }

  /// The vector product with another vector.
  public func cross(_ other: Vector3) -> Vector3 {
    Vector3(
      y * other.z - z * other.y,
      z * other.x - x * other.z,
      x * other.y - y * other.x)
  }

  /// The Euclidean length.
  @inlinable
  public var norm: Double { dot(self).squareRoot() }

  /// Whether every component is finite.
  @inlinable
  public var isFinite: Bool { x.isFinite && y.isFinite && z.isFinite }
}

/// A second-order tensor in three dimensions, shape [3, 3].
///
/// Stored by columns, so that `tensor * vector` is three vector multiplications. Definition.
public struct Tensor3: Sendable, Hashable, Codable {
  /// The three columns, shape [3, 3]: `columns.1` is the image of the second base vector.
  @usableFromInline var column0: Vector3
  @usableFromInline var column1: Vector3
  @usableFromInline var column2: Vector3

  /// Creates a tensor from its columns, the images of the base vectors.
  @inlinable
  public init(columns column0: Vector3, _ column1: Vector3, _ column2: Vector3) {
    self.column0 = column0
    self.column1 = column1
    self.column2 = column2
  }

  /// Creates a tensor from its rows.
  public init(rows row0: Vector3, _ row1: Vector3, _ row2: Vector3) {
    self.init(
      columns: Vector3(row0.x, row1.x, row2.x), Vector3(row0.y, row1.y, row2.y),
      Vector3(row0.z, row1.z, row2.z))
  }

  /// Creates the tensor with the given diagonal and zeros elsewhere.
  public init(diagonal: Vector3) {
    self.init(
      columns: Vector3(diagonal.x, 0, 0), Vector3(0, diagonal.y, 0), Vector3(0, 0, diagonal.z))
  }

  /// The dyadic product a ⊗ b, with components a_i b_j.
  @inlinable
  public init(dyad first: Vector3, _ second: Vector3) {
    self.init(columns: first * second.x, first * second.y, first * second.z)
  }

  /// The tensor of zeros.
  public static let zero = Tensor3(diagonal: .zero)

  /// The unit tensor.
  public static let identity = Tensor3(diagonal: Vector3(1, 1, 1))

  /// The images of the three base vectors.
  @inlinable
  public var columns: (Vector3, Vector3, Vector3) { (column0, column1, column2) }

  /// The component in a row and a column, both counted from 0.
  public subscript(row: Int, column: Int) -> Double {
    @inlinable
    get {
      switch column {
      case 0: column0[row]
      case 1: column1[row]
      default: column2[row]
      }
    }
    set {
      switch column {
      case 0: column0[row] = newValue
      case 1: column1[row] = newValue
      default: column2[row] = newValue
      }
    }
  }

  /// The three rows, as a person writes the matrix.
  public var rows: [[Double]] { (0..<3).map { row in (0..<3).map { self[row, $0] } } }

  /// Whether every component is finite.
  public var isFinite: Bool { column0.isFinite && column1.isFinite && column2.isFinite }
}

extension Tensor3 {
  /// The image of a vector.
  @inlinable
  public static func * (tensor: Tensor3, vector: Vector3) -> Vector3 {
    (tensor.column0 * vector.x).addingProduct(tensor.column1, vector.y)
      .addingProduct(tensor.column2, vector.z)
  }

  /// The composition of two tensors, the right one acting first.
  public static func * (left: Tensor3, right: Tensor3) -> Tensor3 {
    Tensor3(columns: left * right.column0, left * right.column1, left * right.column2)
  }

  /// The sum of two tensors.
  @inlinable
  public static func + (left: Tensor3, right: Tensor3) -> Tensor3 {
    Tensor3(
      columns: left.column0 + right.column0, left.column1 + right.column1,
      left.column2 + right.column2)
  }

  /// The difference of two tensors.
  public static func - (left: Tensor3, right: Tensor3) -> Tensor3 { left + -1 * right }

  /// The tensor with the opposite sign.
  public static prefix func - (tensor: Tensor3) -> Tensor3 { -1 * tensor }

  /// The multiple of a tensor.
  @inlinable
  public static func * (factor: Double, tensor: Tensor3) -> Tensor3 {
    Tensor3(
      columns: factor * tensor.column0, factor * tensor.column1, factor * tensor.column2)
  }

  /// Adds a tensor in place.
  @inlinable
  public static func += (left: inout Tensor3, right: Tensor3) { left = left + right }

  /// The tensor with rows and columns exchanged.
  public var transposed: Tensor3 { Tensor3(rows: column0, column1, column2) }

  /// The symmetric part (A + Aᵀ)/2.
  public var symmetricPart: Tensor3 { 0.5 * (self + transposed) }

  /// The sum of the diagonal.
  public var trace: Double { column0.x + column1.y + column2.z }

  /// The volume of the parallelepiped spanned by the columns, signed.
  public var determinant: Double { column0.dot(column1.cross(column2)) }

  /// The double contraction A : B = Σ A_ij B_ij.
  public func doubleContraction(_ other: Tensor3) -> Double {
    column0.dot(other.column0) + column1.dot(other.column1) + column2.dot(other.column2)
  }

  /// The Frobenius norm √(A : A).
  public var norm: Double { doubleContraction(self).squareRoot() }

  /// The inverse tensor; its components are not finite where the determinant is zero.
  public var inverse: Tensor3 {
    let factor = 1 / determinant
    return Tensor3(
      rows: factor * column1.cross(column2), factor * column2.cross(column0),
      factor * column0.cross(column1))
  }
}
