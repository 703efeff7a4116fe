namespace CaffeSharpGen.Operations;

/// <summary>
/// Caffe's <c>InnerProduct</c> (fully connected): the axes from <paramref name="Axis"/> on are one vector of length K, the axes before
/// it count vectors. Weights: NumOutput × K (K × NumOutput if <paramref name="Transpose"/>), then NumOutput if <paramref name="Bias"/>.
/// </summary>
public sealed record InnerProduct(int NumOutput, int Axis = 1, bool Transpose = false, bool Bias = true) : Operation;
