using CaffeSharpGen.Compiler.Problems;
using CaffeSharpGen.Definitions;
using CaffeSharpGen.Generator.Emission;

namespace CaffeSharpGen.Generator;

/// <summary>A compiled prototxt: the class to emit, and what is wrong.</summary>
internal sealed record CompiledFile(ClassName ClassName, NetworkDefinition? Network, EquatableArray<Problem> Problems);
