// swift-tools-version: 6.2

// The dependency directions below are the architecture: a layer may import only what it lists.
// ARCHITECTURE.md says what each target is responsible for.

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func layer(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
  of name: String, with others: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name)] + others, resources: resources,
    swiftSettings: settings)
}

let package = Package(
  name: "Scout",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "scout", targets: ["scout"]),
    .library(name: "Statistics", targets: ["Statistics"]),
  ],
  traits: [
    .trait(
      name: "MPI",
      description: "Runs on many machines by mpirun or srun: swift build --traits MPI")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"]), .brew(["fftw"])]),
    .systemLibrary(
      name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),

    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CTIFF", pkgConfig: "libtiff-4", providers: [.apt(["libtiff-dev"]), .brew(["libtiff"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    .systemLibrary(
      name: "COpenMPI", pkgConfig: "ompi-c",
      providers: [.apt(["libopenmpi-dev"]), .brew(["open-mpi"])]),
    .target(
      name: "CMPI",
      dependencies: [.target(name: "COpenMPI", condition: .when(traits: ["MPI"]))],
      cSettings: [.define("SCOUT_MPI", .when(traits: ["MPI"]))]),

    layer("Tensors"),
    layer("NumericalMethods", on: ["Tensors", "CFFTW", "CGSL"]),
    layer("Statistics", on: ["NumericalMethods"]),
    layer("ScaleBridge", on: ["Tensors", "NumericalMethods", "Statistics"]),
    layer(
      "ConstitutiveMemory",
      on: ["NumericalMethods", "ScaleBridge", .product(name: "GRDB", package: "GRDB.swift")]),
    layer("MessagePassing", on: ["CMPI"]),
    layer("Discretization", on: ["Tensors", "NumericalMethods"]),

    .target(name: "CLanes"),
    layer(
      "MolecularDynamics",
      on: ["Tensors", "NumericalMethods", "Statistics", "ScaleBridge", "CLanes"]),
    layer("Continuum", on: ["Tensors", "NumericalMethods", "Discretization", "ScaleBridge"]),
    layer("CellProblems", on: ["Tensors", "NumericalMethods", "Statistics", "ScaleBridge"]),
    layer(
      "DiffusionStudies",
      on: [
        "Tensors", "NumericalMethods", "ScaleBridge", "Discretization", "Continuum", "CellProblems",
      ]),
    layer(
      "Multiscale",
      on: [
        "Tensors", "NumericalMethods", "Statistics", "ScaleBridge", "ConstitutiveMemory",
        "MessagePassing",
      ]),

    .target(name: "CPictures", dependencies: ["CPNG", "CTIFF", "CZlib"]),
    layer("FileFormats", on: ["Tensors", "CPictures"]),
    layer(
      "InputDeck",
      on: [
        "Tensors", "NumericalMethods", "Statistics", "ScaleBridge", "ConstitutiveMemory",
        "Discretization", "MolecularDynamics", "Continuum", "CellProblems", "DiffusionStudies",
        "Multiscale", "MessagePassing", "FileFormats",
        .product(name: "Yams", package: "Yams"),
      ]),
    .executableTarget(
      name: "scout",
      dependencies: [
        "Tensors", "NumericalMethods", "Statistics", "ScaleBridge", "ConstitutiveMemory",
        "Discretization", "MolecularDynamics", "Continuum", "CellProblems", "DiffusionStudies",
        "Multiscale", "MessagePassing", "FileFormats",
        "InputDeck",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: settings),

    tests(of: "Tensors", with: ["NumericalMethods"]),
    tests(of: "NumericalMethods", with: ["Tensors"]),
    tests(of: "Statistics", with: ["NumericalMethods"]),
    tests(
      of: "ConstitutiveMemory",
      with: ["NumericalMethods", "ScaleBridge", .product(name: "GRDB", package: "GRDB.swift")]),
    tests(of: "Discretization", with: ["Tensors", "NumericalMethods"]),
    tests(of: "ScaleBridge", with: ["Tensors", "NumericalMethods"]),
    tests(
      of: "MolecularDynamics", with: ["Tensors", "NumericalMethods", "Statistics", "ScaleBridge"],
      resources: [.copy("Fixtures")]),
    tests(
      of: "CellProblems", with: ["Tensors", "NumericalMethods", "ScaleBridge"],
      resources: [.copy("Fixtures")]),
    tests(
      of: "DiffusionStudies",
      with: [
        "Tensors", "NumericalMethods", "ScaleBridge", "Discretization", "Continuum", "CellProblems",
      ]),
    tests(
      of: "Multiscale",
      with: [
        "Tensors", "NumericalMethods", "Statistics", "ScaleBridge", "ConstitutiveMemory",
        "Discretization", "Continuum", "CellProblems", "MessagePassing",
      ]),
    tests(
      of: "Continuum", with: ["Tensors", "NumericalMethods", "Discretization", "ScaleBridge"],
      resources: [.copy("Fixtures")]),
    tests(of: "FileFormats", with: ["Tensors"], resources: [.copy("Fixtures")]),
    tests(
      of: "InputDeck",
      with: [
        "Tensors", "CellProblems", "Continuum", "DiffusionStudies", "Discretization",
        "MolecularDynamics", "Multiscale", "NumericalMethods", "ScaleBridge", "Statistics",
        "FileFormats",
      ],
      resources: [.copy("Fixtures")]),
    tests(of: "scout", resources: [.copy("Fixtures")]),
  ]
)
