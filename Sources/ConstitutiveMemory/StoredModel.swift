/// What was simulated, in so many words that two models are the same only if all of them agree.
///
/// Estimates are kept apart by this description, never mixed: potential and truncation, state,
/// integrator, thermostat, number of particles, the estimator, and the version of the physics in
/// the code. Definition.
public struct StoredModel: Sendable, Hashable {
  /// A short name for people, such as `shearedFluid`.
  public let name: String

  /// Everything that changes what is measured beyond noise, one `key: value` a line, in reduced
  /// units.
  public let description: String

  /// The names of the components of a load; empty where there is one load only, such as rest.
  public let loadNames: [String]

  /// The names of the components of a response.
  public let responseNames: [String]

  /// Creates a description.
  public init(name: String, description: String, loadNames: [String], responseNames: [String]) {
    self.name = name
    self.description = description
    self.loadNames = loadNames
    self.responseNames = responseNames
  }

  /// A short hash of the whole description, for people and file names.
  public var fingerprint: String {
    Fingerprint.of(
      ([name, description] + loadNames + [""] + responseNames).joined(separator: "\n"))
  }
}

/// 64-bit FNV-1a in hexadecimal: tells texts apart and notices damage; not meant against forgery.
///
/// - SeeAlso: Fowler, Noll, Vo & Eastlake, IETF draft *The FNV Non-Cryptographic Hash Algorithm*.
public enum Fingerprint {
  /// The hash of a text.
  public static func of(_ text: String) -> String {
    let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
