internal import MolecularDynamics
internal import Tensors

extension PotentialFile {
  /// The charges of the species in a unit system, in [√(energy · length)].
  func charges(in units: UnitSystem) -> [Double] {
    let unit = unitSystem == nil ? 1 : units.charge
    return particles.map { $0.charge / unit }
  }

  /// The interaction joined by that of the charges, in a unit system.
  ///
  /// - Throws: `ParameterError` where the form has no charges, or ends in a way that charges are not
  ///   made for.
  func interaction(
    in units: UnitSystem, summing method: ReciprocalMethod
  ) throws -> any PairPotential {
    let electrostatics = Electrostatics(charges: charges(in: units), method: method)
    let plain = InteractionChanges()
    switch form {
    case .mixture(let mixture) where mixture.pairs[0][0].truncation != .forceShifted:
      return try MolecularDynamics.Mixture(
        mixture.pairs.functions(in: units, plain), electrostatics: electrostatics)
    case .ions(let ions, .plain):
      let functions = try ions.pairs.map { try $0.map { try $0.function(in: units, plain) } }
      return try MolecularDynamics.Mixture(functions, electrostatics: electrostatics)
    default:
      throw ParameterError(
        parameter: "truncation beside charges",
        rule: "plain, or shifted for Lennard-Jones interactions", value: 0)
    }
  }
}
