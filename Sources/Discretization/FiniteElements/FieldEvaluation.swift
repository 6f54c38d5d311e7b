public import Tensors

/// A finite-element function that can be evaluated anywhere in its mesh.
///
/// Cells are found through bins over the box around the mesh; positions on reference cells by
/// Newton's iteration, which is exact after one step where the map is affine. Definition.
public struct FieldEvaluation: Sendable {
  private let space: FiniteElementSpace
  private let values: [Double]
  private let origin: Vector3
  private let spacing: Vector3
  private let counts: SIMD3<Int>
  private let bins: [[Int32]]

  /// A function at a position.
  public struct Jet: Sendable {
    /// The cell of the mesh.
    public let cell: Int
    /// The value.
    public let value: Double
    /// The gradient, in [1/length] times the value's unit.
    public let gradient: Vector3
  }

  /// Prepares the search for the cells of a mesh.
  ///
  /// - Parameter values: the values at the unknowns, shape [unknowns].
  public init(_ values: [Double], in space: FiniteElementSpace) {
    let mesh = space.mesh
    self.space = space
    self.values = values
    var (low, high) = (mesh.nodes[0], mesh.nodes[0])
    for node in mesh.nodes {
      low = pointwiseMin(low, node)
      high = pointwiseMax(high, node)
    }
    let extent = high - low
    var side = 1
    while (0..<mesh.dimension).reduce(1, { product, _ in product * (side + 1) }) <= mesh.cells.count
    {
      side += 1
    }
    var (counts, spacing) = (SIMD3(1, 1, 1), Vector3(1, 1, 1))
    for axis in 0..<mesh.dimension {
      counts[axis] = side
      spacing[axis] = extent[axis] > 0 ? extent[axis] / Double(side) : 1
    }
    (origin, self.spacing, self.counts) = (low, spacing, counts)
    var bins = [[Int32]](repeating: [], count: counts.x * counts.y * counts.z)
    for (number, cell) in mesh.cells.enumerated() {
      let corners = cell.nodes.map { mesh.nodes[$0] }
      let first = Self.bin(corners.reduce(corners[0], pointwiseMin), low, spacing, counts)
      let last = Self.bin(corners.reduce(corners[0], pointwiseMax), low, spacing, counts)
      for z in first.z...last.z {
        for y in first.y...last.y {
          for x in first.x...last.x {
            bins[(z * counts.y + y) * counts.x + x].append(Int32(number))
          }
        }
      }
    }
    self.bins = bins
  }

  private static func bin(
    _ position: Vector3, _ origin: Vector3, _ spacing: Vector3, _ counts: SIMD3<Int>
  ) -> SIMD3<Int> {
    let steps = (position - origin) / spacing
    var place = SIMD3<Int>.zero
    for axis in 0..<3 where steps[axis].isFinite {
      place[axis] = min(max(0, Int(max(-1, min(1e9, steps[axis])))), counts[axis] - 1)
    }
    return place
  }

  /// The function at a position, in [length]; nil outside the mesh.
  public func jet(at position: Vector3) -> Jet? {
    let place = Self.bin(position, origin, spacing, counts)
    for number in bins[(place.z * counts.y + place.y) * counts.x + place.x] {
      let cell = space.mesh.cells[Int(number)]
      let map = CellMap(cell.shape, cell.nodes.map { space.mesh.nodes[$0] })
      guard let point = Self.reference(of: position, cell.shape, map) else { continue }
      let own = space.cellUnknowns[Int(number)]
      let shapes = LagrangeElement.values(cell.shape, order: space.order, at: point)
      let slopes = LagrangeElement.gradients(cell.shape, order: space.order, at: point)
      let inverse = map.jacobian(point).inverse.transposed
      var (value, gradient) = (0.0, Vector3.zero)
      for index in own.indices {
        value += values[own[index]] * shapes[index]
        gradient += values[own[index]] * slopes[index]
      }
      return Jet(cell: Int(number), value: value, gradient: inverse * gradient)
    }
    return nil
  }

  /// The point of the reference cell that is mapped to a position; nil outside the cell.
  private static func reference(
    of position: Vector3, _ shape: CellShape, _ map: CellMap
  ) -> Vector3? {
    let corners = shape.corners
    var point = corners.reduce(Vector3.zero, +) / Double(corners.count)
    for _ in 0..<20 {
      let step = map.jacobian(point).inverse * (position - map.position(point))
      for axis in 0..<shape.dimension { point[axis] += step[axis] }
      guard step.norm > 1e-13 else { break }
    }
    let tolerance = 1e-9
    let shares = (0..<shape.dimension).map { point[$0] }
    guard shares.allSatisfy({ $0 >= -tolerance && $0 <= 1 + tolerance }) else { return nil }
    return shape.isSimplex && shares.reduce(0, +) > 1 + tolerance ? nil : point
  }
}
