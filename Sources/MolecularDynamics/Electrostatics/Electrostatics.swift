/// Charges of species, and how what they do beyond pairs is summed.
public struct Electrostatics: Sendable, Equatable {
  /// The charge of each species, in [√(energy · length)].
  public let charges: [Double]

  /// How the Ewald sum is split, and how its reciprocal part is computed.
  public let method: ReciprocalMethod

  /// Creates electrostatics.
  public init(charges: [Double], method: ReciprocalMethod) {
    self.charges = charges
    self.method = method
  }

  /// Creates electrostatics on a mesh.
  public init(charges: [Double], mesh: MeshParameters) {
    self.init(charges: charges, method: .mesh(mesh))
  }
}
