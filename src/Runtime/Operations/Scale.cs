namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>Scale</c>: multiplies the input by a factor whose shape equals the input's axes from <paramref name="Axis"/> on, for as many
/// axes as it has (none: one factor for all). The factor is the second input if there are two, else the first weight;
/// with <paramref name="Bias"/> the last weight, of the factor's shape, is added.
/// </summary>
public sealed record Scale(int Axis = 1, bool Bias = false) : Operation;
