internal import InputDeck
internal import MolecularDynamics
internal import Multiscale
internal import ScaleBridge
internal import Statistics
internal import Tensors

/// What was measured at one state, in a flow or at rest.
protocol MeasuredState {
  /// What the sampling thinks of itself.
  var verdict: Verdict { get }

  /// A quantity in the units of the deck; nil where it was not measured.
  func value(of quantity: MeasuredQuantity) -> MeasuredQuantity.Value?
}

extension MicroMeasurement: MeasuredState {
  var verdict: Verdict { estimate.verdict }

  func value(of quantity: MeasuredQuantity) -> MeasuredQuantity.Value? {
    switch quantity {
    case .pressure: .init(estimate.mapped(\.pressure))
    case .pressureXX: .init(estimate.mapped { -$0.tensor[0, 0] })
    case .pressureYY: .init(estimate.mapped { -$0.tensor[1, 1] })
    case .pressureZZ: .init(estimate.mapped { -$0.tensor[2, 2] })
    case .shearStress: .init(estimate.mapped(\.shear))
    case .viscosity, .extensionalViscosity:
      viscosities.first { $0.name == quantity.rawValue }.map { .init($0.value) }
    case .energyPerParticle: companion(10, .energy)
    case .temperature: companion(9, .temperature)
    case .bulkViscosity, .selfDiffusion, .thermalConductivity, .ionicConductivity,
      .heatCapacity, .heatCapacityFromFluctuations:
      nil
    }
  }

  /// A quantity recorded beside the stress, by its column.
  private func companion(
    _ column: Int, _ dimension: Tensors.Dimension
  ) -> MeasuredQuantity.Value? {
    guard let estimate = record?.estimate, estimate.componentCount > column else { return nil }
    let factor = plan.units.micro.factor(to: plan.units.macro, for: dimension)
    return .init(
      factor * estimate.mean[column], standardError: factor * estimate.standardErrors[column])
  }
}

extension TransportMeasurement: MeasuredState {
  func value(of quantity: MeasuredQuantity) -> MeasuredQuantity.Value? {
    let name = quantity == .temperature ? "kineticTemperature" : quantity.rawValue
    return self.quantity(named: name).map { .init($0.value, standardError: $0.standardError) }
  }
}
