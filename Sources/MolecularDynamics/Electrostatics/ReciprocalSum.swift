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

  /// Charges, zero in empty lanes, shape [blocks] of eight.
  private let charges: [DoubleLanes]

  /// Powers e^{2πi n s} of each lattice coordinate s, shape [3][n][blocks].
  private let powers: [[[Phases]]]

  /// What it gives besides forces.
  struct Result {
    /// The energy of the clouds with each other and with themselves, in [energy].
    var energy = 0.0

    /// Its virial, in [energy].
    var virial = Tensor3.zero
  }

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

  /// Prepares a sum.
  ///
  /// - Parameters:
  ///   - positions: any images, shape [blocks].
  ///   - charges: zero in empty lanes, shape [blocks].
  init(
    positions: [BlockVectors], charges: [DoubleLanes], in cell: SimulationCell,
    _ parameters: EwaldParameters
  ) {
    self.parameters = parameters
    self.charges = charges
    var reduced = cell
    reduced.reduceBasis()
    self.cell = reduced
    let inverse = LaneTensor(reduced.vectors.inverse)
    let limits = Self.limits(of: reduced, within: parameters.reciprocalCutoff)
    let places = positions.map { inverse * $0 }
    powers = [
      Self.powers(of: places.map(\.x), up: limits.x),
      Self.powers(of: places.map(\.y), up: limits.y),
      Self.powers(of: places.map(\.z), up: limits.z),
    ]
  }

  /// The largest integers that can occur: n = a · k/2π for each lattice vector a.
  private static func limits(of cell: SimulationCell, within cutoff: Double) -> SIMD3<Int> {
    let (a, b, c) = cell.vectors.columns
    return SIMD3(Vector3(a.norm, b.norm, c.norm) * (cutoff / (2 * .pi)))
  }

  private static func powers(of places: [DoubleLanes], up limit: Int) -> [[Phases]] {
    let first = places.map { lanes in
      var phases = Phases(cosine: .zero, sine: .zero)
      for lane in 0..<8 {
        let place = lanes[lane]
        let angle = 2 * Double.pi * (place - place.rounded())
        phases.cosine[lane] = cos(angle)
        phases.sine[lane] = sin(angle)
      }
      return phases
    }
    let one = Phases(cosine: DoubleLanes(repeating: 1), sine: .zero)
    var powers = [[Phases](repeating: one, count: places.count)]
    for _ in 0..<limit { powers.append(zip(powers[powers.count - 1], first).map { $0 * $1 }) }
    return powers
  }

  /// Adds forces (shape [blocks], in [force]).
  func add(to forces: inout [BlockVectors]) -> Result {
    var result = Result()
    var phases = charges.map { _ in Phases(cosine: .zero, sine: .zero) }
    forEachWave { wave, plane, line, isBackward in
      add(wave, plane, line, isBackward, &phases, &forces, to: &result)
    }
    return result
  }

  /// What the waves carry of the heat current, with velocities in their lanes, shape [blocks].
  func heatCurrent(velocities: [BlockVectors]) -> Vector3 {
    var sum = Vector3.zero
    forEachWave { wave, plane, line, isBackward in
      var density = Phases(cosine: .zero, sine: .zero)
      var (real, imaginary) = (BlockVectors.zero, BlockVectors.zero)
      for block in charges.indices {
        let phase = Self.phase(plane[block], line[block], isBackward)
        let (cosine, sine) = (charges[block] * phase.cosine, charges[block] * phase.sine)
        density.cosine += cosine
        density.sine += sine
        real.addProduct(velocities[block], cosine)
        imaginary.addProduct(velocities[block], sine)
      }
      let flow = density.cosine.total * real.sum + density.sine.total * imaginary.sum
      let squared = wave.dot(wave)
      let squeezed = (1 / squared + width) * wave.dot(flow)
      sum += 2 * weight(squared) * (flow - squeezed * wave)
    }
    return sum
  }

  /// Goes through half of the wave vectors: the vector, the phases of its plane and of its line, and
  /// whether the latter count backwards.
  private func forEachWave(_ body: (Vector3, [Phases], [Phases], Bool) -> Void) {
    let limits = SIMD3(powers[0].count - 1, powers[1].count - 1, powers[2].count - 1)
    let reciprocal = cell.vectors.inverse.transposed
    let square = parameters.reciprocalCutoff * parameters.reciprocalCutoff
    for x in 0...limits.x {
      for y in (x == 0 ? 0 : -limits.y)...limits.y {
        let plane = plane(x, y)
        for z in (x == 0 && y == 0 ? 1 : -limits.z)..<(limits.z + 1) {
          let wave = 2 * Double.pi * (reciprocal * Vector3(Double(x), Double(y), Double(z)))
          guard wave.dot(wave) <= square else { continue }
          body(wave, plane, powers[2][abs(z)], z < 0)
        }
      }
    }
  }

  /// e^{2πi (x s₁ + y s₂)} for all charges.
  private func plane(_ x: Int, _ y: Int) -> [Phases] {
    zip(powers[0][x], powers[1][abs(y)]).map { y < 0 ? $0.over($1) : $0 * $1 }
  }

  @inline(__always)
  private static func phase(_ plane: Phases, _ line: Phases, _ isBackward: Bool) -> Phases {
    isBackward ? plane.over(line) : plane * line
  }

  /// 1/4α².
  private var width: Double { 1 / (4 * parameters.splitting * parameters.splitting) }

  /// (4π/V) e^{−k²/4α²}/k².
  private func weight(_ squared: Double) -> Double {
    4 * Double.pi / cell.volume * exp(-squared * width) / squared
  }

  /// Adds one wave vector and its opposite.
  private func add(
    _ wave: Vector3, _ plane: [Phases], _ line: [Phases], _ isBackward: Bool,
    _ phases: inout [Phases], _ forces: inout [BlockVectors], to result: inout Result
  ) {
    var (cosines, sines) = (DoubleLanes.zero, DoubleLanes.zero)
    for block in charges.indices {
      let phase = Self.phase(plane[block], line[block], isBackward)
      phases[block].cosine = charges[block] * phase.cosine
      phases[block].sine = charges[block] * phase.sine
      cosines += phases[block].cosine
      sines += phases[block].sine
    }
    let (cosine, sine) = (cosines.total, sines.total)
    let squared = wave.dot(wave)
    let weight = weight(squared)
    let energy = weight * (cosine * cosine + sine * sine)
    result.energy += energy
    result.virial +=
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
