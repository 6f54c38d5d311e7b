internal import Tensors

/// Particles of which some belong to rigid molecules: what flows, baths and barostats do to them.
///
/// A flow acts on centres of mass (molecular SLLOD): with V and R those of the molecule a particle
/// belongs to,
///
///     ṙ = v + L R,      v̇ = (F + C)/m − L V,
///
/// with the forces C that keep distances. Particles of one molecule are carried alike, so distances
/// are kept if and only if velocities v are those of a rigid body, with a flow as without; and C, which
/// does no work, drops out of the energy balance d(K + U)/dt = −V Pᵀ : L with the molecular pressure
/// tensor P = (Σ M V ⊗ V + Σ F ⊗ R)/V. The mean rotation of molecules in a shear counts as heat.
///
/// - SeeAlso: Edberg, Morriss & Evans, *J. Chem. Phys.* **86**, 4555 (1987);
///   Todd & Daivis, *Nonequilibrium Molecular Dynamics* (2017),
///   <https://doi.org/10.1017/9781139017848>.
extension PackedParticles {
  /// Takes away what velocities change in distances that are fixed.
  mutating func projectVelocities() {
    guard !molecules.isEmpty else { return }
    updateMotions { _, _ in }
  }

  /// R ← A R + B V, molecules turn freely for a time, and the cell goes with A.
  mutating func driftMolecules(positionMap: Tensor3, velocityMap: Tensor3, over time: Double) {
    for lane in molecules.singles {
      positions[lane >> 3][lane & 7] =
        positionMap * position(lane) + velocityMap * velocity(lane)
    }
    moveMolecules(cellMap: positionMap) { body, motion in
      motion.centre = positionMap * motion.centre + velocityMap * motion.velocity
      motion.turn(over: time, body.inertia)
    }
  }

  /// V ← A V for centres of mass; returns the kinetic energy gained.
  mutating func mapMolecularVelocities(by map: Tensor3) -> Double {
    var gain = 0.0
    for lane in molecules.singles {
      let before = velocity(lane)
      let after = map * before
      gain += masses[lane >> 3][lane & 7] * (after - before).dot(after + before)
      velocities[lane >> 3][lane & 7] = after
    }
    updateMotions { body, motion in
      let before = motion.velocity
      motion.velocity = map * before
      gain += body.mass * (motion.velocity - before).dot(motion.velocity + before)
    }
    return 0.5 * gain
  }

  /// Σ M V ⊗ V over molecules, and m v ⊗ v over other particles, in [energy].
  var molecularMomentumFlux: Tensor3 {
    var sum = Tensor3.zero
    for lane in molecules.singles {
      sum += masses[lane >> 3][lane & 7] * Tensor3(dyad: velocity(lane), velocity(lane))
    }
    for group in molecules.groups {
      for lanes in group.members {
        var momentum = Vector3.zero
        for (site, lane) in lanes.enumerated() {
          momentum.addProduct(velocity(lane), group.body.masses[site])
        }
        sum += 1 / group.body.mass * Tensor3(dyad: momentum, momentum)
      }
    }
    return sum
  }

  /// Σ f ⊗ (r − R), by which the virial of particles exceeds that of centres of mass, in [energy].
  ///
  /// - Parameter forces: in their lanes, shape [blocks] of eight, in [force].
  func internalVirial(of forces: [BlockVectors]) -> Tensor3 {
    guard !molecules.isEmpty else { return .zero }
    let inverse = cell.vectors.inverse
    var sum = Tensor3.zero
    for group in molecules.groups {
      for lanes in group.members {
        let motion = motion(of: group.body, lanes, inverse)
        for (site, lane) in lanes.enumerated() {
          let arm = motion.orientation * group.body.sites[site]
          sum += Tensor3(dyad: forces[lane >> 3][lane & 7], arm)
        }
      }
    }
    return sum
  }

  /// 2K, from the momentum flux where every particle moves by itself, in [energy].
  func twiceKineticEnergy(_ momentumFlux: Tensor3) -> Double {
    molecules.isEmpty ? momentumFlux.trace : 2 * peculiarKineticEnergy
  }

  /// The momenta that are held: those of the centre of mass of all.
  var heldMomenta: Double {
    molecules.isEmpty ? Double(count) - Double(degreesOfFreedom) / 3 : 1
  }
}
