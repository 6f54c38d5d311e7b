import Foundation
import InputDeck
import Testing

@Suite("Describing a schema")
struct SchemaPrinterTests {
  private let printer = SchemaPrinter(SampleSchema.schema)

  @Test("a key is described by kind, range, example, default and sentence")
  func oneKey() throws {
    let text = SchemaPrinter.text(try printer.entries(for: "macro.height"))
    #expect(
      text == """
        macro.height [channelFlow]: length; positive; such as 50 nm; required
            Distance of the walls.

        """)
    let relaxation = SchemaPrinter.text(try printer.entries(for: "relaxation"))
    #expect(
      relaxation == """
        micro.relaxation: time; positive; such as 2 ps; default 1 ps (0.5 in reduced units)
            The thermostat's time.

        """)
  }

  @Test("a section is described with its keys below it")
  func section() throws {
    let text = SchemaPrinter.text(try printer.entries(for: "coupling"))
    #expect(
      text == """
        coupling: section; default {}
            How the scales talk.
          precision: section; default {}
              How well the law must be known.
            relative: number; above 0 and at most 1; default 0.02
                Relative error.
            budget: time; positive; such as 2 ps; optional
                Time to spend.
          weights: list of number; at least 1 and at most 8 items; optional
              Weights.

        """)
  }

  @Test("an unknown key brings the nearest one")
  func unknownKey() {
    #expect {
      try printer.entries(for: "thermostta")
    } throws: {
      "\($0)" == "deck: thermostta: there is no such key. Did you mean thermostat?"
    }
  }

  @Test("the description survives JSON")
  func json() throws {
    let data = try JSONEncoder().encode(printer.entries)
    let again = try JSONDecoder().decode([SchemaEntry].self, from: data)
    #expect(again == printer.entries)
    #expect(again.map(\.path).starts(with: ["title", "seed", "units", "macro", "micro"]))
  }
}
