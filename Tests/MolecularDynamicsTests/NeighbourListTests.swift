import MolecularDynamics
import ScaleBridge
import Tensors
import Testing

/// One for every pair within the cutoff, and no force: the energy is the number of pairs.
struct PairCounter: PairFunction {
  let cutoff: Double
  var parameters: [Double] { [] }

  func evaluate<Values: PairLanes>(
    squaredDistance: Values, _ parameters: PairParameters<Values>
  ) -> (energy: Values, forceOverDistance: Values) {
    (Values(repeating: 1), .zero)
  }
}

@Suite("The neighbour list")
struct NeighbourListTests {
  /// A random motion: a flow that carries cell and particles along, the particles' own velocities, and
  /// displacements besides, so that some pairs approach each other head on. The sizes are such that
  /// in about half of the cases the list in use is kept, or else what the search found, often by a
  /// hair.
  private func move(_ system: inout ParticleSystem, skin: Double, _ boxes: inout RandomBoxes) {
    let isFar = boxes.coin()
    let flow = boxes.uniform(0, isFar ? 0.5 : 0.02) * skin / system.cutoff()
    var gradient = Tensor3(
      columns: boxes.vector(flow), boxes.vector(flow), boxes.vector(flow))
    if boxes.coin() { gradient = VelocityGradient.simpleShear(rate: flow).tensor }
    system = system.deformed(by: gradient.exponentialAndIntegral.exponential)
    let size = boxes.uniform(0, isFar ? 0.6 : 0.015) * skin
    let time = boxes.uniform(0, isFar ? 0.3 : 0.04) * skin
    for index in system.positions.indices {
      system.positions[index] += time * system.velocities[index] + size * boxes.direction()
    }
  }

  /// After every motion the kernel must find exactly the pairs that the direct sum finds, whether
  /// the rules kept the lists or not. 1,000 cases of box, cutoff, skin, flow, velocities and
  /// displacement; 100,000 in the long tests.
  @Test("misses no pair until the rule says so, and none after a rebuild")
  func completeness() throws {
    var boxes = RandomBoxes(seed: 7)
    let cases = TestLevel.isLong ? 100_000 : 1000
    var (kept, picked, tooNarrow) = (0, 0, 0)
    for number in 0..<cases / 4 {
      var system = try boxes.system(particles: [8, 21, 33, 48][number % 4])
      let cutoff = system.cutoff(share: boxes.uniform(0.5, 0.9))
      let skin = boxes.uniform(0.05, 0.6)
      var interactions = try Interactions(
        of: &system, potential: PairCounter(cutoff: cutoff), settings: ForceSettings(skin: skin))
      let scalar = ScalarPotential(cutoff: cutoff) { _ in (1, 0) }
      for step in 1...4 {
        move(&system, skin: step == 1 ? skin : 0.4 * skin, &boxes)
        let before = (interactions.renewals, interactions.searches)
        do {
          try interactions.update(&system, needs: [], step: step)
        } catch MicroFailure.infeasibleState {
          // The flow has made the cell too narrow for the cutoff, and it was noticed.
          #expect(system.cell.shortestTranslation < 2 * cutoff)
          tooNarrow += 1
          break
        }
        if interactions.renewals == before.0 {
          kept += 1
        } else if interactions.searches == before.1 {
          picked += 1
        }
        let found = Int(interactions.potentialEnergy)
        let expected = DirectSum(system, scalar).pairs
        #expect(found == expected, "case \(number), step \(step)")
      }
    }
    #expect(kept > cases / 10 && kept < cases / 2, "the list in use was kept \(kept) times")
    #expect(picked > cases / 10 && picked < 9 * cases / 10, "it was picked \(picked) times")
    #expect(tooNarrow < cases / 100)
  }

  /// Two particles rush together from rest. Each may move by 0.016 of the skin until the list in use
  /// is picked anew, and both together, with what they may move then, by the whole skin until the
  /// next search: either is kept until then, however far apart they began, and not a hair longer.
  @Test(
    "is renewed when two particles together have used up the skin",
    arguments: [
      (0.0159, 1, 1), (0.0161, 2, 1), (0.4839, 2, 1), (0.4841, 2, 2), (0.9, 2, 2),
    ])
  func headOn(share: Double, renewals: Int, searches: Int) throws {
    let (cutoff, skin) = (2.0, 0.5)
    let apart = cutoff + (2 * share - 0.01) * skin
    var system = ParticleSystem(
      positions: [Vector3(1, 1, 1), Vector3(1 + apart, 1, 1)], velocities: [.zero, .zero],
      masses: [1, 1], cell: try .cube(edge: 12))
    var interactions = try Interactions(
      of: &system, potential: PairCounter(cutoff: cutoff), settings: ForceSettings(skin: skin))
    #expect(interactions.potentialEnergy == 0)
    system.positions[0].x += share * skin
    system.positions[1].x -= share * skin
    try interactions.update(&system, needs: [], step: 1)
    #expect(interactions.renewals == renewals && interactions.searches == searches)
    #expect(interactions.potentialEnergy == 1)
  }

