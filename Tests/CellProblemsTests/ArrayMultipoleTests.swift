import CellProblems
import Foundation
import NumericalMethods
import Tensors
import Testing

/// Lord Rayleigh's multipoles for cylinders on a lattice of area 1,
///
///     T B_l/a^(2l) + Σ_m C(l + m − 1, l) S_(l+m) B_m = δ_l1,   k* = 1 − 2π B_1,   T = (1 + k)/(1 − k),
///
/// l and m odd, with the lattice sums S_n = Σ 1/z^n and S_2 = π for lattices of square or hexagonal
/// symmetry.
///
/// - SeeAlso: Perrins, McKenzie & McPhedran, *Proc. R. Soc. Lond. A* **369**, 207 (1979),
///   <https://doi.org/10.1098/rspa.1979.0160>.
private struct CylinderMultipoles {
  private var sums: [Int: Double] = [2: .pi]

  /// Sums over the lattice of edges 1/√h along x and one at the angle θ, h = sin θ.
  init(angle: Double, orders: Int) {
    // Eisenstein's series in q = exp(2πiτ), τ = exp(i angle), which is real here.
    let q = cos(2 * .pi * cos(angle)) * exp(-2 * .pi * sin(angle))
    func divisors(_ power: Double) -> Double {
      (1...40).reduce(0) {
        $0 + pow(Double($1), power) * pow(q, Double($1)) / (1 - pow(q, Double($1)))
      }
    }
    let area = sin(angle)
    let fourth = pow(.pi, 4) / 45 * (1 + 240 * divisors(3)) * pow(area, 2)
    let sixth = 2 * pow(.pi, 6) / 945 * (1 - 504 * divisors(5)) * pow(area, 3)
    // ℘ = z^−2 + Σ (2k − 1) S_2k z^(2k−2), whose coefficients follow from its differential equation.
    var coefficients = [2: 3 * fourth, 3: 5 * sixth]
    for k in 4...orders {
      let products = (2...k - 2).reduce(0.0) {
        $0 + (coefficients[$1] ?? 0) * (coefficients[k - $1] ?? 0)
      }
      coefficients[k] = 3 / Double((2 * k + 1) * (k - 3)) * products
    }
    for (k, value) in coefficients { sums[2 * k] = value / Double(2 * k - 1) }
  }

  /// The effective coefficient in a matrix of 1.
  func coefficient(share: Double, contrast: Double, count: Int = 12) throws -> Double {
    let t = contrast.isInfinite ? -1 : (1 + contrast) / (1 - contrast)
    let a = (share / .pi).squareRoot()
    let orders = (0..<count).map { 2 * $0 + 1 }
    // With B_l = b_l a^l/√l the matrix is symmetric and its elements stay small.
    let rows = orders.map { l in
      orders.map { m -> Double in
        let binomial = exp(
          lgamma(Double(l + m)) - lgamma(Double(l + 1)) - lgamma(Double(m)))
        let coupling =
          binomial * (sums[l + m] ?? 0) * pow(a, Double(l + m))
          * (Double(l) / Double(m)).squareRoot()
        return coupling + (l == m ? t : 0)
      }
    }
    let inverse = try SquareMatrix.inverse(rows)
    return 1 - 2 * .pi * a * a * inverse[0][0]
  }
}

@Suite("Arrays of other lattices on elements that end at the interface")
struct ArrayMultipoleTests {
  /// The multipoles themselves against the table of another code.
  @Test("multipoles of the square array are those of the table")
  func table() throws {
    let multipoles = CylinderMultipoles(angle: .pi / 2, orders: 24)
    for (share, column, contrast) in [(0.5, "c10", 10.0), (0.4, "c0", 0), (0.4, "cinf", .infinity)]
    {
      let rows = try Fixture.table("cylinders_square.csv")
      let row = try #require(rows.first { abs(($0["f"] ?? 0) - share) < 1e-9 })
      let found = try multipoles.coefficient(share: share, contrast: contrast)
      #expect(abs(found / (try #require(row[column])) - 1) < 1e-9)
    }
  }

  @Test(
    "cylinders in a hexagonal array conduct as multipoles say to 1e-9, at any contrast",
    arguments: [(0.2, 2.0), (0.4, 10), (0.4, 0), (0.5, 1000), (0.4, .infinity)])
  func hexagonal(share: Double, contrast: Double) throws {
    let exact = try CylinderMultipoles(angle: .pi / 3, orders: 24)
      .coefficient(share: share, contrast: contrast)
    let found = try ResolvedArray(.hexagonal, share: share, matrix: 1, inclusion: contrast)
    #expect(abs(found.coefficient / exact - 1) < 1e-9, "\(found.coefficient) \(exact)")
  }

