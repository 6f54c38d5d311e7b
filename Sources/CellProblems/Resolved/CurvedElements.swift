/// Isoparametric elements of order p, one per block, with quadrature at the Lobatto points, on the
/// primitive cell of a lattice, of volume 1.
struct CurvedElements {
  /// The number of distinct nodes.
  let nodeCount: Int

  private let rule: LobattoRule
  private let blocks: InclusionBlocks

  /// The node at every point of every block, shape [blocks][(p + 1)^d].
  private let nodes: [[Int]]

  /// At every point of every block w |J| J⁻¹ J⁻ᵀ, shape [blocks][points · d · d], and w |J| J⁻¹ along
  /// x, shape [blocks][points · d].
  private let metrics: [[Double]]
  private let drives: [[Double]]

  /// The volume of every block.
  private let volumes: [Double]

  /// The position along x of the nodes in the inclusion, its boundary included; nil elsewhere.
  private let inner: [Double?]

  /// Numbers nodes and integrates geometry.
  init(_ blocks: InclusionBlocks, order: Int) {
    let rule = LobattoRule(order: order)
    let grid = LobattoGrid(dimension: blocks.dimension, side: order + 1)
    var numbers: [[Int]: Int] = [:]
    var (nodes, metrics, drives, volumes) = ([[Int]](), [[Double]](), [[Double]](), [Double]())
    var inner: [Int: Double] = [:]
    for block in 0..<blocks.count {
      let coordinates = (0..<grid.count).map { point in
        blocks.coordinates(block, grid.indices(of: point).map { rule.points[$0] })
      }
      let map = coordinates.map { coordinates -> Int in
        // Points on opposite faces of the cell are one node.
        let key = coordinates.map { Int((($0 - ($0 + 0.5 + 1e-9).rounded(.down)) * 1e8).rounded()) }
        let number = numbers[key] ?? numbers.count
        numbers[key] = number
        return number
      }
      let places = coordinates.map(blocks.place)
      if blocks.isInside(block) { for (node, place) in zip(map, places) { inner[node] = place[0] } }
      nodes.append(map)
      let geometry = Self.geometry(places, rule, grid)
      metrics.append(geometry.metric)
      drives.append(geometry.drive)
      volumes.append(geometry.volume)
    }
    (self.rule, self.blocks, self.nodes, nodeCount) = (rule, blocks, nodes, numbers.count)
    (self.metrics, self.drives, self.volumes) = (metrics, drives, volumes)
    self.inner = (0..<numbers.count).map { inner[$0] }
  }

  /// The metric, the drive along x and the volume of a block whose points are known.
  private static func geometry(
    _ places: [[Double]], _ rule: LobattoRule, _ grid: LobattoGrid
  ) -> (metric: [Double], drive: [Double], volume: Double) {
    let (dimension, side) = (grid.dimension, grid.side)
    var (metric, drive, volume) = ([Double](), [Double](), 0.0)
    for point in places.indices {
      let at = grid.indices(of: point)
      var jacobian = [[Double]](repeating: Array(repeating: 0, count: dimension), count: dimension)
      for (axis, stride) in grid.strides.enumerated() {
        let start = point - at[axis] * stride
        for other in 0..<side {
          let slope = rule.derivative[at[axis] * side + other]
          for row in 0..<dimension {
            jacobian[row][axis] += slope * places[start + other * stride][row]
          }
        }
      }
      let (inverse, determinant) = inverse(jacobian)
      let weight = abs(determinant) * at.reduce(1) { $0 * rule.weights[$1] }
      volume += weight
      for i in 0..<dimension {
        drive.append(weight * inverse[i][0])
        for j in 0..<dimension {
          let product = (0..<dimension).reduce(0) { $0 + inverse[i][$1] * inverse[j][$1] }
          metric.append(weight * product)
        }
      }
    }
    return (metric, drive, volume)
  }

  /// The inverse of a Jacobian, of the reference coordinates by the places, and its determinant.
  private static func inverse(_ a: [[Double]]) -> ([[Double]], Double) {
    guard a.count == 3 else {
      let determinant = a[0][0] * a[1][1] - a[0][1] * a[1][0]
      return (
        [
          [a[1][1] / determinant, -a[0][1] / determinant],
          [-a[1][0] / determinant, a[0][0] / determinant],
        ], determinant
      )
    }
    func cofactor(_ i: Int, _ j: Int) -> Double {
      let (p, q, r, s) = ((i + 1) % 3, (i + 2) % 3, (j + 1) % 3, (j + 2) % 3)
      return a[p][r] * a[q][s] - a[p][s] * a[q][r]
    }
    let determinant = (0..<3).reduce(0.0) { $0 + a[0][$1] * cofactor(0, $1) }
    return ((0..<3).map { i in (0..<3).map { cofactor($0, i) / determinant } }, determinant)
  }

