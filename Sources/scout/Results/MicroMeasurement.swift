internal import InputDeck
internal import MolecularDynamics
internal import Multiscale
internal import ScaleBridge
internal import Statistics
internal import Synchronization
internal import Tensors

/// One load with its measured response.
struct MicroMeasurement {
  let plan: MicroPlan
  let estimate: Estimate<CauchyStress>
  let record: SampledRecord?
  let tests: [LinearityTest]
  let seconds: Double

  /// Measures.
  ///
  /// - Parameter task: the name of the work in progress lines; by default the flow.
  init(
    _ plan: MicroPlan, _ trajectory: BoxTrajectory?, threads: Int, task: String? = nil
  ) async throws {
    self.plan = plan
    let start = ContinuousClock.now
    let narrator = SamplingNarrator()
    narrator.begin(task ?? plan.flow.title(in: plan.units))
    let notes = Mutex((record: SampledRecord?.none, tests: [LinearityTest]()))
    var law = try Self.observed(plan.model, by: trajectory).law(
      in: plan.units, seed: plan.deck.seed, on: ThreadScheduler(width: threads),
      progress: { narrator.show($0) },
      recorded: { _, records in notes.withLock { $0.record = records.first } },
      tested: { test in notes.withLock { $0.tests.append(test) } })
    estimate = try await law.respond(to: [plan.load], within: plan.precision)[0]
    let isDirect = estimate.origin == .microSimulation
    (record, tests) = notes.withLock { (isDirect ? $0.record : nil, $0.tests) }
    seconds = start.duration(to: .now) / .seconds(1)
  }

  /// The model with somebody looking at its first replica, which must be in the flow.
  private static func observed(
    _ model: FluidModel, by trajectory: BoxTrajectory?
  ) -> FluidModel {
    guard let trajectory, case .sheared(var box, var sampling) = model else { return model }
    sampling.estimator = .direct
    box.observer = trajectory.observer(of: sampling.stream(question: 0, replica: 0))
    return .sheared(box, sampling)
  }

  /// The viscosities that the flow defines, by their names in JSON and in words; none at rest.
  var viscosities: [(name: String, words: String, value: Estimate<Double>)] {
    let flow = plan.flow
    guard flow.viscosity(of: estimate.value) != nil else { return [] }
    var found = [
      ("viscosity", "viscosity", estimate.mapped { flow.viscosity(of: $0) ?? 0 })
    ]
    if flow.extensionalViscosity(of: estimate.value) != nil {
      found.append(
        (
          "extensionalViscosity", "extensional viscosity",
          estimate.mapped { flow.extensionalViscosity(of: $0) ?? 0 }
        ))
    }
    return found
  }

  /// Means of the recorded companions in reduced units: temperature, energy per particle.
  var companions: (temperature: Double, energy: Double)? {
    guard let means = record?.estimate?.mean, means.count >= 11 else { return nil }
    return (means[9], means[10])
  }

  /// The steps cut off each replica.
  var discardedSteps: Int {
    guard case .sheared(let model, _) = plan.model else { return 0 }
    return (record?.discardedRows ?? 0) * model.settings.stepsPerSample
  }
}
