namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>AbsVal</c>: |x|; the derivative is the sign, 0 at 0. Any shape.</summary>
public sealed record AbsVal : Operation;
