internal import Foundation
internal import Tensors

/// The sum over wave vectors of an Ewald sum, wave vector by wave vector.
///
/// With S(k) = Σ q e^{ik·r}, over half of the wave vectors,
///
///     U_k = (4π/V) e^{−k²/4α²}/k² |S|²,    W_k = U_k (1 − 2 (1/k² + 1/4α²) k ⊗ k).
///
/// Phases are products of powers of three numbers for each charge; eight charges are treated at a
/// time.
///
/// - SeeAlso: Nosé & Klein, *Mol. Phys.* **50**, 1055 (1983),
///   <https://doi.org/10.1080/00268978300102851>, appendix A for the virial.
struct ReciprocalSum {
  private let parameters: EwaldParameters
  private let cell: SimulationCell
  private let count: Int

  /// Charges, zero in empty lanes, shape [blocks] of eight.
  private let charges: [DoubleLanes]

  /// Powers e^{2πi n s} of each lattice coordinate s, shape [3][n][blocks].
  private let powers: [[[Phases]]]

  /// Eight complex numbers.
  private struct Phases {
    var cosine: DoubleLanes
    var sine: DoubleLanes

    static func * (left: Phases, right: Phases) -> Phases {
      Phases(
        cosine: (left.cosine * right.cosine).subtractingProduct(left.sine, right.sine),
        sine: (left.cosine * right.sine).addingProduct(left.sine, right.cosine))
    }

    /// The product with the conjugate.
    func over(_ right: Phases) -> Phases {
      Phases(
        cosine: (cosine * right.cosine).addingProduct(sine, right.sine),
        sine: (sine * right.cosine).subtractingProduct(cosine, right.sine))
    }
  }

  init(_ charges: PointCharges, _ parameters: EwaldParameters) {
    self.parameters = parameters
    count = charges.count
    var reduced = charges.cell
    reduced.reduceBasis()
    cell = reduced
    let blocks = (charges.count + 7) / 8
    var values = [DoubleLanes](repeating: .zero, count: blocks)
    for (index, value) in charges.values.enumerated() { values[index / 8][index % 8] = value }
    self.charges = values
    let inverse = reduced.vectors.inverse
    let places = charges.positions.map { inverse * $0 }
    let limits = Self.limits(of: reduced, within: parameters.reciprocalCutoff)
    powers = (0..<3).map { axis in
      Self.powers(of: places.map { $0[axis] }, blocks: blocks, up: limits[axis])
    }
  }

  /// The largest integers that can occur: n = a · k/2π for each lattice vector a.
  private static func limits(of cell: SimulationCell, within cutoff: Double) -> SIMD3<Int> {
    let (a, b, c) = cell.vectors.columns
    return SIMD3(Vector3(a.norm, b.norm, c.norm) * (cutoff / (2 * .pi)))
  }

  private static func powers(
    of places: [Double], blocks: Int, up limit: Int
  ) -> [[Phases]] {
    var first = [Phases](
      repeating: Phases(cosine: .zero, sine: .zero), count: blocks)
    for (index, place) in places.enumerated() {
      let angle = 2 * Double.pi * (place - place.rounded())
      first[index / 8].cosine[index % 8] = cos(angle)
      first[index / 8].sine[index % 8] = sin(angle)
    }
    let one = Phases(cosine: DoubleLanes(repeating: 1), sine: .zero)
    var powers = [[Phases](repeating: one, count: blocks)]
    for _ in 0..<limit { powers.append(zip(powers[powers.count - 1], first).map { $0 * $1 }) }
    return powers
  }

  /// Adds energy, forces and virial.
  func add(to sum: inout CoulombSum) {
    let limits = SIMD3(powers[0].count - 1, powers[1].count - 1, powers[2].count - 1)
    var forces = [BlockVectors](repeating: .zero, count: charges.count)
    var phases = charges.map { _ in Phases(cosine: .zero, sine: .zero) }
    let reciprocal = cell.vectors.inverse.transposed
    let square = parameters.reciprocalCutoff * parameters.reciprocalCutoff
    for x in 0...limits.x {
      for y in (x == 0 ? 0 : -limits.y)...limits.y {
        let plane = plane(x, y)
        for z in (x == 0 && y == 0 ? 1 : -limits.z)..<(limits.z + 1) {
          let wave = 2 * Double.pi * (reciprocal * Vector3(Double(x), Double(y), Double(z)))
          guard wave.dot(wave) <= square else { continue }
          add(wave, plane, z, &phases, &forces, to: &sum)
        }
      }
    }
    for index in 0..<count { sum.forces[index] += forces[index / 8][index % 8] }
    sum.virial += sum.reciprocalVirial
  }

  /// e^{2πi (x s₁ + y s₂)} for all charges.
  private func plane(_ x: Int, _ y: Int) -> [Phases] {
    zip(powers[0][x], powers[1][abs(y)]).map { y < 0 ? $0.over($1) : $0 * $1 }
  }

  /// Adds one wave vector and its opposite.
  private func add(
    _ wave: Vector3, _ plane: [Phases], _ z: Int, _ phases: inout [Phases],
    _ forces: inout [BlockVectors], to sum: inout CoulombSum
  ) {
    let line = powers[2][abs(z)]
    var (cosines, sines) = (DoubleLanes.zero, DoubleLanes.zero)
    for block in charges.indices {
      let phase = z < 0 ? plane[block].over(line[block]) : plane[block] * line[block]
      phases[block].cosine = charges[block] * phase.cosine
      phases[block].sine = charges[block] * phase.sine
      cosines += phases[block].cosine
      sines += phases[block].sine
    }
    let (cosine, sine) = (cosines.total, sines.total)
    let squared = wave.dot(wave)
    let width = 1 / (4 * parameters.splitting * parameters.splitting)
    let weight = 4 * Double.pi / cell.volume * exp(-squared * width) / squared
    let energy = weight * (cosine * cosine + sine * sine)
    sum.energy.reciprocal += energy
    sum.reciprocalVirial +=
      energy * (Tensor3.identity - 2 * (1 / squared + width) * Tensor3(dyad: wave, wave))
    let direction = BlockVectors(repeating: wave)
    let (real, imaginary) = (
      DoubleLanes(repeating: 2 * weight * cosine), DoubleLanes(repeating: 2 * weight * sine)
    )
    for block in charges.indices {
      let force = (real * phases[block].sine).subtractingProduct(imaginary, phases[block].cosine)
      forces[block].addProduct(direction, force)
    }
  }
}
