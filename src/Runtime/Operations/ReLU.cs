namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>ReLU</c>: x if x > 0, else <paramref name="NegativeSlope"/>·x. Any shape; obeys <see cref="ReluRule"/>.</summary>
public sealed record ReLU(float NegativeSlope = 0) : Operation;
