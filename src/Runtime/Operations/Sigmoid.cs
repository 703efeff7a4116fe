namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>Sigmoid</c>: 1 / (1 + exp(−x)). Any shape.</summary>
public sealed record Sigmoid : Operation;
