public import Tensors

extension Trajectory {
  /// The electric current Σ q v, in [√(energy · length) · length/time]; zero without charges.
  public var chargeCurrent: Vector3 { field.chargeCurrent(of: particles) }
}

extension PackedCharges {
  /// Σ q v.
  func current(of particles: PackedParticles) -> Vector3 {
    var sum = BlockVectors.zero
    for block in particles.velocities.indices {
      sum.addProduct(particles.velocities[block], charges[block])
    }
    return sum.sum
  }
}
