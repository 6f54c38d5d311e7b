internal import Foundation
internal import NumericalMethods

/// The inverse of the same finite elements filled with one reference material.
///
/// In Fourier space the element matrices of a uniform medium are products of the symbols of one
/// axis: (2 + cos θ)/3 for ∫φφ, 2 − 2 cos θ for ∫φ′φ′ and sin θ for each derivative of a mixed
/// product. The preconditioned operator has the eigenvalues of A relative to the reference
/// material, whatever the grid, so conjugate gradients need √contrast iterations.
///
/// - SeeAlso: Ladecký et al., *Appl. Math. Comput.* **446**, 127835 (2023),
///   <https://doi.org/10.1016/j.amc.2023.127835>; Schneider, Merkert & Kabel, *Int. J. Numer.
///   Methods Eng.* **109**, 1461 (2017), <https://doi.org/10.1002/nme.5336>.
struct ReferencePreconditioner: CellPreconditioner {
  private let filter: FourierFilter
  private let axes: [AxisSymbols]
  private let components: Int
  private let reference: [Double]
  private let shift: Double

  /// The symbols of one axis, one value per wave number.
  private struct AxisSymbols: Sendable {
    let mass: [Double]
    let stiffness: [Double]
    let slope: [Double]

    init(count: Int) {
      let angles = (0..<count).map { 2 * Double.pi * Double($0) / Double(count) }
      mass = angles.map { (2 + cos($0)) / 3 }
      stiffness = angles.map { 4 * pow(sin($0 / 2), 2) }
      // At the shortest wave the slope vanishes exactly.
      slope = angles.enumerated().map { 2 * $0 == count ? 0 : sin($1) }
    }
  }

  /// Plans the transforms.
  ///
  /// - Parameters:
  ///   - reference: the reference material, shape [components, d, components, d], flat.
  ///   - shift: added to the operator's diagonal.
  init(grid: VoxelGrid, components: Int, reference: [Double], shift: Double = 0) {
    filter = FourierFilter(shape: grid.shape, components: components)
    axes = grid.shape.map(AxisSymbols.init)
    self.components = components
    self.reference = reference
    self.shift = shift
  }

  /// Replaces a residual by the field whose reference forces it is; its mean becomes zero.
  func apply(to field: FieldVector, team: WorkTeam) {
    unsafe filter.apply(to: field.pointer, team: team) { lines, coefficients in
      components == 1
        ? divide(lines, &coefficients) : solve(lines, &coefficients)
    }
  }

  /// Along a line the symbol is p·stiffness + q·mass + r·slope of the first axis: the three
  /// factors for a product of components.
  private func factors(_ line: Int, _ row: Int, _ column: Int) -> (Double, Double, Double) {
    let dimension = axes.count
    let width = dimension == 3 ? filter.shape[2] / 2 + 1 : filter.lines
    let waves = dimension == 3 ? [line / width, line % width] : [line]
    func a(_ i: Int, _ j: Int) -> Double {
      reference[((row * dimension + i) * components + column) * dimension + j]
    }
    let y = axes[1]
    let (massY, stiffY, slopeY) = (y.mass[waves[0]], y.stiffness[waves[0]], y.slope[waves[0]])
    guard dimension == 3 else {
      return (a(0, 0) * massY, a(1, 1) * stiffY, (a(0, 1) + a(1, 0)) * slopeY)
    }
    let z = axes[2]
    let (massZ, stiffZ, slopeZ) = (z.mass[waves[1]], z.stiffness[waves[1]], z.slope[waves[1]])
    return (
      a(0, 0) * massY * massZ,
      a(1, 1) * stiffY * massZ + a(2, 2) * massY * stiffZ + (a(1, 2) + a(2, 1)) * slopeY * slopeZ,
      (a(0, 1) + a(1, 0)) * slopeY * massZ + (a(0, 2) + a(2, 0)) * massY * slopeZ
    )
  }

  private var normalization: Double { 1 / Double(filter.shape.reduce(1, *)) }

  /// One component: a division.
  private func divide(_ lines: Range<Int>, _ coefficients: inout MutableSpan<Complex>) {
    let x = axes[0]
    for line in lines {
      let (p, q, r) = factors(line, 0, 0)
      let start = (line - lines.lowerBound) * x.mass.count
      for wave in x.mass.indices {
        let symbol = p * x.stiffness[wave] + q * x.mass[wave] + r * x.slope[wave] + shift
        let isMean = line == 0 && wave == 0
        coefficients[start + wave] =
          (isMean ? 0 : normalization / symbol) * coefficients[start + wave]
      }
    }
  }

  /// Two or three components: a symmetric system of equations.
  private func solve(_ lines: Range<Int>, _ coefficients: inout MutableSpan<Complex>) {
    let (x, size) = (axes[0], components)
    let step = lines.count * x.mass.count
    for line in lines {
      let terms = (0..<size * size).map { factors(line, $0 / size, $0 % size) }
      let start = (line - lines.lowerBound) * x.mass.count
      for wave in x.mass.indices {
        func symbol(_ row: Int, _ column: Int) -> Double {
          let (p, q, r) = terms[row * size + column]
          return p * x.stiffness[wave] + q * x.mass[wave] + r * x.slope[wave]
            + (row == column ? shift : 0)
        }
        let isMean = line == 0 && wave == 0
        let inverse = SymmetricInverse(size: size, factor: isMean ? 0 : normalization, symbol)
        let place = start + wave
        let (u, v) = (coefficients[place], coefficients[place + step])
        let w = size == 3 ? coefficients[place + 2 * step] : .zero
        coefficients[place] = inverse.xx * u + inverse.xy * v + inverse.xz * w
        coefficients[place + step] = inverse.xy * u + inverse.yy * v + inverse.yz * w
        if size == 3 {
          coefficients[place + 2 * step] = inverse.xz * u + inverse.yz * v + inverse.zz * w
        }
      }
    }
  }
}

/// The inverse of a symmetric matrix of two or three rows, times a factor.
private struct SymmetricInverse {
  var (xx, yy, zz, yz, xz, xy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

  @inline(__always)
  init(size: Int, factor: Double, _ a: (Int, Int) -> Double) {
    guard factor != 0 else { return }
    let (a00, a01, a11) = (a(0, 0), a(0, 1), a(1, 1))
    guard size == 3 else {
      let scale = factor / (a00 * a11 - a01 * a01)
      (xx, xy, yy) = (scale * a11, -scale * a01, scale * a00)
      return
    }
    let (a02, a12, a22) = (a(0, 2), a(1, 2), a(2, 2))
    let (c0, c1, c2) = (a11 * a22 - a12 * a12, a02 * a12 - a01 * a22, a01 * a12 - a02 * a11)
    let scale = factor / (a00 * c0 + a01 * c1 + a02 * c2)
    (xx, xy, xz) = (scale * c0, scale * c1, scale * c2)
    (yy, yz) = (scale * (a00 * a22 - a02 * a02), scale * (a01 * a02 - a00 * a12))
    zz = scale * (a00 * a11 - a01 * a01)
  }
}
