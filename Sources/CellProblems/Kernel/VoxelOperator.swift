internal import NumericalMethods

/// The multilinear finite elements of a voxel grid, integrated exactly: u ↦ Dᵀ A (G + D u).
///
/// The element matrix is diagonal, or nearly, in the modes of a voxel, so that no matrix is stored.
/// Values are per voxel: u·(K u)/N is twice the mean energy density.
@safe
final class VoxelOperator: @unchecked Sendable {
  /// The voxels.
  let grid: VoxelGrid

  /// The materials.
  let law: any VoxelLaw

  /// The material of each voxel.
  let indices: [Int32]
  private let scratch: [ModeRows]

  init(grid: VoxelGrid, law: any VoxelLaw, indices: [Int32]) {
    self.grid = grid
    self.law = law
    self.indices = indices
    scratch = (0..<WorkTeam.shares).map { _ in ModeRows(grid: grid, components: law.components) }
  }

  /// Applies the operator.
  ///
  /// - Parameters:
  ///   - field: the nodal values u, shape [components, grid shape].
  ///   - macroscopic: the mean gradient G, shape [components, d]; nil for none.
  ///   - image: overwritten by Dᵀ A (G + D u).
  /// - Returns: the mean flux ⟨A (G + D u)⟩, shape [components, d]; empty without G.
  @discardableResult
  func apply(
    _ field: FieldVector, macroscopic: [Double]? = nil, into image: FieldVector, team: WorkTeam
  ) -> [Double] {
    let dimension = grid.dimension
    let sums = ShareSums(width: law.components * dimension)
    // Modes stand in rows 2^(d−1) times too large.
    let scale = Double(1 << (dimension - 1))
    let strengths = macroscopic.map(self.strengths)
    team.forEachShare { share in
      unsafe indices.withUnsafeBufferPointer { indices in
        guard let indices = indices.baseAddress else { return }
        unsafe apply(share, field.pointer, strengths, image.pointer, sums, indices)
      }
    }
    guard macroscopic != nil else { return [] }
    return sums.totals.enumerated().map {
      scale * grid.spacing[$0 % dimension] / Double(grid.count) * $1
    }
  }

  /// The planes of nodes of one share, from the voxels below and above them.
  @unsafe private func apply(
    _ share: Int, _ field: UnsafeMutablePointer<Double>, _ strengths: [Double]?,
    _ image: UnsafeMutablePointer<Double>, _ sums: ShareSums, _ indices: UnsafePointer<Int32>
  ) {
    let planes = WorkTeam.range(of: share, in: grid.shape[0])
    guard !planes.isEmpty else { return }
    let (rows, count) = (scratch[share], grid.count)
    let length = rows.length
    let lines = grid.dimension == 3 ? grid.shape[1] : 1
    for component in 0..<law.components {
      let start = component * count + planes.lowerBound * lines * length
      unsafe (image + start).update(repeating: 0, count: planes.count * lines * length)
    }
    for plane in planes.lowerBound - 1..<planes.upperBound {
      let low = plane < 0 ? grid.shape[0] - 1 : plane
      let (ownsLow, ownsHigh) = (plane >= planes.lowerBound, plane + 1 < planes.upperBound)
      for line in 0..<lines {
        let places = corners(plane: low, line: line, lines: lines)
        for component in 0..<law.components {
          unsafe rows.gather(component, from: field + component * count, rows: places)
        }
        if let strengths { unsafe add(strengths, to: rows) }
        unsafe law.respond(rows, indices + places[0])
        if strengths != nil, ownsLow { unsafe sum(rows, share, sums) }
        let targets = SIMD4(
          ownsLow ? places[0] : -1, ownsHigh ? places[1] : -1, ownsLow ? places[2] : -1,
          ownsHigh ? places[3] : -1)
        for component in 0..<law.components {
          unsafe rows.scatter(component, to: image + component * count, rows: targets)
        }
      }
    }
  }

  /// What a uniform gradient adds to the modes of a voxel.
  func strengths(of gradient: [Double]) -> [Double] {
    let scale = Double(1 << (grid.dimension - 1))
    return gradient.enumerated().map { scale * grid.spacing[$0 % grid.dimension] * $1 }
  }

  /// Where the nodal rows around a row of voxels begin.
  func corners(plane: Int, line: Int, lines: Int) -> SIMD4<Int> {
    let high = plane + 1 == grid.shape[0] ? 0 : plane + 1
    let next = line + 1 == lines ? 0 : line + 1
    let rows = SIMD4(
      plane * lines + line, high * lines + line, plane * lines + next, high * lines + next)
    return grid.shape[grid.dimension - 1] &* rows
  }

  /// Adds the modes of a uniform gradient to all voxels of a row.
  @unsafe func add(_ strengths: [Double], to rows: ModeRows) {
    for (place, strength) in strengths.enumerated() where strength != 0 {
      let row = unsafe rows.mode(place / grid.dimension, 1 << (place % grid.dimension))
      for index in 0..<rows.length { unsafe row[index] += strength }
    }
  }

  @unsafe private func sum(_ rows: ModeRows, _ share: Int, _ sums: ShareSums) {
    for place in 0..<law.components * grid.dimension {
      let row = unsafe rows.mode(place / grid.dimension, 1 << (place % grid.dimension))
      var sum = 0.0
      for index in 0..<rows.length { unsafe sum += row[index] }
      sums.add(sum, share, place)
    }
  }
}