  /// k* = 1 − 3φ/D with D = −1/L₁ + φ + c₁ L₃ φ^(10/3) (1 + c₂ L₅ φ^(11/3))/(1 − c₃ L₃ φ^(7/3)) + c₄ L₅ φ^(14/3)
  /// + c₅ L₇ φ⁶ + c₆ L₉ φ^(22/3) and L_n = (k − 1)/(k + (n + 1)/n); the coefficients have three digits,
  /// and c₁, c₄, c₅, c₆ go from lattice to lattice as the squares of the sums Σ P_n(cos θ)/r^(n+1), n = 4, 6,
  /// 8, 10, over lattices of one density.
  ///
  /// - SeeAlso: Sangani & Acrivos, *Proc. R. Soc. Lond. A* **386**, 263 (1983),
  ///   <https://doi.org/10.1098/rspa.1983.0036>.
  private func series(_ c: [Double], _ share: Double, _ contrast: Double) -> Double {
    func l(_ n: Double) -> Double {
      contrast.isInfinite ? 1 : (contrast - 1) / (contrast + (n + 1) / n)
    }
    func power(_ thirds: Double) -> Double { pow(share, thirds / 3) }
    let quotient = (1 + c[1] * l(5) * power(11)) / (1 - c[2] * l(3) * power(7))
    let sum =
      -1 / l(1) + share + c[0] * l(3) * power(10) * quotient + c[3] * l(5) * power(14)
      + c[4] * l(7) * power(18) + c[5] * l(9) * power(22)
    return 1 - 3 * share / sum
  }

  /// Σ P_n(cos θ)/r^(n+1) over a lattice of one site in a unit volume, the mean of the three axes; the
  /// next sites add less than 1e-3.
  private func latticeSum(_ basis: [Vector3], order: Int) -> Double {
    let edge = cbrt(Double(basis.count))
    var sum = 0.0
    for cell in 0..<(21 * 21 * 21) {
      let corner = Vector3(
        Double(cell % 21 - 10), Double(cell / 21 % 21 - 10), Double(cell / 441 - 10))
      for site in basis {
        let place = edge * (corner + site)
        let distance = place.norm
        guard distance > 0, distance < 10 * edge else { continue }
        let legendre = (0..<3).reduce(0) { $0 + Self.legendre(order, place[$1] / distance) }
        sum += legendre / 3 / pow(distance, Double(order + 1))
      }
    }
    return sum
  }

  private static func legendre(_ order: Int, _ x: Double) -> Double {
    (1..<order).reduce((1.0, x)) { last, n in
      let n = Double(n)
      return (last.1, ((2 * n + 1) * x * last.1 - n * last.0) / (n + 1))
    }.1
  }

  /// What tells whether the digits of another lattice are those of its own sums.
  @Test(
    "coefficients of the series follow from those of the simple cubic array by lattice sums",
    arguments: [
      ([Vector3.zero, Vector3(0.5, 0.5, 0.5)], [0.129, 0.257, 0.0132, 0.00562]),
      (
        [Vector3.zero, Vector3(0.5, 0.5, 0), Vector3(0.5, 0, 0.5), Vector3(0, 0.5, 0.5)],
        [0.0753, 0.242, 0.0231, 9.14e-7]
      ),
    ])
  func coefficients(basis: [Vector3], expected: [Double]) {
    let simple = [1.305, 0.0723, 0.153, 0.0105]
    for (index, order) in [4, 6, 8, 10].enumerated() {
      let ratio = latticeSum(basis, order: order) / latticeSum([.zero], order: order)
      let found = simple[index] * ratio * ratio
      #expect(abs(found / expected[index] - 1) < 0.01, "c of order \(order): \(found)")
    }
  }

  @Test(
    "spheres in cubic arrays conduct as the series of Sangani and Acrivos says to 1e-6",
    arguments: [
      (Inclusions.Array.simpleCubic, [1.305, 0.231, 0.405, 0.0723, 0.153, 0.0105]),
      (.bodyCentredCubic, [0.129, -0.413, 0.764, 0.257, 0.0132, 0.00562]),
      (.faceCentredCubic, [0.0753, 0.697, -0.741, 0.242, 0.0231, 9.14e-7]),
    ], [10, 0, Double.infinity])
  func cubic(lattice: (Inclusions.Array, [Double]), contrast: Double) throws {
    let exact = series(lattice.1, 0.1, contrast)
    let found = try ResolvedArray(
      lattice.0, share: 0.1, matrix: 1, inclusion: contrast, tolerance: 1e-6, limit: 10)
    #expect(abs(found.coefficient / exact - 1) < 1e-6, "\(found.coefficient) \(exact)")
  }
}
