internal import MolecularDynamics
internal import ScaleBridge
internal import Tensors

/// Some steps of one box against the clock, with what was seen on the way.
struct BenchmarkStretch: Sendable {
  /// The steps taken.
  let steps: Int

  /// The wall time that they took, in [s].
  private(set) var seconds = 0.0

  /// The share of this time that went into the neighbour list.
  private(set) var listShare = 0.0

  /// The sum of the heat currents that were looked at, in reduced units.
  private(set) var current = Vector3.zero

  /// What was seen, in reduced units.
  private(set) var samples: [Sample] = []

  /// What is seen of a box at a step.
  struct Sample: Sendable {
    let potentialPerAtom: Double
    let temperature: Double
    let pressure: Tensor3
  }

  /// Goes on with a trajectory, looking at it as often as the case wants.
  ///
  /// - Throws: `MicroFailure` when the trajectory breaks down.
  init(
    _ steps: Int, of benchmark: BenchmarkCase, along trajectory: inout Trajectory
  ) throws {
    self.steps = steps
    let integrator = try benchmark.integrator()
    let (begin, listBegin) = (ContinuousClock.now, trajectory.listTime)
    for step in 1...steps {
      if step % benchmark.stepsPerSample == 0 {
        try integrator.step(&trajectory, needs: [.energy, .virial])
        samples.append(Sample(trajectory))
      } else {
        try integrator.step(&trajectory)
      }
      if let interval = benchmark.stepsPerHeatCurrent, step % interval == 0 {
        current += trajectory.heatCurrent().total
      }
    }
    let elapsed = begin.duration(to: .now)
    seconds = elapsed / .seconds(1)
    listShare = (trajectory.listTime - listBegin) / elapsed
  }
}

extension BenchmarkStretch.Sample {
  /// Looks at a trajectory whose last step needed energy and virial.
  init(_ trajectory: Trajectory) {
    potentialPerAtom = trajectory.potentialEnergy / Double(trajectory.particles.count)
    temperature = trajectory.particles.kineticTemperature
    pressure = trajectory.pressureTensor
  }
}
