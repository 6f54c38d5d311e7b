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
    "particles": "180", "chainLength": "5", "cells": "4", "replicas": "2", "absolute": "30 %",
    "relative": "20 %", "rest": "{ stretch: 10 }", "heatField": "{ strongest: 0.3, stretch: 2 }",
    "stretch": "8 ps",
    "ewaldAccuracy": "1e-2",
    "endTime": "160 ps", "sizes": "[2, 4.5]", "samples": "3", "period": "0.25", "error": "20 %",
  ]

  /// Whole lines: to find a density at several temperatures takes longer than a test may, and a
  /// short slab is heated strongly.
  private static let quick = [
    "pressure: 5 MPa": "density: 1.25 g/cm^3",
    "pressure: 20 MPa": "density: 1.25 g/cm^3\n  stretch: 8 ps",
    "pressure: 0 MPa": "density: 1.68 g/cm^3",
    // One conductivity suffices for temperatures as close as these.
    "- { boundary: right, condition: temperature, value: 30 K }":
      "- { boundary: right, condition: temperature, value: 59.5 K }",
    "length: 14 nm": "length: 5 nm", "source: 2.5e17 W/m^3": "source: 2e18 W/m^3",
    "precision: 6 %": "precision: 90 %",
    "period: 0.0625": "period: 0.125",
    "size: 0.02025": "size: 0.625", "periods: [0.1, 0.05, 0.025]": "periods: [0.5, 0.25]",
  ]

  /// Crystals are cubes of whole cells.
  private static let crystals = ["heat-crystal-argon.yaml": "256"]

  /// Charges reach far, and half the edge of a small box does not: they end nearer by.
  private static let charged = ["nacl-tosi-fumi", "spce-water"]

  /// The files that a reduced deck needs beside it, by their names.
  static func companions(of deck: String) throws -> [String: String] {
    var files: [String: String] = [:]
    for name in charged where deck.contains("potential: short-\(name).yaml") {
      let path = inputs + "/../potentials/\(name).yaml"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      files["short-\(name).yaml"] = text.replacingOccurrences(
        of: "cutoff: 10 angstrom", with: "cutoff: 5.5 angstrom")
    }
    return files
  }

  /// A deck with its expensive numbers replaced.
  static func reduced(_ name: String) throws -> String {
    let lines = try text(name).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.map { line in
      let key = line.split(separator: ":").first.map { $0.trimmingCharacters(in: .whitespaces) }
      let text = line.trimmingCharacters(in: .whitespaces)
      if let quick = quick[text] { return String(line.prefix { $0 == " " }) + quick }
      // In a strong flow the stress is soon known.
      if name.contains("water"), key == "shearRate" { return "  shearRate: 1000 1/ns" }
      if let name = charged.first(where: { line.hasSuffix("potential: \($0)") }) {
        return "  potential: short-\(name).yaml"
      }
      guard let key, var value = small[key] else { return String(line) }
      // Ions and water cost more.
      if ["absolute", "relative"].contains(key), name.contains("nacl") || name.contains("water") {
        value = "40 %"
      }
      if key == "particles", name.contains("nacl") { value = "120" }
      if key == "particles" { value = crystals[name] ?? value }
      if key == "cells", line.contains("[") {
        value = line.contains(",") ? "[4, 4]" : "[24]"
      }
      return String(line.prefix { $0 == " " }) + "\(key): \(value)"
    }.joined(separator: "\n")
  }
}
