import InputDeck
import Tensors
import Testing

@Suite("Reading a deck")
struct DeckReadingTests {
  private func read(_ text: String) throws(DeckError) -> DeckSection {
    try Deck(text: text, file: "deck.yaml", schema: SampleSchema.schema).root
  }

  @Test("physical quantities arrive in any system of units")
  func physicalQuantities() throws {
    let argon = UnitSystem.lennardJones(sigma: 3.405e-10, epsilon: 1.654e-21, mass: 6.634e-26)
    let macro = try read(SampleSchema.physical).section("macro")
    #expect(macro.quantity("height", in: .si) == 5e-8)
    #expect(macro.quantity("height", in: argon) == 5e-8 * (1 / 3.405e-10))
    #expect(macro.quantity("pressure", in: .si) == -1.2e6)
    #expect(macro.optionalQuantity("width", in: .si) == nil)
    #expect(macro.choice("problem", as: Problem.self) == .channelFlow)
    let walls = macro.sections("walls")
    #expect(walls.map { $0.text("name") } == ["upper, moving", "lower"])
    #expect(walls.map { $0.quantities("velocity", in: .si) } == [[20, 0, 0], [-20, 0, 0]])
  }

  enum Problem: String { case channelFlow, heatConduction }

  @Test("an energy may be given in kelvin")
  func energyInKelvin() throws {
    let micro = try read(SampleSchema.physical).section("micro")
    #expect(micro.quantity("depth", in: .si) == 119.8 * UnitSystem.boltzmann)
  }

  @Test("numbers, lists, flags and defaults arrive typed")
  func typedValues() throws {
    let deck = try read(SampleSchema.physical)
    #expect(deck.integer("seed") == 20_261_122)
    #expect(deck.text("title") == "Argon: a channel")
    #expect(deck.optionalSection("output") == nil)
    #expect(deck.section("macro").integer("points") == 32)
    #expect(deck.section("coupling").numbers("weights") == [1, 0.5])
    #expect(deck.section("coupling").section("precision").number("relative") == 0.05)
    #expect(deck.section("micro").quantity("relaxation", in: .si) == 1e-12)
    #expect(!deck.section("micro").has("timeStep"))
    #expect(!deck.section("micro").isWritten("relaxation"))
    #expect(try read(SampleSchema.physical + "\noutput:").section("output").flag("fields"))
  }

  /// In Lennard-Jones units of argon a plain length of 40 is 40 σ.
  @Test("plain numbers are reduced units of the micro model")
  func reducedQuantities() throws {
    var deck = try read(SampleSchema.reduced)
    #expect(deck.unitMode == .reduced)
    #expect(deck.section("micro").unitMode == .reduced)
    #expect(deck.section("micro").quantity("relaxation", in: .si) == 0.5)
    #expect(deck.firstPhysicalQuantity == nil)
    deck.reducedUnits = .lennardJones(sigma: 3e-10, epsilon: 2e-21, mass: 6e-26)
    let macro = deck.section("macro")
    #expect(macro.quantity("length", in: .si) == 40 * 3e-10)
    #expect(macro.quantity("length", in: deck.reducedUnits) == 40)
  }

  @Test("one section may be reduced inside a physical deck")
  func unitsPerSection() throws {
    let deck = try read(
      """
      macro: { problem: channelFlow, height: 50 nm }
      micro: { temperature: 0.85, potential: lj, units: reduced }
      """)
    #expect(deck.section("micro").writtenQuantity("temperature") == .reduced(0.85))
    #expect(deck.section("macro").writtenQuantity("height") == .physical(5e-8))
    #expect(deck.firstPhysicalQuantity == "macro.height")
  }

  @Test("the composer's own errors carry line, path and value")
  func laterProblems() throws {
    let deck = try read(SampleSchema.physical)
    let error = deck.section("macro").problem(
      at: "height", "it must be above ten particle diameters", advice: "Use 4 nm or more.")
    #expect(
      error.description == "deck.yaml:5: macro.height: found 50 nm; it must be above ten particle "
        + "diameters. Use 4 nm or more.")
    let absent = deck.problem(at: "micro.particles", "it must be four times a cube")
    #expect(
      absent.description == "deck.yaml:11: micro.particles: found 864 (not in the deck); "
        + "it must be four times a cube.")
  }

  @Test("a completed deck reads back to the same values", arguments: [0, 1])
  func completedDeck(index: Int) throws {
    let text = [SampleSchema.physical, SampleSchema.reduced][index]
    var deck = try Deck(text: text, file: "deck.yaml", schema: SampleSchema.schema)
    if index == 0 { deck.root.record("4.3 fs", at: "micro.timeStep") }
    let again = try Deck(text: deck.completed, file: "again.yaml", schema: SampleSchema.schema)
    #expect(again.root.section("micro").has("timeStep"))
    // Read back, everything is written: the same lines without the comments.
    let values = { (text: String) in
      text.split(separator: "\n").map { $0.prefix { $0 != "#" }.trimmingSuffix(" ") }
    }
    #expect(values(again.completed) == values(deck.completed))
  }

  @Test("a completed deck marks what it did not hold itself")
  func completedDeckText() throws {
    var deck = try Deck(
      text: "{macro: {problem: channelFlow, height: 5 nm}, micro: {potential: 'a: #', "
        + "temperature: 94 K}}", file: "x", schema: SampleSchema.schema)
    deck.root.record("4.3 fs", at: "micro.timeStep")
    #expect(
      deck.completed == """
        title: ""                               # default
        seed: 1                                 # default
        macro:
          problem: channelFlow
          points: 32                              # default
          height: 5 nm
          walls: []                               # default
        micro:
          potential: "a: #"
          particles: 864                          # default
          temperature: 94 K
          timeStep: 4.3 fs                        # chosen by Scout
          relaxation: 1 ps                        # default
          thermostat: rescaling                   # default
        coupling:                               # default
          precision:                              # default
            relative: 0.02                          # default

        """)
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ character: Character) -> Substring {
    var text = self
    while text.last == character { text.removeLast() }
    return text
  }
}
