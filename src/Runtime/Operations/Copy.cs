namespace CaffeSharpGen.Operations;

/// <summary>
/// Every output is the input, element by element in C order, under the output's shape: Caffe's <c>Split</c>, <c>Dropout</c> (in the
/// TEST phase), <c>Flatten</c> and <c>Reshape</c>. The gradients of several outputs are summed.
/// </summary>
public sealed record Copy : Operation;
