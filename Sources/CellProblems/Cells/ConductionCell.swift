public import Tensors

extension CellMedium {
  /// A medium that conducts: −∇·(A (G + ∇w)) = 0, A a symmetric tensor in each voxel.
  ///
  /// Coefficients are heat conductivities, permittivities, permeabilities or diffusivities alike;
  /// zero is an insulating pore, a diagonal of infinity a perfect conductor. A plane cell uses the
  /// components xx, xy and yy.
  ///
  /// - Throws: `CellFailure.badMaterial` unless every tensor is symmetric and not negative, and finite or a
  ///   perfect conductor.
  public init(conducting map: VoxelMap<Tensor3>) throws(CellFailure) {
    let dimension = map.grid.dimension
    try map.requireConductivities()
    // No gradient and so no energy is left in a perfect conductor, whatever stands for it.
    let conductors = map.materials.map { $0.isPerfectConductor(dimension) }
    let tensors = zip(map.materials, conductors).map { tensor, isPerfect in
      (0..<dimension * dimension).map {
        isPerfect ? 0 : tensor[$0 / dimension, $0 % dimension]
      }
    }
    let fractions = map.fractions
    let mean = (0..<dimension * dimension).map { place in
      zip(tensors, fractions).reduce(0) { $0 + $1.0[place] * $1.1 }
    }
    guard (0..<dimension).allSatisfy({ mean[$0 * (dimension + 1)] > 0 }) else {
      throw .badMaterial(rule: "positive and finite somewhere", value: 0, voxel: nil)
    }
    let isIsotropic = tensors.allSatisfy { Self.isIsotropic($0, dimension) }
    let void = [Double](repeating: 0, count: dimension * dimension)
    grid = map.grid
    indices = map.indices
    materialCount = map.materials.count
    gradients = (0..<dimension).map { axis in (0..<dimension).map { $0 == axis ? 1.0 : 0 } }
    hasPores = zip(map.materials, fractions).contains { $0.0[0, 0] == 0 && $0.1 > 0 }
    self.conductors = conductors.contains(true) ? conductors : []
    law = { grid in
      guard isIsotropic else {
        return AnisotropicConduction(grid: grid, tensors: tensors + [void], mean: mean)
      }
      return IsotropicConduction(
        grid: grid, coefficients: tensors.map { $0[0] } + [0], mean: mean[0])
    }
  }

  /// A medium with one coefficient per voxel.
  ///
  /// - Throws: `CellFailure.badMaterial` unless every coefficient is finite and not negative.
  public init(conducting map: VoxelMap<Double>) throws(CellFailure) {
    try self.init(conducting: map.map { Tensor3(diagonal: Vector3(repeating: $0)) })
  }

  private static func isIsotropic(_ tensor: [Double], _ dimension: Int) -> Bool {
    tensor.enumerated().allSatisfy { place, value in
      value == (place / dimension == place % dimension ? tensor[0] : 0)
    }
  }
}

extension Tensor3 {
  /// Whether the first components along the diagonal are infinite, and no others.
  func isPerfectConductor(_ dimension: Int) -> Bool {
    (0..<dimension).allSatisfy { row in
      (0..<dimension).allSatisfy { self[row, $0] == (row == $0 ? .infinity : 0) }
    }
  }
}

extension VoxelMap where Material == Tensor3 {
  /// Stops at the first material that is none.
  fileprivate func requireConductivities() throws(CellFailure) {
    let dimension = grid.dimension
    for (index, tensor) in materials.enumerated() {
      let block = (0..<dimension).flatMap { row in
        (0..<dimension).map { tensor[row, $0] }
      }
      if tensor.isPerfectConductor(dimension) { continue }
      let rule: String
      if let value = block.first(where: { !$0.isFinite }) {
        throw failure(
          rule: "finite, or infinite alike in all directions", value: value, material: index)
      } else if (0..<dimension).contains(where: { row in
        (0..<row).contains { tensor[row, $0] != tensor[$0, row] }
      }) {
        rule = "a symmetric tensor"
      } else if let value = Self.negativeValue(block, dimension) {
        throw failure(rule: "positive, or zero in a pore", value: value, material: index)
      } else {
        continue
      }
      throw failure(rule: rule, value: block[dimension > 1 ? 1 : 0], material: index)
    }
  }

  /// A diagonal element or subdeterminant below zero by more than rounding.
  private static func negativeValue(_ a: [Double], _ dimension: Int) -> Double? {
    let scale = a.reduce(0) { max($0, $1.magnitude) }
    if let value = (0..<dimension).map({ a[$0 * (dimension + 1)] }).first(where: { $0 < 0 }) {
      return value
    }
    for row in 0..<dimension {
      for column in 0..<row {
        let minor =
          a[row * (dimension + 1)] * a[column * (dimension + 1)]
          - a[row * dimension + column] * a[row * dimension + column]
        if minor < -1e-12 * scale * scale { return minor }
      }
    }
    guard dimension == 3 else { return nil }
    let determinant =
      a[0] * (a[4] * a[8] - a[5] * a[5]) - a[1] * (a[1] * a[8] - a[5] * a[2])
      + a[2] * (a[1] * a[5] - a[4] * a[2])
    return determinant < -1e-12 * scale * scale * scale ? determinant : nil
  }
}

extension VoxelMap {
  /// A complaint about a material that names the first voxel it fills.
  func failure(rule: String, value: Double, material: Int) -> CellFailure {
    let voxel = indices.firstIndex(of: Int32(material)).map { voxel in
      let place = grid.indices(of: voxel)
      return (0..<grid.dimension).map { place[$0] }
    }
    return .badMaterial(rule: rule, value: value, voxel: voxel)
  }
}
