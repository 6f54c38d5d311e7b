public import Tensors

/// The heat current of particles, the heat flux times the volume, part by part, in [energy·length/time].
///
/// Every particle has the site energy e_i = m v²/2 + U_i, U_i half of its pairs' and bonds' energy
/// and a third of its angles'. The current is what moves their first moment in an open system,
///
///     J = d/dt Σ e_i r_i = Σ e_i v_i + Σ_i Σ_k (r_k − r_i) (f_k⁽ⁱ⁾ · v_k),
///
/// with f_k⁽ⁱ⁾ = −∂U_i/∂r_k; in a periodic system separations are those of the interacting images.
/// Charges have half of q times the potential at their place for energy, clouds included, which leaves a
/// sum over wave vectors besides that over pairs:
///
///     J_rec = (1/2V) Σ_k (4π/k²) e^{−k²/4α²} Re[ρ* (2 j − 2 (1/k² + 1/4α²) k (k · j))],
///
/// with ρ = Σ q e^{ik·r} and j = Σ q v e^{ik·r}: the energy of the waves carried along, and what their virial
/// is for all charges together, for each by itself.
/// Velocities are peculiar. In a mixture this is the current of energy; that of heat is less by
/// Σ_a h_a J_a, h_a the partial enthalpy of a species and J_a the sum of its velocities.
///
/// - SeeAlso: Irving & Kirkwood, *J. Chem. Phys.* **18**, 817 (1950),
///   <https://doi.org/10.1063/1.1747782>; Fan et al., *Phys. Rev. B* **92**, 094301 (2015),
///   <https://doi.org/10.1103/PhysRevB.92.094301>, for site energies of many-body potentials; Bernu &
///   Vieillefosse, *Phys. Rev. A* **18**, 2345 (1978), <https://doi.org/10.1103/PhysRevA.18.2345>, and Galamba,
///   Nieto de Castro & Ely, *J. Chem. Phys.* **120**, 8676 (2004), <https://doi.org/10.1063/1.1691735>, for
///   charges.
public struct HeatCurrent: Sendable, Equatable {
  /// Kinetic energy carried along, Σ (m v²/2) v.
  public var kinetic = Vector3.zero

  /// Potential energy carried along, Σ U_i v_i.
  public var potential = Vector3.zero

  /// Work over a distance.
  public var work = Vector3.zero

  /// What waves of charge carry: the energy in them and their work over a distance.
  public var reciprocal = Vector3.zero

  /// The sum of all parts.
  public var total: Vector3 { kinetic + potential + work + reciprocal }

  /// The sums, part by part.
  static func + (left: HeatCurrent, right: HeatCurrent) -> HeatCurrent {
    HeatCurrent(
      kinetic: left.kinetic + right.kinetic, potential: left.potential + right.potential,
      work: left.work + right.work, reciprocal: left.reciprocal + right.reciprocal)
  }
}

extension ForceField {
  /// The heat current of particles that have not moved since forces were computed.
  ///
  /// - Parameter precision: of the sums over pairs.
  mutating func heatCurrent(
    of particles: PackedParticles, _ precision: Arithmetic
  ) -> HeatCurrent {
    let pairs = pairHeat(of: particles, precision)
    let own = HeatCurrent(
      kinetic: particles.kineticEnergyFlow, potential: pairs.transport, work: pairs.work)
    return own + bonds.heatCurrent(of: particles) + chargeHeat(of: particles)
  }
}

extension PackedParticles {
  /// Σ (m v²/2) v of the peculiar motion, in [energy·length/time].
  var kineticEnergyFlow: Vector3 {
    var sum = BlockVectors.zero
    for block in velocities.indices {
      let velocity = velocities[block]
      sum.addProduct(velocity, masses[block] * velocity.dot(velocity))
    }
    return 0.5 * sum.sum
  }
}

extension Trajectory {
  /// The heat current of the particles as they are.
  ///
  /// - Parameter precision: of the sums over pairs; an average over a trajectory cannot tell single
  ///   from double.
  public mutating func heatCurrent(_ precision: Arithmetic = .mixed) -> HeatCurrent {
    field.heatCurrent(of: particles, precision)
  }
}

extension Interactions {
  /// The heat current of the last configuration evaluated, with the velocities of a system.
  public mutating func heatCurrent(of system: ParticleSystem) -> HeatCurrent {
    var moving = particles
    moving.load(system)
    return field.heatCurrent(of: moving, .double)
  }
}
