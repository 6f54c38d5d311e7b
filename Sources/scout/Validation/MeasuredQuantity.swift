internal import InputDeck
internal import Multiscale
internal import ScaleBridge
internal import Statistics
internal import Tensors

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

  /// The value in a measurement; nil where it was not measured.
  func value(in measurement: MicroMeasurement) -> Value? {
    let stress = measurement.estimate
    switch self {
    case .pressure: return Value(stress.mapped(\.pressure))
    case .pressureXX: return Value(stress.mapped { -$0.tensor[0, 0] })
    case .pressureYY: return Value(stress.mapped { -$0.tensor[1, 1] })
    case .pressureZZ: return Value(stress.mapped { -$0.tensor[2, 2] })
    case .shearStress: return Value(stress.mapped(\.shear))
    case .viscosity, .extensionalViscosity:
      return measurement.viscosities.first { $0.name == rawValue }.map { Value($0.value) }
    case .energyPerParticle: return companion(10, .energy, of: measurement)
    case .temperature: return companion(9, .temperature, of: measurement)
    }
  }

  /// A quantity recorded beside the stress, by its column.
  private func companion(
    _ column: Int, _ dimension: Tensors.Dimension, of measurement: MicroMeasurement
  ) -> Value? {
    guard let estimate = measurement.record?.estimate, estimate.componentCount > column else {
      return nil
    }
    let units = measurement.plan.units
    let factor = units.micro.factor(to: units.macro, for: dimension)
    return Value(
      factor * estimate.mean[column], standardError: factor * estimate.standardErrors[column])
  }
}
