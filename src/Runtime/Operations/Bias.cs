namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Bias</c>: adds a term whose shape equals the input's axes from <paramref name="Axis"/> on, for as many axes as it has.
/// The term is the second input if there are two, else the only weight.
/// </summary>
public sealed record Bias(int Axis = 1) : Operation;
