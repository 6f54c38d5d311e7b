internal import Foundation
internal import NumericalMethods
internal import Tensors

extension PackedCharges {
  /// What charges carry of the heat current beyond screened pairs, for particles where they were when
  /// forces were computed: waves, what is taken away for each cloud, and the clouds of excluded pairs.
  mutating func heatCurrent(of particles: PackedParticles) -> HeatCurrent {
    var current = HeatCurrent()
    let share = DoubleLanes(repeating: -splitting / Double.pi.squareRoot())
    var own = BlockVectors.zero
    for block in particles.velocities.indices {
      own.addProduct(particles.velocities[block], share * charges[block] * charges[block])
    }
    current.potential = own.sum
    current.reciprocal = waveHeat(of: particles)
    forEachExcludedCloud(of: particles) { pair, energy, force, separation in
      let both = velocity(of: pair.first, particles) + velocity(of: pair.second, particles)
      current.potential += 0.5 * energy * both
      current.work += 0.5 * force.dot(both) * separation
    }
    return current
  }

  /// The velocity of a particle.
  private func velocity(of particle: Int, _ particles: PackedParticles) -> Vector3 {
    particles.velocity(lanes[particle])
  }
}

extension ParticleMesh {
  /// What waves of the charges where they were at the last evaluation carry of the heat current, with
  /// velocities in their lanes, shape [blocks].
  ///
  /// Four transforms: of the charges and of the three components of their current.
  mutating func heatCurrent(velocities: [BlockVectors], in cell: SimulationCell) -> Vector3 {
    influence.prepare(cell)
    let density = waves { _ in 1 }
    let current = (0..<3).map { axis in
      waves { velocities[$0.lane >> 3][$0.lane & 7][axis] }
    }
    let lines = ModeLines(of: cell, shape)
    let width = 1 / (4 * parameters.splitting * parameters.splitting)
    var (sum, place) = (Vector3.zero, 0)
    for x in 0..<shape.x {
      for y in 0..<shape.y {
        let line = lines[x, y]
        for z in 0...shape.z / 2 {
          defer { place += 1 }
          let value = influence.values[place]
          guard value != 0 else { continue }
          func part(_ axis: Int) -> Double {
            let (own, other) = (density[place], current[axis][place])
            return own.real * other.real + own.imaginary * other.imaginary
          }
          let flow = Vector3(part(0), part(1), part(2))
          let wave = line.start + Double(z) * line.step
          let twice = z == 0 ? 0.5 : 1.0  // modes with n₃ < 0 are not stored
          let squeezed = (1 / line.square(z) + width) * wave.dot(flow)
          sum += 2 * twice * value * (flow - squeezed * wave)
        }
      }
    }
    return sum
  }

  /// The Fourier coefficients of charges times a factor each.
  private mutating func waves(_ factor: (ChargePlace) -> Double) -> [Complex] {
    let factored = places.map { $0.times(factor($0)) }
    spreadCharges(factored)
    transform.forward()
    var waves: [Complex] = []
    transform.withSpectrum { spectrum in
      waves.reserveCapacity(spectrum.count)
      for place in 0..<spectrum.count { waves.append(spectrum[place]) }
    }
    return waves
  }
}
