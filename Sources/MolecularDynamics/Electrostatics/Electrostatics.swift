/// Charges of species, and how what they do beyond pairs is summed.
public struct Electrostatics: Sendable, Equatable {
  /// The charge of each species, in [√(energy · length)].
  public let charges: [Double]

  /// How the Ewald sum is split and how fine its mesh is.
  public let mesh: MeshParameters

  /// Creates electrostatics.
  public init(charges: [Double], mesh: MeshParameters) {
    self.charges = charges
    self.mesh = mesh
  }
}
