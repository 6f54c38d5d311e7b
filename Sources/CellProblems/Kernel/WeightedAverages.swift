extension VoxelOperator {
  /// Weighted averages of fields over the voxels of a cell.
  ///
  /// - Parameters:
  ///   - fields: the fluctuations.
  ///   - gradients: the uniform gradient added to each, shape [fields][components · d].
  ///   - cell: the voxels that count, the first ones along each axis of this operator's grid.
  ///   - weights: the weights along each axis, of sum 1, shape [d][voxels].
  /// - Returns: the products ⟨∇u_i·A ∇u_j⟩, shape [fields][fields], and the mean gradients ⟨∇u_i⟩,
  ///   shape [fields][components · d].
  func averages(
    of fields: [FieldVector], gradients: [[Double]], in cell: VoxelGrid, weights: [[Double]]
  ) -> (energies: [[Double]], gradients: [[Double]]) {
    let (dimension, lines) = (grid.dimension, grid.dimension == 3 ? grid.shape[1] : 1)
    let row = [Double](weights[dimension - 1])
    let shapes = fields.map { _ in ModeRows(grid: grid, components: law.components) }
    let forces = fields.map { _ in ModeRows(grid: grid, components: law.components) }
    let strengths = gradients.map(self.strengths)
    var energies = fields.map { _ in fields.map { _ in 0.0 } }
    var means = gradients.map { $0.map { _ in 0.0 } }
    for plane in 0..<cell.shape[0] {
      for line in 0..<(dimension == 3 ? cell.shape[1] : 1) {
        let weight = weights[0][plane] * (dimension == 3 ? weights[1][line] : 1)
        guard weight != 0 else { continue }
        let place = corners(plane: plane, line: line, lines: lines)
        for (index, field) in fields.enumerated() {
          for target in [shapes[index], forces[index]] {
            for component in 0..<law.components {
              unsafe target.gather(
                component, from: field.pointer + component * grid.count, rows: place)
            }
            unsafe add(strengths[index], to: target)
          }
          unsafe indices.withUnsafeBufferPointer {
            if let base = $0.baseAddress { unsafe law.respond(forces[index], base + place[0]) }
          }
        }
        for i in fields.indices {
          for place in means[i].indices {
            let mode = 1 << (place % dimension)
            means[i][place] += weight * shapes[i].sum(place / dimension, mode, row)
          }
          for j in 0...i { energies[i][j] += weight * shapes[i].product(forces[j], row) }
        }
      }
    }
    for i in fields.indices { for j in 0..<i { energies[j][i] = energies[i][j] } }
    let scale = Double(1 << (dimension - 1))
    return (
      energies,
      means.map { mean in
        mean.enumerated().map { $0.element / (scale * grid.spacing[$0.offset % dimension]) }
      }
    )
  }
}

extension ModeRows {
  /// The weighted sum of a mode along the row.
  fileprivate func sum(_ component: Int, _ mask: Int, _ weights: [Double]) -> Double {
    let values = unsafe mode(component, mask)
    var sum = 0.0
    for index in weights.indices { unsafe sum += weights[index] * values[index] }
    return sum
  }

  /// The weighted sum of the products of shapes and forces along the row.
  fileprivate func product(_ forces: ModeRows, _ weights: [Double]) -> Double {
    var total = 0.0
    for component in 0..<components {
      for mask in 1..<1 << dimension {
        let (shape, force) = unsafe (mode(component, mask), forces.mode(component, mask))
        for index in weights.indices {
          unsafe total += weights[index] * shape[index] * force[index]
        }
      }
    }
    return total
  }
}
