namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>ELU</c>: x if x > 0, else <paramref name="Alpha"/>·(exp(x) − 1). Any shape; obeys <see cref="ReluRule"/>.</summary>
public sealed record ELU(float Alpha = 1) : Operation;