  /// Of two particles one moves, at √2 times the root mean square velocity: it may go 0.04 √2 of the
  /// skin farther than the one at rest, which may still not.
  @Test(
    "lets fast particles go farther than slow ones",
    arguments: [(0, 0.0725, 1), (0, 0.0727, 2), (1, 0.0159, 1), (1, 0.0161, 2)])
  func allowances(mover: Int, share: Double, renewals: Int) throws {
    let (cutoff, skin) = (2.0, 0.5)
    let apart = cutoff + (share - 0.001) * skin
    var system = ParticleSystem(
      positions: [Vector3(1, 1, 1), Vector3(1 + apart, 1, 1)],
      velocities: [Vector3(0, 3, 0), .zero], masses: [1, 1], cell: try .cube(edge: 12))
    var interactions = try Interactions(
      of: &system, potential: PairCounter(cutoff: cutoff), settings: ForceSettings(skin: skin))
    system.positions[mover].x += (mover == 0 ? 1 : -1) * share * skin
    try interactions.update(&system, needs: [], step: 1)
    #expect(interactions.renewals == renewals)
    #expect(interactions.potentialEnergy == 1)
  }

  /// A particle carried by the flow has moved nowhere: the blocks found for a sheared crystal last
  /// until the stretch of the cell alone has used up three quarters of the skin.
  @Test("is not searched for the motion of the flow itself")
  func affineMotion() throws {
    var system = try FluidBuilder.faceCentredCubic(particles: 500, density: 0.8442)
    var interactions = try Interactions(
      of: &system, potential: PairCounter(cutoff: 2.5), settings: ForceSettings(skin: 0.3))
    let map = VelocityGradient.simpleShear(rate: 0.01).tensor.exponentialAndIntegral.exponential
    for step in 1...5 {
      system = system.deformed(by: map)
      try interactions.update(&system, needs: [], step: step)
    }
    // ‖F⁻¹‖ ≥ 1 + γ/2, and 2.575 (1 + 0.05/2) is well below 2.8.
    #expect(interactions.searches == 1)
    for step in 6...40 {
      system = system.deformed(by: map)
      try interactions.update(&system, needs: [], step: step)
    }
    #expect(interactions.searches > 1)
  }

  /// Shear for ten box lengths of a cube, whose nearest images stay where they are, turned in space.
  @Test("survives unlimited shear")
  func unlimitedShear() throws {
    var boxes = RandomBoxes(seed: 12)
    var system = try boxes.system(particles: 64)
    let turned = boxes.rotation()
    system.cell = try SimulationCell(vectors: 5 * turned)
    let cutoff = 2.4
    var interactions = try Interactions(
      of: &system, potential: PairCounter(cutoff: cutoff), settings: ForceSettings(skin: 0.3))
    let shear = VelocityGradient.simpleShear(rate: 0.04).tensor
    let map = (turned * shear * turned.transposed).exponentialAndIntegral.exponential
    let scalar = ScalarPotential(cutoff: cutoff) { _ in (1, 0) }
    for step in 1...250 {
      system = system.deformed(by: map)
      try interactions.update(&system, needs: [], step: step)
      #expect(Int(interactions.potentialEnergy) == DirectSum(system, scalar).pairs)
    }
  }

  /// In other flows images come ever nearer, until a particle would meet two of another.
  @Test("says so when a flow brings images within reach")
  func imagesWithinReach() throws {
    var boxes = RandomBoxes(seed: 13)
    var system = try boxes.system(particles: 64)
    system.cell = try .cube(edge: 5)
    var interactions = try Interactions(
      of: &system, potential: PairCounter(cutoff: 2.4), settings: ForceSettings(skin: 0.3))
    let map = Tensor3(diagonal: Vector3(1.02, 1 / 1.02, 1))
    let failure = #expect(throws: MicroFailure.self) {
      for step in 1...20 {
        system = system.deformed(by: map)
        try interactions.update(&system, needs: [], step: step)
      }
    }
    guard case .infeasibleState = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }
}
