internal import ConstitutiveMemory
internal import Foundation
internal import MolecularDynamics
internal import Multiscale
internal import ScaleBridge

extension ConductingFluid {
  /// Everything that changes a conductivity beyond noise but for the temperature, as the database
  /// knows models.
  private func identity() throws -> String {
    var settings = fluid.settings
    // The temperature belongs to the load, and with the pressure given the density does, too.
    settings.temperature = 1
    if pressure != nil { settings.density = 1 }
    let fluid = try ShearedFluid(potential: fluid.potential, settings: settings)
    let state = pressure.map { String(format: "pressure: %.8g", $0) } ?? "density as stated below"
    let conductor = "model: conductor at the temperature of the load\n\(state)"
    switch estimator {
    case .fluctuations(let interval):
      let box = try EquilibriumFluid(
        fluid, stretchTime: stretchTime, stepsPerHeatCurrent: interval)
      return "\(conductor)\nheat current every: \(interval)\n\(box.identity)"
    case .imposedField(let strongest):
      let box = try HeatFieldFluid(fluid, strongest: strongest, stretchTime: stretchTime)
      return "\(conductor)\n\(box.identity)"
    }
  }

  /// The time that one stretch counts for.
  private var durationOfStretch: Double {
    switch estimator {
    case .fluctuations: stretchTime
    case .imposedField: Double(HeatFieldFluid.runsPerStretch) * stretchTime
    }
  }

  /// The fluid with a database behind it.
  ///
  /// - Throws: `StoreError`.
  func remembered(in archive: AnswerArchive?) throws -> RecordedConductor<ConductingFluid> {
    guard let archive else { return RecordedConductor(self, knowing: nil) }
    let replicas = plan.replicas
    let shelf = try AnswerShelf(
      archive,
      for: StoredModel(
        name: "conductor", description: identity(),
        loadNames: RecordedConductor<ConductingFluid>.loadNames,
        responseNames: RecordedConductor<ConductingFluid>.responseNames),
      seed: plan.seed,
      // What all replicas take until none may begin another stretch.
      budget: Double(plan.budget / replicas * replicas) * durationOfStretch
        * (1 - 1e-9))
    var fluid = self
    fluid.generation = shelf.generation
    return RecordedConductor(fluid, knowing: shelf)
  }
}
