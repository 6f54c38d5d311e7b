internal import MolecularDynamics
internal import ScaleBridge
internal import Tensors

/// Some steps of one box against the clock, with what was seen on the way.
struct BenchmarkStretch: Sendable {
  /// The steps taken.
  let steps: Int

  /// The wall time that they took, in [s].
  private(set) var seconds = 0.0

  /// The shares of this time that went into parts of the forces.
  private(set) var shares = BenchmarkShares()

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
    _ steps: Int, of benchmark: any BenchmarkLiquid, along trajectory: inout Trajectory
  ) throws {
    self.steps = steps
    let integrator = try benchmark.integrator()
    let (begin, before) = (ContinuousClock.now, trajectory.times)
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
    shares = BenchmarkShares(from: before, to: trajectory.times, of: elapsed)
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

/// The shares of a time that went into parts of the forces.
struct BenchmarkShares: Sendable {
  /// The neighbour list.
  var list = 0.0
  /// The Ewald mesh but for its transforms.
  var mesh = 0.0
  /// The Fourier transforms of the mesh.
  var transforms = 0.0
}

extension BenchmarkShares {
  /// What was added to times within a time.
  init(from before: ForceTimes, to after: ForceTimes, of elapsed: Duration) {
    list = (after.list - before.list) / elapsed
    mesh = (after.mesh - before.mesh) / elapsed
    transforms = (after.transforms - before.transforms) / elapsed
  }
}
