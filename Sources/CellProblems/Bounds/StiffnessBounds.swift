public import Tensors

/// Bounds of the bulk and shear modulus of an arrangement of isotropic phases in three dimensions.
public struct ModulusBounds: Sendable, Equatable {
  /// Reuss's and Voigt's bounds of the bulk modulus.
  public let bulk: ClosedRange<Double>
  /// Reuss's and Voigt's bounds of the shear modulus.
  public let shear: ClosedRange<Double>
  /// Bounds of Hashin and Shtrikman for statistically isotropic arrangements.
  public let isotropicBulk: ClosedRange<Double>
  /// Bounds of Hashin and Shtrikman for statistically isotropic arrangements.
  public let isotropicShear: ClosedRange<Double>

  /// Bounds from the phases and their shares of the volume.
  ///
  /// With reference moduli K₀, G₀ the least or the largest of the phases: K* between
  /// ⟨(K + 4G₀/3)⁻¹⟩⁻¹ − 4G₀/3, and G* between ⟨(G + ζ₀)⁻¹⟩⁻¹ − ζ₀ with
  /// ζ₀ = G₀ (9K₀ + 8G₀)/(6 (K₀ + 2G₀)).
  ///
  /// - SeeAlso: Hashin & Shtrikman, *J. Mech. Phys. Solids* **11**, 127 (1963),
  ///   <https://doi.org/10.1016/0022-5096(63)90060-7>.
  public init(bulk: [Double], shear: [Double], shares: [Double]) {
    func mean(_ values: [Double], shift: Double) -> Double {
      let inverse = zip(values, shares).reduce(0.0) {
        $1.1 > 0 ? $0 + $1.1 / ($1.0 + shift) : $0
      }
      return inverse.isFinite ? 1 / inverse - shift : 0
    }
    func range(_ first: Double, _ second: Double) -> ClosedRange<Double> {
      min(first, second)...max(first, second)
    }
    func arithmetic(_ values: [Double]) -> Double {
      zip(values, shares).reduce(0) { $0 + $1.0 * $1.1 }
    }
    func zeta(_ bulk: Double, _ shear: Double) -> Double {
      shear == 0 ? 0 : shear * (9 * bulk + 8 * shear) / (6 * (bulk + 2 * shear))
    }
    self.bulk = range(mean(bulk, shift: 0), arithmetic(bulk))
    self.shear = range(mean(shear, shift: 0), arithmetic(shear))
    let (low, high) = (shear.min() ?? 0, shear.max() ?? 0)
    isotropicBulk = range(mean(bulk, shift: 4 * low / 3), mean(bulk, shift: 4 * high / 3))
    isotropicShear = range(
      mean(shear, shift: zeta(bulk.min() ?? 0, low)),
      mean(shear, shift: zeta(bulk.max() ?? 0, high)))
  }
}

extension Stiffness {
  /// The bulk modulus that an isotropic average over orientations leaves, C_iijj/9.
  public var bulkModulus: Double {
    (0..<3).reduce(0) { sum, i in (0..<3).reduce(sum) { $0 + components[6 * i + $1] } } / 9
  }

  /// The shear modulus that an isotropic average over orientations leaves (Voigt's average).
  public var shearModulus: Double {
    let normal = (0..<3).reduce(0.0) { $0 + components[7 * $1] }
    let mixed = components[1] + components[2] + components[8]
    let shears = components[21] + components[28] + components[35]
    return (normal - mixed + 3 * shears) / 15
  }
}
