using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>A layer of a chain that is to run as one operation.</summary>
/// <param name="Operation">What it computes.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Output">What it computes.</param>
/// <param name="Weights">Its weights.</param>
public sealed record ChainLink(Operation Operation, IReadOnlyList<DeviceBuffer> Inputs, DeviceBuffer Output, IReadOnlyList<WeightBlob> Weights);
