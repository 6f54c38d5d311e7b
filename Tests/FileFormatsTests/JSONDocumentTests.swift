import FileFormats
import Foundation
import Testing
import Tensors

@Suite("JSON documents")
struct JSONDocumentTests {
  @Test("sorts names, keeps lists of numbers on a line and slashes as they are")
  func layout() {
    let value: JSONValue = [
      "b/c": "a\"\\\n\u{1}/é", "a": [[1, 2.5], [3, 4]], "e": [], "o": [:],
      "deep": ["x": [["y": true]], "n": nil],
    ]
    #expect(
      JSONDocument.text(of: value) == #"""
        {
          "a": [
            [1, 2.5],
            [3, 4]
          ],
          "b/c": "a\"\\\n\u0001/é",
          "deep": {
            "n": null,
            "x": [
              {
                "y": true
              }
            ]
          },
          "e": [],
          "o": {}
        }

        """#)
  }

  @Test(
    "writes null for numbers that are not finite", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(value: Double) throws {
    #expect(try JSONDocument.text(of: ["a": value]) == "{\n  \"a\": null\n}\n")
    #expect(try JSONDocument.text(of: [Float(value)]) == "[null]\n")
    #expect(JSONDocument.text(of: .number(value)) == "null\n")
  }

  private struct Sample: Codable, Equatable {
    enum Kind: Codable, Equatable { case sampled(steps: Int), stored }
    var tensor = Tensor3(diagonal: Vector3(1, 0.1, 1e-300))
    var kind = [Kind.sampled(steps: 3), .stored]
    var small: Float = 0.1
    var large = UInt64.max
    var names: [String: [Int]] = ["b": [1], "a": []]
    var byNumber: [Int: Bool] = [2: true]
    var absent: Int?
    var letter = "\u{1F600}\t\u{7}"
    var date = Date(timeIntervalSinceReferenceDate: 0.25)
  }

  @Test("holds what Foundation's decoder reads back")
  func decodable() throws {
    let text = try JSONDocument.text(of: Sample())
    #expect(try JSONDecoder().decode(Sample.self, from: Data(text.utf8)) == Sample())
    #expect(text.contains("\"small\": 0.1,"))
  }

  private class Base: Encodable {
    let inner = [1.5]
  }

  private final class Derived: Base {
    enum Key: CodingKey { case list, object }
    override func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try super.encode(to: container.superEncoder())
      var list = container.nestedUnkeyedContainer(forKey: .list)
      try list.encode(1)
      try list.encodeNil()
      var inner = list.nestedContainer(keyedBy: Key.self)
      try inner.encode("x", forKey: .object)
      var nested = list.nestedUnkeyedContainer()
      try nested.encode(nested.count)
      var object = container.nestedContainer(keyedBy: Key.self, forKey: .object)
      try object.encodeNil(forKey: .list)
    }
  }

  @Test("follows encodings that nest containers by hand")
  func nestedContainers() throws {
    let expected: JSONValue = [
      "super": ["inner": [1.5]], "list": [1, nil, ["object": "x"], [0]], "object": ["list": nil],
    ]
    #expect(try JSONValue(encoding: Derived()) == expected)
  }

  @Test("writes a document that a second reader takes for the same value")
  func writesFile() throws {
    let directory = try TemporaryDirectory()
    let value: JSONValue = ["x": [0.1, 1e-300, 1e22, -0.0, 3]]
    try JSONDocument.write(value, to: directory.file("summary.json"))
    let text = try directory.read("summary.json")
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [Double]]
    #expect(object?["x"] == [0.1, 1e-300, 1e22, -0.0, 3])
  }
}
