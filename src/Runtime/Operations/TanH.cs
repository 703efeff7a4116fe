namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>TanH</c>: the hyperbolic tangent. Any shape.</summary>
public sealed record TanH : Operation;
