import InputDeck
import Testing

@Suite("Trajectories that decks ask for")
struct TrajectoryRequestTests {
  private func request(_ output: String, potential: String = "argon") throws -> TrajectoryRequest? {
    let isReduced = potential != "argon"
    let state =
      isReduced
      ? "units: reduced\nload: { shearRate: 0.5 }" : "load: { shearRate: 1e11 1/s }"
    let fluid =
      isReduced
      ? "density: 0.8, temperature: 1, timeStep: 0.005"
      : "density: 1400 kg/m^3, temperature: 90 K, timeStep: 10 fs"
    let text = """
      \(state)
      micro: { model: shearedFluid, potential: \(potential), \(fluid) }
      \(output)
      """
    let deck = try Deck(text: text, file: "here/deck.yaml", schema: .scout)
    return try MicroPlan(deck, potentials: ShippedFiles.potentials).trajectory
  }

  /// 5 ps are 500 steps of 10 fs; 1 is 200 steps of 0.005.
  @Test("come every so many steps, with the names of the potential's particles")
  func interval() throws {
    let argon = try #require(try request("output: { directory: there, trajectory: {every: 5 ps} }"))
    #expect(argon.interval == 500)
    #expect(argon.directory == "there")
    #expect(argon.species == ["Ar"])
    let reduced = try #require(
      try request("output: { trajectory: { every: 1 } }", potential: "lj"))
    #expect(reduced.interval == 200)
    #expect(reduced.directory == "deck.output")
    #expect(reduced.species == ["X"])
  }

  @Test("come every step at most, and the interval is rounded")
  func rounding() throws {
    for (every, steps) in [("10 fs", 1), ("14 fs", 1), ("26 fs", 3)] {
      #expect(
        try request("output: { trajectory: { every: \(every) } }")?.interval == steps)
    }
  }

  @Test("are not written unless asked for")
  func none() throws {
    #expect(try request("title: no output") == nil)
    #expect(try request("output: { directory: there }") == nil)
  }
}
