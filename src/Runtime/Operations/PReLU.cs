namespace CaffeSharpGen.Operations;

/// <summary>Caffe's <c>PReLU</c>: a leaky ReLU whose slope is learned for each channel (axis 1). Weights: C slopes, or 1 if <paramref name="ChannelShared"/>. Obeys <see cref="ReluRule"/>.</summary>
public sealed record PReLU(bool ChannelShared = false) : Operation;
