internal import ScaleBridge

/// The quantities of a measurement that published numbers are compared with.
///
/// Their names are those of `validation/*/reference.csv`; values are in the units of the deck.
enum MeasuredQuantity: String, CaseIterable {
  /// The mean pressure, −tr σ/3.
  case pressure
  /// The components of the pressure tensor −σ on its diagonal.
  case pressureXX, pressureYY, pressureZZ
  /// The shear stress σ_xy.
  case shearStress
  /// The viscosity that accounts for the work of the flow.
  case viscosity
  /// The extensional viscosity of an elongation.
  case extensionalViscosity
  /// The potential energy per particle.
  case energyPerParticle
  /// The kinetic temperature.
  case temperature
  /// Found in fluids at rest.
  case bulkViscosity, selfDiffusion, thermalConductivity, ionicConductivity
  /// The heat capacity at constant volume over the mass, in two ways.
  case heatCapacity, heatCapacityFromFluctuations

  /// A value with its standard error.
  struct Value {
    let value: Double
    let standardError: Double

    init(_ value: Double, standardError: Double) {
      (self.value, self.standardError) = (value, standardError)
    }

    init(_ estimate: Estimate<Double>) {
      self.init(estimate.value, standardError: estimate.standardError)
    }
  }
}
