/// A linear elastic stiffness σ_ij = C_ijkl ε_kl with its minor and major symmetries, in [pressure].
///
/// Written in Voigt's notation, C_αβ with α, β = xx, yy, zz, yz, xz, xy and shears counted twice in
/// the strain, γ = 2 ε. Definition.
public struct Stiffness: Sendable, Hashable, Codable {
  /// The components C_αβ row by row, shape [6, 6], flat.
  public let components: [Double]

  /// The tensor indices of Voigt's components.
  public static let pairs = [(0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1)]

  /// Creates a stiffness from its 36 components, row by row.
  ///
  /// - Precondition: 36 components, symmetric.
  public init(components: [Double]) {
    precondition(components.count == 36, "a stiffness has 6 × 6 components")
    precondition(
      (0..<36).allSatisfy {
        let (value, mirror) = (components[$0], components[$0 % 6 * 6 + $0 / 6])
        return value == mirror || value.isNaN
      }, "a stiffness is symmetric")
    self.components = components
  }

  /// The stiffness of an isotropic material of bulk modulus K and shear modulus G.
  public static func isotropic(bulk: Double, shear: Double) -> Stiffness {
    let lame = bulk - 2 * shear / 3
    return cubic(c11: lame + 2 * shear, c12: lame, c44: shear)
  }

  /// The stiffness of an isotropic material of Young's modulus E and Poisson's ratio ν.
  public static func isotropic(young: Double, poisson: Double) -> Stiffness {
    .isotropic(bulk: young / (3 * (1 - 2 * poisson)), shear: young / (2 * (1 + poisson)))
  }

  /// The stiffness of a cubic crystal along its axes.
  public static func cubic(c11: Double, c12: Double, c44: Double) -> Stiffness {
    Stiffness(
      components: (0..<36).map { place in
        let (row, column) = (place / 6, place % 6)
        if row == column { return row < 3 ? c11 : c44 }
        return row < 3 && column < 3 ? c12 : 0
      })
  }

  /// The component C_ijkl.
  public subscript(i: Int, j: Int, k: Int, l: Int) -> Double {
    components[6 * Self.voigt(i, j) + Self.voigt(k, l)]
  }

  /// The place of a pair of indices among Voigt's components.
  public static func voigt(_ i: Int, _ j: Int) -> Int { i == j ? i : 6 - i - j }

  /// The stiffness of the same material turned by a rotation R, C′_ijkl = R_ia R_jb R_kc R_ld C_abcd.
  public func rotated(by rotation: Tensor3) -> Stiffness {
    // Bond's matrix M takes strains to the turned frame: C′ = M C Mᵀ for stresses.
    let bond = Self.pairs.map { row in
      Self.pairs.map { column in
        let (i, j, k, l) = (row.0, row.1, column.0, column.1)
        let product = rotation[i, k] * rotation[j, l]
        return k == l ? product : product + rotation[i, l] * rotation[j, k]
      }
    }
    func element(_ row: Int, _ column: Int) -> Double {
      var sum = 0.0
      for a in 0..<6 {
        for b in 0..<6 { sum += bond[row][a] * components[6 * a + b] * bond[column][b] }
      }
      return sum
    }
    return Stiffness(
      components: (0..<36).map { place in
        let (row, column) = (place / 6, place % 6)
        return element(min(row, column), max(row, column))
      })
  }

  /// The 6 × 6 matrix of the Kelvin–Mandel basis, whose eigenvalues are those of the tensor.
  public var kelvinMatrix: [[Double]] {
    let weights = (0..<6).map { $0 < 3 ? 1 : 2.0.squareRoot() }
    return (0..<6).map { row in
      (0..<6).map { column in components[6 * row + column] * weights[row] * weights[column] }
    }
  }
}