  /// The effective coefficient along x by conjugate gradients with a diagonal preconditioner.
  ///
  /// In an inclusion that conducts without resistance the field is constant, w = −x but for a
  /// constant, which one inclusion per period leaves free.
  ///
  /// - Parameter tolerance: the relative residual; the coefficient is an energy and errs by its square.
  func coefficient(
    inside: Double, outside: Double, tolerance: Double
  ) throws(CellFailure) -> (coefficient: Double, iterations: Int) {
    let isHeld = inside.isInfinite
    let values = (0..<blocks.count).map { blocks.isInside($0) ? (isHeld ? 0 : inside) : outside }
    let forces = load(values)
    var diagonal = diagonal(values).map { $0 > 0 ? 1 / $0 : 0 }
    var solution = [Double](repeating: 0, count: nodeCount)
    var residual = forces
    if isHeld {
      for (node, place) in inner.enumerated() {
        if let place { (solution[node], diagonal[node]) = (-place, 0) }
      }
      residual = zip(forces, product(solution, values)).map(-)
    }
    var direction = zip(diagonal, residual).map { $0 * $1 }
    var square = Self.dot(direction, residual)
    let (start, limit) = (square, 40_000)
    let mean = zip(values, volumes).reduce(0) { $0 + $1.0 * $1.1 }
    var iterations = 0
    // One material leaves nothing but rounding.
    while square > max(tolerance * tolerance * start, 1e-24 * mean) {
      guard iterations < limit, square.isFinite else {
        throw .notConverged(
          iterations: iterations, residual: (square / start).squareRoot(), tolerance: tolerance)
      }
      let image = product(direction, values)
      let step = square / Self.dot(direction, image)
      for index in 0..<nodeCount {
        solution[index] += step * direction[index]
        residual[index] -= step * image[index]
      }
      let previous = square
      square = 0
      for index in 0..<nodeCount { square += diagonal[index] * residual[index] * residual[index] }
      for index in 0..<nodeCount {
        direction[index] =
          diagonal[index] * residual[index] + square / previous * direction[index]
      }
      iterations += 1
    }
    // ⟨(e + ∇w)·k (e + ∇w)⟩, stationary in w.
    let energy = Self.dot(solution, product(solution, values)) - 2 * Self.dot(solution, forces)
    return (mean + energy, iterations)
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += a[index] * b[index] }
    return sum
  }
}

extension CurvedElements {
  private var side: Int { rule.points.count }

  private var strides: [Int] { LobattoGrid(dimension: blocks.dimension, side: side).strides }

  /// Adds Σ_a D_aᵀ f_a of a block to the nodes.
  private func scatter(_ fluxes: [[Double]], _ block: Int, _ sum: inout [Double]) {
    let (map, matrix) = (nodes[block], rule.derivative)
    for (axis, stride) in strides.enumerated() {
      for point in map.indices {
        let (at, flux) = (point / stride % side, fluxes[axis][point])
        let start = point - at * stride
        for other in 0..<side {
          sum[map[start + other * stride]] += matrix[at * side + other] * flux
        }
      }
    }
  }

  /// −∫ ∇φ·k e_x for all nodes.
  private func load(_ values: [Double]) -> [Double] {
    let dimension = blocks.dimension
    var sum = [Double](repeating: 0, count: nodeCount)
    for block in 0..<blocks.count where values[block] != 0 {
      let fluxes = (0..<dimension).map { axis in
        nodes[block].indices.map { -values[block] * drives[block][$0 * dimension + axis] }
      }
      scatter(fluxes, block, &sum)
    }
    return sum
  }

  /// The stiffness matrix times a field.
  private func product(_ field: [Double], _ values: [Double]) -> [Double] {
    let dimension = blocks.dimension
    var sum = [Double](repeating: 0, count: nodeCount)
    for block in 0..<blocks.count where values[block] != 0 {
      let map = nodes[block]
      let local = map.map { field[$0] }
      let slopes = strides.map { stride in
        map.indices.map { point -> Double in
          let at = point / stride % side
          let start = point - at * stride
          var slope = 0.0
          for other in 0..<side {
            slope += rule.derivative[at * side + other] * local[start + other * stride]
          }
          return slope
        }
      }
      let fluxes = (0..<dimension).map { row in
        map.indices.map { point -> Double in
          let start = (point * dimension + row) * dimension
          var flux = 0.0
          for column in 0..<dimension {
            flux += metrics[block][start + column] * slopes[column][point]
          }
          return values[block] * flux
        }
      }
      scatter(fluxes, block, &sum)
    }
    return sum
  }

  /// The diagonal of the stiffness matrix without the products of different axes at other points.
  private func diagonal(_ values: [Double]) -> [Double] {
    let dimension = blocks.dimension
    var sum = [Double](repeating: 0, count: nodeCount)
    for block in 0..<blocks.count where values[block] != 0 {
      for (axis, stride) in strides.enumerated() {
        for point in nodes[block].indices {
          let at = point / stride % side
          let start = point - at * stride
          let metric = metrics[block][(point * dimension + axis) * dimension + axis]
          for other in 0..<side {
            let slope = rule.derivative[at * side + other]
            sum[nodes[block][start + other * stride]] += values[block] * slope * slope * metric
          }
        }
      }
    }
    return sum
  }
}

/// The points of a block as a grid, the last axis fastest.
private struct LobattoGrid {
  /// The number of dimensions.
  let dimension: Int
  /// Points along each axis.
  let side: Int

  /// The number of points.
  var count: Int { strides[0] * side }

  /// The steps between neighbours along each axis.
  var strides: [Int] { dimension == 2 ? [side, 1] : [side * side, side, 1] }

  /// The indices of a point along each axis.
  func indices(of point: Int) -> [Int] { strides.map { point / $0 % side } }
}
