public import Tensors

/// Bounds of an effective coefficient that follow from what is known of the phases alone.
public struct ConductivityBounds: Sendable, Equatable {
  /// The harmonic and the arithmetic mean, after Wiener: bounds for every arrangement.
  public let wiener: ClosedRange<Double>

  /// Bounds of Hashin and Shtrikman, for statistically isotropic arrangements.
  public let hashinShtrikman: ClosedRange<Double>

  /// Bounds from isotropic phases and their shares of the volume.
  ///
  /// Hashin and Shtrikman's are ⟨(k + (d−1) k₀)⁻¹⟩⁻¹ − (d−1) k₀ with the least and the largest
  /// coefficient as k₀. With a perfect conductor, of infinite coefficient, upper bounds are infinite.
  ///
  /// - Precondition: no negative coefficient, shares of sum 1.
  /// - SeeAlso: Hashin & Shtrikman, *J. Appl. Phys.* **33**, 3125 (1962),
  ///   <https://doi.org/10.1063/1.1728579>.
  public init(coefficients: [Double], shares: [Double], dimension: Int) {
    let present = zip(coefficients, shares).filter { $0.1 > 0 }
    let (least, largest) = (present.map(\.0).min() ?? 0, present.map(\.0).max() ?? 0)
    func mean(shift: Double) -> Double {
      let inverse = present.reduce(0.0) { $0 + $1.1 / ($1.0 + shift) }
      return inverse.isFinite ? 1 / inverse - shift : 0
    }
    let arithmetic = present.reduce(0.0) { $0 + $1.1 * $1.0 }
    let factor = Double(dimension - 1)
    let low = mean(shift: factor * least)
    let high = largest.isFinite ? mean(shift: factor * largest) : .infinity
    wiener = mean(shift: 0)...max(mean(shift: 0), arithmetic)
    hashinShtrikman = min(low, high)...max(low, high)
  }
}

extension VoxelMap where Material == Tensor3 {
  /// The harmonic and the arithmetic mean of the voxels' tensors, after Wiener: for every direction
  /// e, e·L e ≤ e·A* e ≤ e·U e. The lower one is zero where some voxels conduct nothing, the upper one
  /// infinite where some are perfect conductors.
  public var wienerTensors: (lower: Tensor3, upper: Tensor3) {
    let (shares, isPlane) = (fractions, grid.dimension == 2)
    var (upper, compliance) = (Tensor3.zero, Tensor3.zero)
    var isPorous = false
    for (tensor, share) in zip(materials, shares) where share > 0 {
      guard !tensor.isPerfectConductor(grid.dimension) else {
        upper += Tensor3(diagonal: Vector3(repeating: .infinity))
        continue
      }
      var full = tensor
      if isPlane {
        full = Tensor3(
          rows: Vector3(tensor[0, 0], tensor[0, 1], 0), Vector3(tensor[1, 0], tensor[1, 1], 0),
          Vector3(0, 0, 1))
      }
      upper += share * full
      if full.determinant > 0 { compliance += share * full.inverse } else { isPorous = true }
    }
    return (isPorous ? .zero : compliance.inverse, upper)
  }
}
