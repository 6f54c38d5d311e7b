/// Voxels that conduct without resistance: the potential is uniform in every connected region of them.
///
/// The fluctuation is −G·x and a constant on the nodes of a region. Conjugate gradients stay among the
/// fields that are constant on each region: residuals and corrections are replaced by their means
/// there, which is the orthogonal projection, and elements within a region carry nothing. The energy of
/// what is left is exact, so the effective coefficient is an upper bound as for any other materials.
/// The condition of the preconditioned equations grows as the inverse of the voxels' edge at most.
/// Derivation.
struct PerfectConductors: Sendable {
  /// The nodes of every region.
  private let regions: [[Int32]]

  /// Where they lie without periodic jumps, in nodes from the corner, as `regions`.
  private let places: [[SIMD3<Int32>]]

  private let spacing: [Double]

  /// Finds the regions: voxels belong together where they share a node.
  ///
  /// - Parameters:
  ///   - indices: the material of each voxel, shape `grid.shape`, flat.
  ///   - isPerfect: whether a material conducts without resistance, shape [materials].
  /// - Throws: `CellFailure.infeasible` where a region connects opposite faces: nothing resists there.
  init(grid: VoxelGrid, indices: [Int32], isPerfect: [Bool]) throws(CellFailure) {
    spacing = grid.spacing
    var search = RegionSearch(grid: grid, isInside: indices.map { isPerfect[Int($0)] })
    (regions, places) = try search.regions()
  }

  /// Sets a fluctuation to −G·x in every region, up to a constant.
  func oppose(_ gradient: [Double], with field: FieldVector) {
    for (nodes, places) in zip(regions, places) {
      for (node, place) in zip(nodes, places) {
        unsafe field.pointer[Int(node)] = -gradient.indices.reduce(0) {
          $0 + gradient[$1] * spacing[$1] * Double(place[$1])
        }
      }
    }
  }

  /// Replaces the values in every region by their mean.
  func average(_ field: FieldVector) {
    for nodes in regions {
      var sum = 0.0
      for node in nodes { unsafe sum += field.pointer[Int(node)] }
      sum /= Double(nodes.count)
      for node in nodes { unsafe field.pointer[Int(node)] = sum }
    }
  }
}

/// A walk through neighbouring voxels that remembers how it came. Definition.
private struct RegionSearch {
  private let grid: VoxelGrid
  private let isInside: [Bool]
  private let steps: [SIMD3<Int32>]
  private let corners: [SIMD3<Int32>]
  private let extent: SIMD3<Int32>

  /// Where each voxel lies without jumps, once reached.
  private var reached: [SIMD3<Int32>]

  /// Whether each node belongs to a region.
  private var isTaken: [Bool]

  private static let unreached = SIMD3<Int32>(repeating: .min)

  init(grid: VoxelGrid, isInside: [Bool]) {
    (self.grid, self.isInside) = (grid, isInside)
    let (flat, shape) = (grid.dimension == 2, grid.shape + [1])
    func places(_ values: [Int32]) -> [SIMD3<Int32>] {
      values.flatMap { x in
        values.flatMap { y in (flat ? [0] : values).map { SIMD3(x, y, $0) } }
      }
    }
    reached = Array(repeating: Self.unreached, count: grid.count)
    isTaken = Array(repeating: false, count: grid.count)
    (steps, corners) = (places([-1, 0, 1]), places([0, 1]))
    extent = SIMD3(Int32(shape[0]), Int32(shape[1]), Int32(shape[2]))
  }

  /// The nodes of all regions and their places without jumps.
  mutating func regions() throws(CellFailure) -> ([[Int32]], [[SIMD3<Int32>]]) {
    var (nodes, places) = ([[Int32]](), [[SIMD3<Int32>]]())
    for voxel in isInside.indices where isInside[voxel] && reached[voxel] == Self.unreached {
      let region = try region(from: voxel)
      nodes.append(region.map(\.node))
      places.append(region.map(\.place))
    }
    return (nodes, places)
  }

  /// The nodes around a region, as the walk meets them.
  private mutating func region(
    from voxel: Int
  ) throws(CellFailure) -> [(node: Int32, place: SIMD3<Int32>)] {
    let start = grid.indices(of: voxel)
    var waiting = [SIMD3(Int32(start.x), Int32(start.y), Int32(start.z))]
    reached[voxel] = waiting[0]
    var nodes: [(node: Int32, place: SIMD3<Int32>)] = []
    while let place = waiting.popLast() {
      for corner in corners {
        let node = number(place &+ corner)
        if !isTaken[node] { nodes.append((Int32(node), place &+ corner)) }
        isTaken[node] = true
      }
      for step in steps {
        let next = place &+ step
        let other = number(next)
        guard isInside[other], reached[other] != next else { continue }
        guard reached[other] == Self.unreached else {
          throw Self.connection(reached[other] &- next)
        }
        reached[other] = next
        waiting.append(next)
      }
    }
    return nodes
  }

  /// The number of the voxel, or of the node at its lower corner, at a place.
  private func number(_ place: SIMD3<Int32>) -> Int {
    var wrapped = place
    for axis in 0..<3 {
      wrapped[axis] = (place[axis] % extent[axis] + extent[axis]) % extent[axis]
    }
    return (Int(wrapped.x) * Int(extent.y) + Int(wrapped.y)) * Int(extent.z) + Int(wrapped.z)
  }

  private static func connection(_ jump: SIMD3<Int32>) -> CellFailure {
    let axes = zip(["x", "y", "z"], [jump.x, jump.y, jump.z]).filter { $0.1 != 0 }.map(\.0)
    return .infeasible(
      reason: "perfect conductors connect opposite faces along \(axes.joined(separator: " and ")), "
        + "where nothing resists. Fewer of them, or a large finite conductivity, have an effective one."
    )
  }
}
