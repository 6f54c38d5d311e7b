internal import Tensors

/// As many vectors as there are lanes, direction by direction.
public struct LaneVectors<Values: PairLanes>: Sendable {
  var x, y, z: Values

  @inline(__always)
  init(x: Values, y: Values, z: Values) {
    self.x = x
    self.y = y
    self.z = z
  }

  /// The same vector everywhere.
  @inline(__always)
  init(repeating vector: Vector3) {
    self.init(
      x: Values(repeating: vector.x), y: Values(repeating: vector.y),
      z: Values(repeating: vector.z))
  }

  /// Zero everywhere.
  @inline(__always)
  static var zero: Self { Self(x: .zero, y: .zero, z: .zero) }

  @inline(__always)
  static func + (left: Self, right: Self) -> Self {
    Self(x: left.x + right.x, y: left.y + right.y, z: left.z + right.z)
  }

  @inline(__always)
  static func - (left: Self, right: Self) -> Self {
    Self(x: left.x - right.x, y: left.y - right.y, z: left.z - right.z)
  }

  @inline(__always)
  static func * (factor: Values, vectors: Self) -> Self {
    Self(x: factor * vectors.x, y: factor * vectors.y, z: factor * vectors.z)
  }

  @inline(__always)
  static func += (left: inout Self, right: Self) { left = left + right }

  /// Adds vectors times factors.
  @inline(__always)
  mutating func addProduct(_ vectors: Self, _ factor: Values) {
    x.addProduct(vectors.x, factor)
    y.addProduct(vectors.y, factor)
    z.addProduct(vectors.z, factor)
  }

  /// The scalar products, lane by lane.
  @inline(__always)
  func dot(_ other: Self) -> Values {
    (x * other.x).addingProduct(y, other.y).addingProduct(z, other.z)
  }
}

/// The vectors of the eight particles of a block.
typealias BlockVectors = LaneVectors<DoubleLanes>

extension BlockVectors {
  /// One of the eight.
  @inline(__always)
  subscript(lane: Int) -> Vector3 {
    get { Vector3(x[lane], y[lane], z[lane]) }
    set { (x[lane], y[lane], z[lane]) = (newValue.x, newValue.y, newValue.z) }
  }

  /// The sum of the eight.
  var sum: Vector3 { Vector3(x.total, y.total, z.total) }
}

/// A tensor ready to be applied to eight vectors at once.
struct LaneTensor {
  private let columns: (BlockVectors, BlockVectors, BlockVectors)

  init(_ tensor: Tensor3) {
    let (first, second, third) = tensor.columns
    columns = (
      BlockVectors(repeating: first), BlockVectors(repeating: second),
      BlockVectors(repeating: third)
    )
  }

  @inline(__always)
  static func * (tensor: LaneTensor, vectors: BlockVectors) -> BlockVectors {
    var result = vectors.x * tensor.columns.0
    result.addProduct(tensor.columns.1, vectors.y)
    result.addProduct(tensor.columns.2, vectors.z)
    return result
  }
}

/// Sums of the products of two vectors' components, Σ a ⊗ b, lane by lane until the end.
struct DyadSum {
  private var columns = (BlockVectors.zero, BlockVectors.zero, BlockVectors.zero)

  @inline(__always)
  mutating func add(_ first: BlockVectors, _ second: BlockVectors) {
    columns.0.addProduct(first, second.x)
    columns.1.addProduct(first, second.y)
    columns.2.addProduct(first, second.z)
  }

  /// The sum over all lanes.
  var total: Tensor3 { Tensor3(columns: columns.0.sum, columns.1.sum, columns.2.sum) }
}
