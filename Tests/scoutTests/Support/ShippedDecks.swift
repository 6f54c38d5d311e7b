import Foundation
import Testing

/// The decks in `inputs`, and how to make them small enough for a test.
enum ShippedDecks {
  private static let inputs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("inputs").path

  /// All names, sorted.
  static let names: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: inputs)
    return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  /// The text of a deck.
  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: inputs + "/" + name, encoding: .utf8)
  }

  /// The contents of a file that a deck names.
  static func data(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: inputs + "/" + name))
  }

  /// Whether a deck is for `scout run`.
  static func isForRun(_ text: String) -> Bool {
    text.split(separator: "\n").contains("macro:")
  }

  /// Whether a deck is for `scout homogenize`.
  static func isOfCell(_ text: String) -> Bool { text.split(separator: "\n").contains("cell:") }

  /// What a reduced deck has instead: small boxes, few of them, wide error bars, a short time.
  private static let small = [
    "particles": "160", "chainLength": "5", "cells": "4", "replicas": "2", "absolute": "30 %",
    "relative": "20 %", "rest": "{ stretch: 10 }", "stretch": "8 ps",
    "endTime": "160 ps", "sizes": "[2, 4.5]", "samples": "3", "period": "0.25", "error": "20 %",
  ]

  /// Whole lines: to find a density at several temperatures takes longer than a test may, and a
  /// short slab is heated strongly.
  private static let quick = [
    "pressure: 5 MPa": "density: 1.25 g/cm^3", "pressure: 20 MPa": "density: 1.25 g/cm^3",
    "pressure: 0 MPa": "density: 1.68 g/cm^3",
    "length: 14 nm": "length: 5 nm", "source: 2.5e17 W/m^3": "source: 2e18 W/m^3",
    "precision: 6 %": "precision: 90 %",
  ]

  /// Ions reach far: half the edge of their box must be 10 Å. Crystals are cubes of whole cells.
  private static let larger = [
    "micro-nacl-viscosity.yaml": "256", "heat-crystal-argon.yaml": "256",
  ]

  /// A deck with its expensive numbers replaced.
  static func reduced(_ name: String) throws -> String {
    let lines = try text(name).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { line in
      let key = line.split(separator: ":").first.map { $0.trimmingCharacters(in: .whitespaces) }
      let text = line.trimmingCharacters(in: .whitespaces)
      if let quick = quick[text] { return String(line.prefix { $0 == " " }) + quick }
      guard let key, var value = small[key] else { return String(line) }
      if key == "particles" { value = larger[name] ?? value }
      if key == "cells", line.contains("[") { value = "[4, 4]" }
      return String(line.prefix { $0 == " " }) + "\(key): \(value)"
    }.joined(separator: "\n")
  }
}
