public import Tensors

/// An interaction between two particles that depends on their distance alone.
public protocol PairPotential: Sendable {
  /// The distance beyond which the interaction vanishes, in [length].
  var cutoff: Double { get }

  /// Energy u and force over distance −u′/r of a pair, from its squared distance.
  ///
  /// Called only for distances up to the cutoff.
  func evaluate(squaredDistance: Double) -> (energy: Double, forceOverDistance: Double)

  /// What the neglected pairs beyond the cutoff would add, seen as a uniform medium.
  var tail: TailCorrection { get }

  /// Adds the interactions of all listed pairs; returns their energy, in [energy].
  ///
  /// A requirement with a default body, so that the loop is compiled once for every potential and
  /// costs one dynamic call per step.
  func accumulate(over pairs: NeighbourList, of system: ParticleSystem, into forces: inout Forces)
}

/// What pairs beyond a cutoff contribute on average, per particle and per number density.
///
/// With g(r) = 1 beyond the cutoff the energy of N particles in a volume V gains N ρ `energy` and
/// the pressure ρ² `pressure`, ρ = N/V.
///
/// - SeeAlso: Allen & Tildesley, *Computer Simulation of Liquids*, 2nd edition (2017), section
///   2.8, Eqs. 2.143–2.144, <https://doi.org/10.1093/oso/9780198803195.001.0001>.
public struct TailCorrection: Sendable, Equatable {
  /// Energy per particle and number density, in [energy·length³].
  public var energy: Double

  /// Pressure per squared number density, in [pressure·length⁶].
  public var pressure: Double

  /// Nothing is added.
  public static let none = TailCorrection(energy: 0, pressure: 0)

  /// Creates a correction.
  public init(energy: Double, pressure: Double) {
    self.energy = energy
    self.pressure = pressure
  }
}

extension PairPotential {
  /// No correction unless a potential says otherwise.
  public var tail: TailCorrection { .none }

  /// The scalar pair loop: plain, exact, and the oracle for every faster one.
  public func accumulate(
    over pairs: NeighbourList, of system: ParticleSystem, into forces: inout Forces
  ) {
    let squaredCutoff = cutoff * cutoff
    let translations = pairs.translations(in: system.cell)
    let positions = system.positions.span
    let neighbours = pairs.neighbours.span
    var values = forces.values.mutableSpan
    var translationForces = forces.translationForces.mutableSpan
    var energy = 0.0

    for entry in pairs.entries {
      let particle = Int(entry.particle)
      let translation = Int(entry.translation)
      let place = positions[particle] + translations[translation]
      var force = Vector3.zero
      for slot in Int(entry.start)..<Int(entry.end) {
        let neighbour = unsafe Int(neighbours[unchecked: slot])
        let separation = unsafe place - positions[unchecked: neighbour]
        let squaredDistance = separation.dot(separation)
        guard squaredDistance <= squaredCutoff else { continue }
        let pair = evaluate(squaredDistance: squaredDistance)
        let pairForce = pair.forceOverDistance * separation
        energy += pair.energy
        force += pairForce
        unsafe values[unchecked: neighbour] -= pairForce
      }
      values[particle] += force
      translationForces[translation] += force
    }
    forces.potentialEnergy += energy
  }
}
