using CaffeSharpGen.Weights;

namespace CaffeSharpGen;

/// <summary>One of several layers that are to run as one operation.</summary>
/// <param name="Operation">What it computes.</param>
/// <param name="Inputs">What it reads.</param>
/// <param name="Output">What it computes.</param>
/// <param name="Weights">Its weights.</param>
public sealed record FusedLayer(
    Operation Operation, IReadOnlyList<DeviceBuffer> Inputs, DeviceBuffer Output, IReadOnlyList<WeightBlob> Weights);
